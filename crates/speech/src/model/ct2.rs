//! `model.bin` of CTranslate2: a head, then each variable with its name, shape, kind and values, then other names.

use std::path::Path;

use super::cursor::Cursor;
use super::numbers::Number;
use super::weights::Weights;
use crate::SpeechError;

/// Versions of the format with kinds and byte counts in front of the values.
const VERSIONS: std::ops::RangeInclusive<u32> = 4..=6;
/// Sides of a tensor; a Whisper model has three at the most.
const MOST_SIDES: u8 = 8;

/// What `model.bin` says besides the weights.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Heads of the encoder's and of the decoder's attention.
    pub(super) heads: Option<usize>,
    pub(super) text_heads: Option<usize>,
}

pub(super) fn read(path: &Path) -> Result<(Weights, Said), SpeechError> {
    let mut cursor = Cursor::open(path)?;
    let version = cursor.u32("the version of the format")?;
    if !VERSIONS.contains(&version) {
        return Err(cursor.wrong(format!(
            "is no model of CTranslate2 that is known here: it begins with {version}, not with 4 to 6"
        )));
    }
    let kind = string(&mut cursor, "the kind of the model")?;
    if kind != "WhisperSpec" {
        return Err(cursor.wrong(format!("holds a model of the kind '{kind}', not Whisper")));
    }
    cursor.u32("the revision")?;
    let count = cursor.u32("the count of variables")?;
    let mut weights = Weights::new(path, cursor.length());
    let mut said = Said::default();
    for number in 0..count {
        variable(&mut cursor, &mut weights, &mut said).map_err(|error| in_variable(error, number, count))?;
    }
    let aliases = cursor.u32("the count of other names")?;
    for _ in 0..aliases {
        let name = string(&mut cursor, "another name")?;
        let of = string(&mut cursor, "what another name stands for")?;
        // Single numbers have other names too, and are not kept.
        if weights.has(&of) {
            weights.alias(&name, &of)?;
        }
    }
    if cursor.at() != cursor.length() {
        return Err(cursor.wrong("more follows than a model has"));
    }
    Ok((weights, said))
}

fn in_variable(error: SpeechError, number: u32, count: u32) -> SpeechError {
    match error {
        SpeechError::Model { file, problem } => SpeechError::Model {
            file,
            problem: format!("variable {} of {count}: {problem}", number + 1),
        },
        other => other,
    }
}

fn variable(cursor: &mut Cursor, weights: &mut Weights, said: &mut Said) -> Result<(), SpeechError> {
    let name = string(cursor, "a variable's name")?;
    let sides = cursor.u8("a variable's shape")?;
    if sides > MOST_SIDES {
        return Err(cursor.wrong(format!("variable '{name}' has {sides} sides")));
    }
    let mut shape = Vec::new();
    for _ in 0..sides {
        let side = cursor.u32("a side of a variable")?;
        shape.push(usize::try_from(side).unwrap_or(usize::MAX));
    }
    let kind = cursor.u8("a variable's kind")?;
    let bytes = u64::from(cursor.u32("a variable's length")?);
    if shape.is_empty() && bytes <= 2 {
        let value = cursor.bytes(bytes, "a variable's value")?;
        let value = value
            .iter()
            .rev()
            .fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
        match name.as_str() {
            "encoder/num_heads" => said.heads = Some(value),
            "decoder/num_heads" => said.text_heads = Some(value),
            _ => {}
        }
        return Ok(());
    }
    let start = cursor.at();
    let number = match kind {
        0 => Some(Number::F32),
        1 => Some(Number::I8),
        2 => Some(Number::I16),
        4 => Some(Number::F16),
        5 => Some(Number::Bf16),
        // Whole numbers are of no use here.
        3 => None,
        other => return Err(cursor.wrong(format!("variable '{name}' is of the unknown kind {other}"))),
    };
    if let Some(number) = number {
        weights.add(&name, number, shape, start, bytes)?;
    }
    cursor.skip(bytes, "a variable's value")
}

/// Two bytes of length, then text with a zero at its end.
fn string(cursor: &mut Cursor, what: &str) -> Result<String, SpeechError> {
    let length = cursor.u16(what)?;
    let mut bytes = cursor.bytes(u64::from(length), what)?;
    if bytes.pop() != Some(0) {
        return Err(cursor.wrong(format!("{what} does not end where it should")));
    }
    String::from_utf8(bytes).map_err(|_| cursor.wrong(format!("{what} is no text")))
}
