//! The ear as a whole, on signals made here.

use std::f64::consts::TAU;

use super::{Curve, Ear, Hearing, SoundClass};
use crate::analyse::FindingKind;

/// Interleaved samples of a sound that every channel has, `seconds` long.
fn play(channels: u16, rate: u32, seconds: f64, sound: impl Fn(f64) -> f64) -> Vec<f32> {
    let frames = (seconds * f64::from(rate)).round() as usize;
    let mut samples = Vec::with_capacity(frames * usize::from(channels));
    for frame in 0..frames {
        let value = sound(frame as f64 / f64::from(rate)) as f32;
        samples.extend(std::iter::repeat_n(value, usize::from(channels)));
    }
    samples
}

/// A sine at 1 kHz whose level in dBFS changes with time.
fn tone(level: impl Fn(f64) -> f64) -> impl Fn(f64) -> f64 {
    move |t| 10_f64.powf(level(t) / 20.0) * (TAU * 1000.0 * t).sin()
}

/// Noise from a small generator.
fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u32 << 23) as f32 - 1.0
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn heard(channels: u16, rate: u32, samples: &[f32]) -> Hearing {
    let mut ear = Ear::new(channels, rate);
    ear.hear(samples);
    ear.finish()
}

#[track_caller]
fn near(value: Option<i16>, wanted: f64, tolerance: f64) {
    let value = f64::from(value.unwrap_or(Curve::NOTHING)) / 100.0;
    assert!(
        (value - wanted).abs() <= tolerance + 0.005,
        "{value} instead of {wanted}"
    );
}

#[test]
fn the_level_of_a_tone_is_its_loudness() {
    // EBU Tech 3341, cases 1 and 2; shorter, since the tone is steady.
    for level in [-23.0, -33.0] {
        let hearing = heard(2, 48_000, &play(2, 48_000, 4.0, tone(|_| level)));
        near(hearing.loudness.integrated, level, 0.1);
        near(hearing.loudness.momentary_max, level, 0.1);
        near(hearing.loudness.short_term_max, level, 0.1);
        near(hearing.loudness.true_peak, level, 0.3);
        near(hearing.loudness.range, 0.0, 1.0);
        assert_eq!(hearing.loudness.momentary.values.len(), 40);
        assert_eq!(hearing.loudness.short_term.values.get(28), Some(&Curve::NOTHING));
    }
}

#[test]
fn a_range_is_measured() {
    // EBU Tech 3342, case 1, at a fifth of its length and mono with half the power.
    let steps = tone(|t| if t < 8.0 { -17.0 } else { -27.0 });
    let hearing = heard(1, 48_000, &play(1, 48_000, 16.0, steps));
    near(hearing.loudness.range, 10.0, 1.0);
}

#[test]
fn silence_is_found_to_the_tenth() {
    let sound = tone(|t| if (3.0..5.0).contains(&t) { -90.0 } else { -20.0 });
    let hearing = heard(2, 32_000, &play(2, 32_000, 7.0, sound));
    let silences: Vec<_> = hearing
        .spans_of(SoundClass::Silence)
        .map(|s| (s.span.start.micros(), s.span.end.micros()))
        .collect();
    assert_eq!(silences, [(3_000_000, 5_000_000)]);
}

#[test]
fn pieces_do_not_matter() {
    let samples: Vec<f32> = play(2, 44_100, 6.35, |t| {
        (TAU * 220.0 * t).sin() * (0.2 + 0.2 * (TAU * 4.0 * t).sin())
    })
    .into_iter()
    .zip(noise(700_000, 5))
    .map(|(tone, noise)| tone + 0.1 * noise)
    .collect();
    let whole = heard(2, 44_100, &samples);
    for length in [1, 7, 4096] {
        let mut ear = Ear::new(2, 44_100);
        samples.chunks(length).for_each(|piece| ear.hear(piece));
        assert_eq!(ear.finish(), whole, "in pieces of {length}");
    }
}

#[test]
fn any_input_gets_an_answer() {
    let wild = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40, 3.0, -1e30, 0.0];
    for channels in [0, 1, 2, 3, 6, 40] {
        for rate in [0, 8_000, 11_025, 48_000, 192_000, u32::MAX] {
            assert_eq!(heard(channels, rate, &[]).length.micros(), 0);
            heard(channels, rate, &[0.5]);
            let samples: Vec<f32> = wild.iter().copied().cycle().take(3_000).collect();
            let hearing = heard(channels, rate, &samples);
            let text = serde_json::to_string(&hearing).unwrap();
            assert_eq!(serde_json::from_str::<Hearing>(&text).unwrap(), hearing);
        }
    }
    let hearing = heard(2, 48_000, &vec![0.0; 48_000 * 2 * 4]);
    assert_eq!(hearing.loudness.integrated, None);
    assert_eq!(hearing.findings, []);
    assert_eq!(hearing.spans.len(), 1);
}

fn findings(hearing: &Hearing) -> Vec<FindingKind> {
    hearing.findings.iter().map(|finding| finding.kind).collect()
}

