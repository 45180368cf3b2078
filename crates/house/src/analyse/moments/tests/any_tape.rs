//! What holds of every tape, however odd.

use media::time::{FrameNo, FrameRate, MediaTime};
use proptest::prelude::*;

use super::tape::no_loudness;
use crate::analyse::moments::{Material, Moment, MomentMark, Verdict, find_moments};
use crate::analyse::sound::{Crowd, Curve, Hearing, Level, SoundClass, SoundSpan, Times};
use crate::analyse::{
    Analysis, Finding, FindingKind, Line, PictureAnalysis, Shot, Span, Still, Transition, Word,
};
use crate::archive::AssetKind;

const LONGEST: i64 = 200_000;

fn spans() -> impl Strategy<Value = Span> {
    (0..LONGEST, 0..20_000_i64)
        .prop_map(|(start, length)| Span::of_micros(start * 1_000, (start + length) * 1_000))
}

fn curves(per_second: u16) -> impl Strategy<Value = Curve> {
    let runs = proptest::collection::vec((any::<i16>(), 1..400_usize), 0..12);
    runs.prop_map(move |runs| Curve {
        per_second,
        values: runs
            .into_iter()
            .flat_map(|(value, times)| (0..times).map(move |at| if at % 7 == 0 { value / 2 } else { value }))
            .collect(),
    })
}

fn hearings() -> impl Strategy<Value = Hearing> {
    let classes = proptest::sample::select(SoundClass::ALL.to_vec());
    let sounds = proptest::collection::vec((spans(), classes, 0..=100_u8), 0..12);
    let times = || proptest::collection::vec(0..200_000_u32, 0..60);
    let levels = (curves(10), curves(10), curves(10), curves(2));
    (sounds, levels, times(), times()).prop_map(|(sounds, (rms, strength, crowd, novelty), onsets, beats)| {
        Hearing {
            length: MediaTime::from_millis(LONGEST),
            channels: 1,
            sample_rate: 8_000,
            loudness: no_loudness(),
            level: Level {
                peak: rms.clone(),
                rms,
            },
            spans: sounds
                .into_iter()
                .map(|(span, class, percent)| SoundSpan { span, class, percent })
                .collect(),
            crowd: Crowd {
                strength,
                level: crowd,
            },
            novelty,
            onsets: Times::of_millis(onsets),
            tempi: vec![],
            beats: Times::of_millis(beats),
            findings: vec![],
        }
    })
}

fn pictures() -> impl Strategy<Value = PictureAnalysis> {
    let shots = proptest::collection::vec((1..400_u64, 0..30_u64), 0..40);
    let light = (curves(2), curves(2));
    (shots, light, 0..3_usize).prop_map(|(lengths, (brightness, motion), every)| {
        let mut first = 0;
        let mut shots = Vec::new();
        for (frames, transition) in lengths {
            shots.push(Shot {
                first: FrameNo(first),
                frames,
                transition_in: Transition::Dissolve,
                transition_frames: transition.min(frames - 1),
                keyframe: FrameNo(first + frames / 2),
            });
            first += frames;
        }
        let stills = shots.iter().step_by(every + 1).map(|shot| Still {
            frame: shot.keyframe,
            start: 0,
            bytes: 1,
        });
        PictureAnalysis {
            rate: FrameRate::new(30_000, 1_001).expect("a rate"),
            width: 64,
            height: 36,
            stills: stills.collect(),
            shots,
            still_width: 64,
            still_height: 36,
            brightness,
            motion,
        }
    })
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let said = proptest::sample::select(vec![
        "I",
        "never",
        "night.",
        "Harbour",
        "the",
        "room",
        "everything!",
        "\u{2026}",
        "\u{4f60}\u{597d}",
        "--> &",
    ]);
    let words = proptest::collection::vec((said, 50..900_i64), 1..14);
    let speaker = proptest::option::of(proptest::sample::select(vec!["Ada", "Ben"]));
    let line = (0..LONGEST, words, speaker, any::<bool>(), -50..400_i64);
    proptest::collection::vec(line, 0..20).prop_map(|lines| {
        let read = lines.into_iter().map(|(start, said, speaker, timed, gap)| {
            let mut at = start;
            let mut words = Vec::new();
            for (text, length) in said {
                words.push(Word {
                    span: Span::of_micros(at * 1_000, (at + length) * 1_000),
                    text: text.to_owned(),
                });
                // Some recognisers let words overlap.
                at = (at + length + gap).max(0);
            }
            let end = words.iter().map(|word| word.span.end).max().expect("words");
            let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            Line {
                span: Span {
                    start: MediaTime::from_millis(start),
                    end,
                },
                text: text.join(" "),
                speaker: speaker.map(Into::into),
                words: if timed { words } else { vec![] },
            }
        });
        let mut lines: Vec<Line> = read.collect();
        lines.sort_by_key(|line| line.span.start);
        lines
    })
}

