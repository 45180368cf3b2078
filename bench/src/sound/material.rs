//! Recordings as samples, and what is made of them.

use std::path::Path;

use anyhow::Context;

use super::random::Random;
use crate::child;
use crate::level::level;

pub(crate) const RATE: u32 = 48_000;
/// Samples of a tenth of a second.
pub(crate) const TENTH: usize = RATE as usize / 10;

pub(crate) fn decode(
    file: &Path,
    channels: u16,
    rate: u32,
    seconds: Option<u32>,
) -> anyhow::Result<Vec<f32>> {
    let mut command = crate::engine::program("ffmpeg")?;
    command.args(["-v", "error", "-nostdin"]);
    if file.extension().is_some_and(|end| end == "g722") {
        command.args(["-f", "g722"]);
    }
    command.arg("-i").arg(file).args(["-map", "0:a:0"]);
    if let Some(seconds) = seconds {
        command.args(["-t", &seconds.to_string()]);
    }
    command.args([
        "-ac",
        &channels.to_string(),
        "-ar",
        &rate.to_string(),
        "-f",
        "f32le",
        "-",
    ]);
    let bytes = child::run(&mut command).with_context(|| file.display().to_string())?;
    Ok(floats(&bytes))
}

pub(crate) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| f32::from_le_bytes(*word))
        .collect()
}

/// At -20 dBFS.
pub(crate) fn levelled(sound: &[f32]) -> Vec<f32> {
    let scale = (0.1 / level(sound, TENTH)) as f32;
    sound.iter().map(|sample| sample * scale).collect()
}

/// Utterances of one source one after the other, each at the same level, with pauses of up to 0.7 s.
pub(crate) fn talk(pieces: &[Vec<f32>], samples: usize, random: &mut Random) -> Vec<f32> {
    let mut out = Vec::with_capacity(samples);
    while out.len() < samples {
        let Some(piece) = random.one_of(pieces) else { break };
        let longest = (random.between(3.0, 12.0) * f64::from(RATE)) as usize;
        let start = random.below(piece.len().saturating_sub(longest).max(1));
        let piece = piece
            .get(start..(start + longest).min(piece.len()))
            .unwrap_or_default();
        out.extend(levelled(piece));
        out.extend(std::iter::repeat_n(
            0.0,
            (random.between(0.02, 0.7) * f64::from(RATE)) as usize,
        ));
    }
    out.truncate(samples);
    out
}

/// A piece of a recording; one that is too short comes again.
pub(crate) fn excerpt(pieces: &[Vec<f32>], samples: usize, random: &mut Random) -> Vec<f32> {
    let Some(piece) = random.one_of(pieces) else {
        return vec![0.0; samples];
    };
    let start = random.below(piece.len().saturating_sub(samples).max(1));
    let piece = piece
        .get(start..(start + samples).min(piece.len()))
        .unwrap_or_default();
    let mut out: Vec<f32> = piece.iter().copied().cycle().take(samples).collect();
    out.resize(samples, 0.0);
    levelled(&out)
}

/// Noise that falls by 3 dB an octave, as rooms and tapes have it.
pub(crate) fn pink(samples: usize, random: &mut Random) -> Vec<f32> {
    let white = random.noise(samples);
    // Paul Kellet's economy filter.
    let (mut a, mut b, mut c) = (0.0_f32, 0.0_f32, 0.0_f32);
    let pink: Vec<f32> = white
        .iter()
        .map(|white| {
            a = 0.997_65 * a + white * 0.099_046;
            b = 0.963 * b + white * 0.296_516_4;
            c = 0.57 * c + white * 1.052_691_3;
            a + b + c + white * 0.1848
        })
        .collect();
    levelled(&pink)
}

pub(crate) fn add(to: &mut [f32], sound: &[f32], gain: f32) {
    for (to, sample) in to.iter_mut().zip(sound) {
        *to += gain * sample;
    }
}