#[test]
fn channels_are_held_against_each_other() {
    let (left, right) = (noise(48_000 * 8, 1), noise(48_000 * 8, 2));
    let mix = |f: fn(f32, f32) -> f32| -> Vec<f32> {
        left.iter()
            .zip(&right)
            .flat_map(|(l, r)| [0.3 * l, 0.3 * f(*l, *r)])
            .collect()
    };
    let of = |f: fn(f32, f32) -> f32| heard(2, 48_000, &mix(f)).findings;
    assert_eq!(of(|l, r| l * 0.5 + r), []);
    assert!(of(|l, _| l).iter().all(|f| f.sentence.contains("twice")));
    assert_eq!(of(|l, r| 0.2 * r - l).len(), 1);
    assert!(
        of(|_, r| r * 1e-4)
            .iter()
            .any(|f| f.sentence == "the right channel is missing for 8 s")
    );
}

#[test]
fn an_offset_is_told_with_its_size() {
    let hearing = heard(
        1,
        48_000,
        &play(1, 48_000, 5.0, |t| 0.02 + 0.3 * (TAU * 90.0 * t).sin()),
    );
    assert_eq!(findings(&hearing), [FindingKind::DcOffset]);
    assert_eq!(
        hearing.findings.first().unwrap().sentence,
        "the sound lies 2.00 % of full scale above zero (-34 dBFS)"
    );
}

/// Noise whose level goes up and down about four times a second, as that of speech does.
fn murmur(rate: u32, seconds: u32) -> Vec<f32> {
    let swell = |frame: usize| {
        let t = frame as f64 / f64::from(rate);
        (0.02 + 0.2 * (TAU * 2.1 * t).sin().powi(4)) as f32
    };
    let noise = noise((rate * seconds) as usize, 7);
    noise
        .into_iter()
        .enumerate()
        .map(|(frame, sample)| sample * swell(frame))
        .collect()
}

#[test]
fn hum_is_found_and_its_absence_too() {
    let mut sound = murmur(16_000, 24);
    assert_eq!(findings(&heard(1, 16_000, &sound)), []);
    for (frame, sample) in sound.iter_mut().enumerate() {
        let t = frame as f64 / 16_000.0;
        let line = |n: f64| (TAU * 50.0 * n * t).sin() / n;
        *sample += 0.02 * (line(1.0) + line(2.0) + line(3.0)) as f32;
    }
    let hearing = heard(1, 16_000, &sound);
    assert_eq!(findings(&hearing), [FindingKind::Hum]);
    let sentence = &hearing.findings.first().unwrap().sentence;
    assert!(
        sentence.starts_with("hum at 50.") || sentence.starts_with("hum at 49."),
        "{sentence}"
    );
}

#[test]
fn a_hole_is_found_where_it_is() {
    let mut sound: Vec<f32> = noise(48_000 * 3, 3).iter().map(|sample| sample * 0.2).collect();
    sound[48_000..48_000 + 960].fill(0.0);
    // It fades away and comes back: no fault.
    for frame in 0..9_600 {
        sound[96_000 + frame] *= (frame as f32 - 4_800.0).abs() / 4_800.0;
    }
    let hearing = heard(1, 48_000, &sound);
    assert_eq!(findings(&hearing), [FindingKind::DropOut]);
    let hole = hearing.findings.first().unwrap();
    assert!((hole.span.start.micros() - 1_000_000).abs() <= 2_000);
    assert!((hole.span.micros() - 20_000).abs() <= 2_000);
}

#[test]
fn a_swinging_pitch_is_wow_and_a_steady_one_is_not() {
    let chord = |swing: f64| -> Vec<f32> {
        let tone = |hertz: f64, t: f64| {
            // The phase of a frequency that swings by `swing` 0.8 times a second.
            (TAU * hertz * t - hertz * swing / 0.8 * (TAU * 0.8 * t).cos()).sin()
        };
        play(1, 16_000, 54.0, |t| {
            0.1 * [330.0, 495.0, 741.0, 1175.0]
                .map(|hertz| tone(hertz, t))
                .iter()
                .sum::<f64>()
        })
    };
    assert_eq!(findings(&heard(1, 16_000, &chord(0.0))), []);
    let hearing = heard(1, 16_000, &chord(0.005));
    assert_eq!(findings(&hearing), [FindingKind::Wow]);
    let sentence = &hearing.findings.first().unwrap().sentence;
    assert!(
        sentence.contains("0.81 times") || sentence.contains("0.79 times"),
        "{sentence}"
    );
}

#[test]
fn a_turn_is_where_the_sound_changes() {
    let sound = play(1, 16_000, 40.0, |t| {
        let hertz = if t < 20.0 { 220.0 } else { 950.0 };
        0.2 * (TAU * hertz * t).sin()
    });
    let hearing = heard(1, 16_000, &sound);
    let novelty = &hearing.novelty.values;
    let top = (0..novelty.len()).max_by_key(|at| novelty[*at]).unwrap();
    assert!(
        top.abs_diff(40) <= 1,
        "the turn is told at {top} halves of a second"
    );
    assert_eq!(
        hearing.level.rms.values.len(),
        hearing.crowd.strength.values.len()
    );
    assert_eq!(hearing.level.rms.values.len(), hearing.crowd.level.values.len());
}