#[derive(Debug)]
struct Given {
    analysis: Analysis,
    lines: Vec<Line>,
    kind: AssetKind,
}

impl Given {
    fn moments(&self, marks: &[MomentMark], how_many: usize) -> Vec<Moment> {
        let material = Material {
            analysis: &self.analysis,
            lines: &self.lines,
            kind: self.kind,
            duplicates: &[],
            audience: None,
            marks,
        };
        find_moments(&material, how_many)
    }

    /// Within a word, within a line that has no words with times, or within a transition.
    fn closed(&self) -> Vec<Span> {
        let mut closed = Vec::new();
        for line in &self.lines {
            closed.extend(line.words.iter().map(|word| word.span));
            if line.words.is_empty() && line.span.micros() <= 30_000_000 {
                closed.push(line.span);
            }
        }
        for picture in self.analysis.picture.iter() {
            closed.extend(picture.shots.iter().map(|shot| Span {
                start: picture.time_of(shot.first),
                end: picture.time_of(FrameNo(shot.first.0 + shot.transition_frames)),
            }));
        }
        closed
    }
}

fn tapes() -> impl Strategy<Value = Given> {
    let kinds = proptest::sample::select(FindingKind::ALL.to_vec());
    let findings = proptest::collection::vec((kinds, spans()), 0..8);
    let asset = proptest::sample::select(vec![AssetKind::Film, AssetKind::Concert, AssetKind::Interview]);
    let parts = (
        proptest::option::of(hearings()),
        proptest::option::of(pictures()),
        findings,
    );
    (0..LONGEST, parts, lines(), asset).prop_map(|(length, (hearing, picture, findings), lines, kind)| {
        Given {
            analysis: Analysis {
                length: MediaTime::from_millis(length),
                picture,
                hearing,
                findings: findings
                    .into_iter()
                    .map(|(kind, span)| Finding {
                        kind,
                        span,
                        sentence: String::new(),
                    })
                    .collect(),
            },
            lines,
            kind,
        }
    })
}

/// Whatever it is, one second is not within it when it only touches it.
fn is_within(at: MediaTime, span: Span) -> bool {
    span.start < at && at < span.end
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn moments_lie_on_borders_inside_of_the_film_and_apart(tape in tapes()) {
        let moments = tape.moments(&[], 10);
        let end = tape.analysis.length;
        prop_assert!(moments.len() <= 10);
        let closed = tape.closed();
        for (at, one) in moments.iter().enumerate() {
            prop_assert!(MediaTime::ZERO <= one.span.start && one.span.start < one.span.end && one.span.end <= end);
            prop_assert!(one.score <= 1_000 && !one.title.is_empty());
            for border in [one.span.start, one.span.end].into_iter().filter(|border| *border < end) {
                let within = closed.iter().find(|span| is_within(border, **span));
                prop_assert!(within.is_none(), "{:?} in {:?}", border, within);
            }
            for other in &moments[..at] {
                prop_assert!(!one.span.overlaps(other.span), "{:?} {:?}", one, other);
                prop_assert!(other.score >= one.score);
            }
        }
        prop_assert_eq!(&moments, &tape.moments(&[], 10));
    }

    #[test]
    fn editors_are_obeyed(tape in tapes(), decided in proptest::collection::vec(0..3_u8, 10)) {
        let found = tape.moments(&[], 10);
        let marks: Vec<MomentMark> = found
            .iter()
            .zip(&decided)
            .filter(|(_, decided)| **decided < 2)
            .map(|(moment, decided)| {
                MomentMark::of(moment, if *decided == 0 { Verdict::Pinned } else { Verdict::Rejected })
            })
            .collect();
        let moments = tape.moments(&marks, 6);
        for mark in &marks {
            let there = moments.iter().find(|one| one.kind == mark.kind() && one.span.overlaps(mark.span()));
            match mark.verdict {
                Verdict::Pinned => prop_assert!(there.is_some_and(|one| one.pinned && one.span == mark.span())),
                _ => prop_assert!(there.is_none(), "{:?} came back as {:?}", mark, there),
            }
        }
        for (at, one) in moments.iter().enumerate() {
            prop_assert!(moments[..at].iter().all(|other| !one.span.overlaps(other.span)));
        }
    }
}
