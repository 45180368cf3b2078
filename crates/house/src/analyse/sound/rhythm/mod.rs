//! Onsets, tempo and beats, from how much rises a hundred times a second.

mod beats;
mod onsets;
mod tempo;

use media::time::MediaTime;

use super::super::Span;
use super::frame::FRAMES;
use super::{SoundClass, SoundSpan, Tempo, Times};

/// Music that is shorter has no tempo: 5 s.
const LEAST: usize = 500;
/// Music is taken in pieces of so many frames at most, so that hours of it need no more memory: 10 minutes.
const PIECE: usize = 60_000;
/// The rise is seen so much before the blow itself.
const LEAD_MILLIS: i64 = 0;

pub(super) struct Rhythm {
    pub(super) onsets: Times,
    pub(super) tempi: Vec<Tempo>,
    pub(super) beats: Times,
}

/// Beats are looked for in music only: speech has onsets, but no pulse that anybody would tap.
pub(super) fn rhythm(rises: &[u16], spans: &[SoundSpan]) -> Rhythm {
    let mut tempi = Vec::new();
    let mut beats = Vec::new();
    for music in spans.iter().filter(|span| span.class == SoundClass::Music) {
        let frame = |time: MediaTime| usize::try_from(time.micros().max(0) / 10_000).unwrap_or(usize::MAX);
        let end = frame(music.span.end).min(rises.len());
        let start = frame(music.span.start).min(end);
        let piece = rises.get(start..end).unwrap_or_default();
        for (number, piece) in piece
            .chunks(PIECE)
            .enumerate()
            .filter(|(_, piece)| piece.len() >= LEAST)
        {
            let first = start + number * PIECE;
            let blows = onsets::blows(piece);
            let paces = tempo::paces(&blows);
            for stretch in tempo::stretches(&paces, blows.len()) {
                let blows = blows.get(stretch.start..stretch.end).unwrap_or_default();
                let lags: Vec<f32> = (stretch.start..stretch.end)
                    .map(|at| tempo::lag_at(&paces, at))
                    .collect();
                let found = beats::beats(blows, &lags);
                let Some(centi_bpm) = tempo::centi_bpm(&found) else {
                    continue;
                };
                let at = |frame: usize| millis(first + stretch.start + frame);
                beats.extend(found.iter().map(|beat| at(*beat)));
                tempi.push(Tempo {
                    span: Span {
                        start: MediaTime::from_millis(i64::from(at(0))),
                        end: MediaTime::from_millis(i64::from(at(blows.len()))),
                    },
                    centi_bpm,
                    percent: stretch.percent,
                });
            }
        }
    }
    Rhythm {
        onsets: Times::of_millis(onsets::onsets(rises).into_iter().map(millis).collect()),
        tempi,
        beats: Times::of_millis(beats),
    }
}

fn millis(frame: usize) -> u32 {
    let millis = frame as i64 * 1000 / FRAMES as i64 + LEAD_MILLIS;
    u32::try_from(millis.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blows_at_an_even_pace_are_beats() {
        // A blow every 0.47 s, half as strong ones between, nothing in the last five seconds.
        let mut rises = vec![80_u16; 3_500];
        for beat in (12..3_000).step_by(47) {
            rises[beat] = 900;
            rises[beat + 24] = 400;
        }
        let music = SoundSpan {
            span: Span::of_micros(0, 30_000_000),
            class: SoundClass::Music,
            percent: 90,
        };
        let found = rhythm(&rises, &[music]);
        let [tempo] = found.tempi.as_slice() else {
            panic!("{:?}", found.tempi)
        };
        assert!(tempo.centi_bpm.abs_diff(12_766) < 60, "{}", tempo.centi_bpm);
        assert_eq!(found.beats.as_millis().first(), Some(&120));
        assert_eq!(found.beats.as_millis().get(20), Some(&9_520));
        assert_eq!(found.onsets.len(), 128);
        assert!(rhythm(&rises, &[]).beats.is_empty());
    }
}
