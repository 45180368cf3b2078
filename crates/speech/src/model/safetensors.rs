//! `model.safetensors`: the length of a head, the head in JSON, then the values.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::cursor::Cursor;
use super::numbers::Number;
use super::weights::Weights;
use crate::SpeechError;

/// The format's own limit of the head.
const LONGEST_HEAD: u64 = 100_000_000;

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (u64, u64),
}

pub(super) fn read(path: &Path) -> Result<Weights, SpeechError> {
    let mut cursor = Cursor::open(path)?;
    let length = cursor.u64("the length of its head")?;
    if length > LONGEST_HEAD {
        return Err(cursor.wrong(format!("a head of {length} bytes is no head of safetensors")));
    }
    let head = cursor.bytes(length, "its head")?;
    let base = cursor.at();
    let head: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&head)
        .map_err(|error| cursor.wrong(format!("its head is not read: {error}")))?;
    let mut weights = Weights::new(path, cursor.length());
    for (name, value) in head {
        if name == "__metadata__" {
            continue;
        }
        let entry: Entry = serde_json::from_value(value)
            .map_err(|error| weights.wrong(format!("tensor '{name}' is not described rightly: {error}")))?;
        let number = match entry.dtype.as_str() {
            "F32" => Number::F32,
            "F16" => Number::F16,
            "BF16" => Number::Bf16,
            // Other numbers are no weights of Whisper.
            _ => continue,
        };
        let (from, to) = entry.data_offsets;
        let (Some(start), Some(bytes)) = (base.checked_add(from), to.checked_sub(from)) else {
            return Err(weights.wrong(format!("tensor '{name}' ends before it begins")));
        };
        weights.add(&name, number, entry.shape, start, bytes)?;
    }
    Ok(weights)
}
