use super::super::Span;
use super::{Curve, Level, Loudness, SoundClass, SoundSpan};

/// Pauses between sentences are no silence.
const LEAST_TENTHS: usize = 10;

/// Stretches of at least a second in which nothing is played: 35 dB below the programme, but at least below -50 dBFS, and
/// at most at -70 dBFS, where there is no programme either.
pub(super) fn silences(level: &Level, loudness: &Loudness) -> Vec<SoundSpan> {
    let programme = loudness.integrated.unwrap_or(Curve::NOTHING);
    let threshold = programme.saturating_sub(3500).clamp(-7000, -5000);
    let mut found = Vec::new();
    let mut start = 0;
    for quiet in level
        .rms
        .values
        .chunk_by(|a, b| (*a < threshold) == (*b < threshold))
    {
        let end = start + quiet.len();
        if quiet.first().is_some_and(|value| *value < threshold) && quiet.len() >= LEAST_TENTHS {
            found.push(SoundSpan {
                span: Span {
                    start: level.rms.time_of(start),
                    end: level.rms.time_of(end),
                },
                class: SoundClass::Silence,
                percent: 100,
            });
        }
        start = end;
    }
    found
}
