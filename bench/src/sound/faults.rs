//! Faults planted in real recordings, and false alarms on the recordings as they are.

use std::f64::consts::TAU;

use house::analyse::{Finding, FindingKind};

use super::material::{self, RATE};
use super::ours::Listening;
use super::random::Random;
use super::sources::{self, Shelf};
use crate::level;

const SECONDS: u32 = 90;

pub(crate) async fn run(listening: &Listening, shelf: &Shelf, smoke: bool) -> anyhow::Result<()> {
    println!("\n### Faults\n");
    let most = if smoke { 1 } else { 4 };
    let mut tapes = Vec::new();
    for source in sources::MUSIC.iter().chain(&sources::SPEECH) {
        for file in shelf
            .files(source)?
            .iter()
            .filter(|file| file.extension().is_some_and(|end| end != "g722"))
            .take(most)
        {
            let tape = material::decode(file, 2, RATE, Some(SECONDS))?;
            // Prompts of a second are no tapes.
            if tape.len() > 20 * RATE as usize {
                tapes.push(tape.iter().map(|sample| sample * 0.7).collect::<Vec<f32>>());
            }
        }
    }
    let hours = tapes.iter().map(Vec::len).sum::<usize>() as f64 / 2.0 / f64::from(RATE) / 3600.0;
    println!("{} recordings, {hours:.2} h. As they are:", tapes.len());
    for tape in &tapes {
        for finding in listening.hear(2, RATE, tape).await?.findings {
            // A mono recording that is decoded as two channels is twice the same.
            if !finding.sentence.contains("twice") {
                println!("    {}: {}", finding.kind.as_str(), finding.sentence);
            }
        }
    }
    println!("\n| planted | found in |\n|---|---|");
    for mains in [50.0, 60.0] {
        for below in [20.0, 30.0, 40.0] {
            let name = format!("hum at {mains} Hz, {below} dB below the programme");
            let plant = |tape: &[f32]| hum(tape, mains, below);
            count(listening, &tapes, &name, FindingKind::Hum, plant).await?;
        }
    }
    count(
        listening,
        &tapes,
        "cut off 3 dB below the highest of 2,000 samples",
        FindingKind::Clipping,
        |tape| clipped(tape, 3.0),
    )
    .await?;
    count(
        listening,
        &tapes,
        "1 % of full scale on the right",
        FindingKind::DcOffset,
        |tape| {
            tape.chunks(2)
                .flat_map(|pair| {
                    [
                        pair.first().copied().unwrap_or(0.0),
                        pair.last().copied().unwrap_or(0.0) + 0.01,
                    ]
                })
                .collect()
        },
    )
    .await?;
    count(
        listening,
        &tapes,
        "right turned over",
        FindingKind::Phase,
        |tape| {
            tape.chunks(2)
                .flat_map(|pair| {
                    [
                        pair.first().copied().unwrap_or(0.0),
                        -pair.last().copied().unwrap_or(0.0),
                    ]
                })
                .collect()
        },
    )
    .await?;
    count(listening, &tapes, "right missing", FindingKind::Phase, |tape| {
        tape.chunks(2)
            .flat_map(|pair| [pair.first().copied().unwrap_or(0.0), 0.0])
            .collect()
    })
    .await?;
    for (depth, hertz) in [(0.5, 0.55), (0.3, 1.0), (0.2, 0.55)] {
        let name = format!("wow of {depth} % each way, {hertz} Hz");
        count(listening, &tapes, &name, FindingKind::Wow, |tape| {
            wow(tape, depth / 100.0, hertz)
        })
        .await?;
    }
    holes(listening, &tapes).await
}

