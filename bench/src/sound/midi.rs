//! The tempo grid of a song for Frets on Fire: the beats of `notes.mid`, whose 0 is the beginning of the sound.

use std::path::Path;

use anyhow::{Context, ensure};

/// Seconds of every quarter note.
pub(crate) fn beats(file: &Path) -> anyhow::Result<Vec<f64>> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    ensure!(bytes.starts_with(b"MThd"), "{} is no MIDI file", file.display());
    let division = number(bytes.get(12..14));
    ensure!(
        division > 0 && division < 0x8000,
        "{}: no ticks of a quarter note",
        file.display()
    );
    let (mut tempi, mut last) = (Vec::new(), 0);
    let mut at = 14;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = number(head.get(4..)) as usize;
        let track = bytes
            .get(at + 8..at + 8 + length)
            .context("a track that is cut short")?;
        last = last.max(
            Track { bytes: track, at: 0 }
                .read(&mut tempi)
                .context("a broken track")?,
        );
        at += 8 + length;
    }
    tempi.sort_unstable();
    Ok(grid(&tempi, division, last))
}

fn grid(tempi: &[(u64, u64)], division: u64, last: u64) -> Vec<f64> {
    let (mut seconds, mut since, mut micros) = (0.0, 0, 500_000);
    let mut next = tempi.iter().peekable();
    let mut beats = Vec::new();
    for tick in (0..last).step_by(division as usize) {
        while let Some((at, tempo)) = next.next_if(|(at, _)| *at <= tick) {
            seconds += (at - since) as f64 * micros as f64 / 1e6 / division as f64;
            (since, micros) = (*at, *tempo);
        }
        beats.push(seconds + (tick - since) as f64 * micros as f64 / 1e6 / division as f64);
    }
    beats
}

fn number(bytes: Option<&[u8]>) -> u64 {
    bytes
        .unwrap_or_default()
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

struct Track<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Track<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn length(&mut self) -> Option<u64> {
        let mut sum = 0_u64;
        loop {
            let byte = self.byte()?;
            sum = sum << 7 | u64::from(byte & 127);
            if byte < 128 {
                return Some(sum);
            }
        }
    }

    /// Adds the tempi; the tick of the last event.
    fn read(mut self, tempi: &mut Vec<(u64, u64)>) -> Option<u64> {
        let (mut tick, mut last, mut status) = (0, 0, 0);
        while self.at < self.bytes.len() {
            tick += self.length()?;
            if self.bytes.get(self.at)? >= &128 {
                status = self.byte()?;
            }
            match status {
                0xff => {
                    let kind = self.byte()?;
                    let length = usize::try_from(self.length()?).ok()?;
                    if kind == 0x51 {
                        tempi.push((tick, number(self.bytes.get(self.at..self.at + length))));
                    }
                    self.at += length;
                }
                0xf0 | 0xf7 => self.at += usize::try_from(self.length()?).ok()?,
                _ => {
                    self.at += if matches!(status >> 4, 12 | 13) { 1 } else { 2 };
                    last = tick;
                }
            }
        }
        Some(last)
    }
}
