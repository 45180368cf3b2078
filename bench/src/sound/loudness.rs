//! The signals of EBU Tech 3341 and 3342 that can be made from their description. The programmes of 3341 (cases 7 and 8) and
//! of 3342 (5 and 6), and 3341's 20 to 23, which need EBU's own files, are not run.

use std::f64::consts::TAU;

use house::analyse::sound::Loudness;

use super::material::RATE;
use super::ours::Listening;

/// Sines of 1 kHz in both channels: seconds and dBFS.
type Steps = Vec<(f64, f64)>;

const SILENCE: f64 = -200.0;

pub(crate) async fn run(listening: &Listening) -> anyhow::Result<()> {
    println!("### Loudness\n");
    println!("| case | measured | wanted |\n|---|---|---|");
    let mut failed = 0;
    let mut tell = |case: &str, value: Option<i16>, wanted: f64, below: f64, above: f64| {
        let value = f64::from(value.unwrap_or(i16::MIN)) / 100.0;
        let holds = value >= wanted - below - 0.005 && value <= wanted + above + 0.005;
        failed += u32::from(!holds);
        let word = if holds { "" } else { " FAILS" };
        println!("| {case} | {value:.2}{word} | {wanted:.1} -{below} +{above} |");
    };
    for (case, steps, wanted) in [
        ("3341-1 integrated", vec![(20.0, -23.0)], -23.0),
        ("3341-2 integrated", vec![(20.0, -33.0)], -33.0),
        (
            "3341-3 integrated",
            vec![(10.0, -36.0), (60.0, -23.0), (10.0, -36.0)],
            -23.0,
        ),
        (
            "3341-4 integrated",
            vec![
                (10.0, -72.0),
                (10.0, -36.0),
                (60.0, -23.0),
                (10.0, -36.0),
                (10.0, -72.0),
            ],
            -23.0,
        ),
        (
            "3341-5 integrated",
            vec![(20.0, -26.0), (20.1, -20.0), (20.0, -26.0)],
            -23.0,
        ),
    ] {
        let loudness = hear(listening, &steps).await?;
        tell(case, loudness.integrated, wanted, 0.1, 0.1);
        if steps.len() == 1 {
            tell(
                &case.replace("integrated", "momentary"),
                loudness.momentary_max,
                wanted,
                0.1,
                0.1,
            );
            tell(
                &case.replace("integrated", "short-term"),
                loudness.short_term_max,
                wanted,
                0.1,
                0.1,
            );
        }
    }
    tell(
        "3341-6 integrated, 5.0",
        surround(listening).await?.integrated,
        -23.0,
        0.1,
        0.1,
    );
    let steps = [(1.34, -20.0), (1.66, -30.0)].repeat(5);
    tell(
        "3341-9 short-term",
        hear(listening, &steps).await?.short_term_max,
        -23.0,
        0.1,
        0.1,
    );
    for turn in 0..20 {
        let steps = vec![(f64::from(turn) * 0.15, SILENCE), (3.0, -23.0), (1.0, SILENCE)];
        tell(
            &format!("3341-10-{} short-term", turn + 1),
            hear(listening, &steps).await?.short_term_max,
            -23.0,
            0.1,
            0.1,
        );
    }
    let (signal, ends) = rising(3.0, 0.15, 3.0);
    let loudness = hear(listening, &signal).await?;
    for (turn, (from, to)) in ends.iter().enumerate() {
        let most = highest(&loudness.short_term, *from, *to);
        tell(
            &format!("3341-11-{} short-term", turn + 1),
            most,
            turn as f64 - 38.0,
            0.1,
            0.1,
        );
    }
    let steps = [(0.18, -20.0), (0.22, -30.0)].repeat(25);
    tell(
        "3341-12 momentary",
        hear(listening, &steps).await?.momentary_max,
        -23.0,
        0.1,
        0.1,
    );
    for turn in 0..20 {
        let steps = vec![(f64::from(turn) * 0.02, SILENCE), (0.4, -23.0), (1.0, SILENCE)];
        tell(
            &format!("3341-13-{} momentary", turn + 1),
            hear(listening, &steps).await?.momentary_max,
            -23.0,
            0.1,
            0.1,
        );
    }
    for (case, part, degrees, amplitude, wanted) in [
        ("3341-15 true peak", 4.0, 0.0, 0.5, -6.0),
        ("3341-16 true peak", 4.0, 45.0, 0.5, -6.0),
        ("3341-17 true peak", 6.0, 60.0, 0.5, -6.0),
        ("3341-18 true peak", 8.0, 67.5, 0.5, -6.0),
        ("3341-19 true peak", 4.0, 45.0, 1.41, 3.0),
    ] {
        tell(
            case,
            peak(listening, part, degrees, amplitude).await?.true_peak,
            wanted,
            0.4,
            0.2,
        );
    }
    for (case, steps, wanted) in [
        ("3342-1 range", vec![(20.0, -20.0), (20.0, -30.0)], 10.0),
        ("3342-2 range", vec![(20.0, -20.0), (20.0, -15.0)], 5.0),
        ("3342-3 range", vec![(20.0, -40.0), (20.0, -20.0)], 20.0),
        (
            "3342-4 range",
            vec![
                (20.0, -50.0),
                (20.0, -35.0),
                (20.0, -20.0),
                (20.0, -35.0),
                (20.0, -50.0),
            ],
            15.0,
        ),
    ] {
        tell(case, hear(listening, &steps).await?.range, wanted, 1.0, 1.0);
    }
    println!(
        "\n{failed} of these fail. Not run: 3341-7, 3341-8, 3341-20 to 23, 3342-5, 3342-6 (they need EBU's own files), and"
    );
    println!(
        "3341-14, whose maximum lies between the ten values a second that are kept (13 holds its twenty parts singly).\n"
    );
    Ok(())
}