async fn count(
    listening: &Listening,
    tapes: &[Vec<f32>],
    name: &str,
    kind: FindingKind,
    plant: impl Fn(&[f32]) -> Vec<f32>,
) -> anyhow::Result<()> {
    let mut found = 0;
    for tape in tapes {
        let findings = listening.hear(2, RATE, &plant(tape)).await?.findings;
        let is_it = |finding: &Finding| finding.kind == kind && !finding.sentence.contains("twice");
        found += usize::from(findings.iter().any(is_it));
    }
    println!("| {name} | {found} of {} |", tapes.len());
    Ok(())
}

fn hum(tape: &[f32], mains: f64, below: f64) -> Vec<f32> {
    let programme =
        (tape.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / tape.len().max(1) as f64).sqrt();
    // Five lines, each weaker: their power is 1/2 (1 + 1/4 + 1/9 + 1/16 + 1/25).
    let scale = programme * 10_f64.powf(-below / 20.0) / (0.5 * 1.4636_f64).sqrt();
    let line = |frame: usize| -> f64 {
        let time = frame as f64 / f64::from(RATE);
        (1..=5)
            .map(f64::from)
            .map(|n| (TAU * mains * n * time + n).sin() / n)
            .sum()
    };
    tape.iter()
        .enumerate()
        .map(|(at, sample)| sample + (scale * line(at / 2)) as f32)
        .collect()
}

fn clipped(tape: &[f32], below: f64) -> Vec<f32> {
    let mut sorted: Vec<f32> = tape.iter().map(|sample| sample.abs()).collect();
    sorted.sort_unstable_by(f32::total_cmp);
    let high = sorted
        .get(sorted.len().saturating_sub(sorted.len() / 2000 + 1))
        .copied()
        .unwrap_or(1.0);
    let ceiling = high * level::gain(-below);
    tape.iter()
        .map(|sample| sample.clamp(-ceiling, ceiling))
        .collect()
}

/// Played by a motor that swings.
fn wow(tape: &[f32], depth: f64, hertz: f64) -> Vec<f32> {
    let frames = tape.len() / 2;
    let mut out = Vec::with_capacity(tape.len());
    for frame in 0..frames {
        let time = frame as f64 / f64::from(RATE);
        let place = (time - depth / (TAU * hertz) * ((TAU * hertz * time).cos() - 1.0)) * f64::from(RATE);
        let (whole, part) = (place as usize, place.fract() as f32);
        for channel in 0..2 {
            let sample = |at: usize| tape.get(at * 2 + channel).copied().unwrap_or(0.0);
            out.push(sample(whole) * (1.0 - part) + sample(whole + 1) * part);
        }
    }
    out
}

/// Holes of 4 to 80 ms every three seconds, 45 dB deep. One in a pause cannot be found.
async fn holes(listening: &Listening, tapes: &[Vec<f32>]) -> anyhow::Result<()> {
    let mut random = Random::new(3);
    let (mut planted, mut found, mut others) = (0, 0, 0);
    for tape in tapes {
        let mut tape = tape.clone();
        let seconds = tape.len() / 2 / RATE as usize;
        let mut places = Vec::new();
        for second in (2..seconds.saturating_sub(2)).step_by(3) {
            let length = random.between(0.004, 0.08);
            let from = second * RATE as usize * 2;
            let to = from + (length * f64::from(RATE)) as usize * 2;
            if let Some(hole) = tape.get_mut(from..to) {
                hole.iter_mut().for_each(|sample| *sample *= 0.0056);
                places.push(second as i64 * 1_000_000);
            }
        }
        planted += places.len();
        let hearing = listening.hear(2, RATE, &tape).await?;
        for hole in hearing
            .findings
            .iter()
            .filter(|finding| finding.kind == FindingKind::DropOut)
        {
            let start = hole.span.start.micros();
            let hit = places.iter().any(|place| (place - start).abs() < 20_000);
            found += usize::from(hit);
            others += usize::from(!hit);
        }
    }
    println!("| holes of 4 to 80 ms, 45 dB deep | {found} of {planted} holes, and {others} that are none |");
    Ok(())
}