async fn hear(listening: &Listening, steps: &[(f64, f64)]) -> anyhow::Result<Loudness> {
    let mut samples = Vec::new();
    for (seconds, level) in steps {
        let amplitude = 10_f64.powf(level / 20.0);
        for _ in 0..(seconds * f64::from(RATE)).round() as u64 {
            let angle = TAU * 1000.0 * (samples.len() / 2) as f64 / f64::from(RATE);
            samples.extend([(amplitude * angle.sin()) as f32; 2]);
        }
    }
    Ok(listening.hear(2, RATE, &samples).await?.loudness)
}

/// Case 6: left and right -28, centre -24, surrounds -30 dBFS; the fourth channel of 5.1 is silent.
async fn surround(listening: &Listening) -> anyhow::Result<Loudness> {
    let gains = [-28.0, -28.0, -24.0, SILENCE, -30.0, -30.0].map(|level: f64| 10_f64.powf(level / 20.0));
    let mut samples = Vec::new();
    for frame in 0..20 * RATE {
        let sine = (TAU * 1000.0 * f64::from(frame) / f64::from(RATE)).sin();
        samples.extend(gains.map(|gain| (gain * sine) as f32));
    }
    Ok(listening.hear(6, RATE, &samples).await?.loudness)
}

/// Twenty tones, each 1 dB louder, with growing pauses; and the seconds in which each has to be the loudest.
fn rising(tone: f64, pause: f64, after: f64) -> (Steps, Vec<(f64, f64)>) {
    let (mut steps, mut ends, mut at) = (Vec::new(), Vec::new(), 0.0);
    for turn in 0..20 {
        let wait = f64::from(turn) * pause;
        steps.extend([(wait, SILENCE), (tone, f64::from(turn) - 38.0), (after, SILENCE)]);
        ends.push((at + wait, at + wait + tone + after));
        at += wait + tone + after;
    }
    (steps, ends)
}

fn highest(curve: &house::analyse::sound::Curve, from: f64, to: f64) -> Option<i16> {
    let index = |seconds: f64| (seconds * 10.0) as usize;
    curve
        .values
        .iter()
        .skip(index(from))
        .take(index(to) - index(from))
        .copied()
        .max()
}

/// A sine at a part of the rate, faded in and out: where it begins at its top it would ring.
async fn peak(listening: &Listening, part: f64, degrees: f64, amplitude: f64) -> anyhow::Result<Loudness> {
    let frames = RATE / 2;
    let sample = |frame: u32| {
        let fade = (f64::from(frame.min(frames - frame)) / 2400.0).min(1.0);
        (fade * amplitude * (TAU * f64::from(frame) / part + f64::to_radians(degrees)).sin()) as f32
    };
    let samples: Vec<f32> = (0..frames).flat_map(|frame| [sample(frame); 2]).collect();
    Ok(listening.hear(2, RATE, &samples).await?.loudness)
}
