//! Beats: drums whose blows are laid to the sample, and real songs with their tempo grid.

use std::path::Path;

use house::analyse::sound::Hearing;

use super::material::{self, RATE};
use super::midi;
use super::ours::Listening;
use super::score;
use super::sources::{self, Shelf};

/// Blows of one bar, by quarter of a beat: kick, snare, hat; beats of the bar.
type Pattern = (
    &'static str,
    usize,
    &'static [usize],
    &'static [usize],
    &'static [usize],
);

const PATTERNS: [Pattern; 4] = [
    ("rock", 4, &[0, 8, 10], &[4, 12], &[0, 2, 4, 6, 8, 10, 12, 14]),
    ("four on the floor", 4, &[0, 4, 8, 12], &[4, 12], &[2, 6, 10, 14]),
    ("waltz", 3, &[0], &[4, 8], &[0, 4, 8]),
    (
        "syncopated",
        4,
        &[0, 3, 6, 10],
        &[4, 12],
        &[0, 1, 2, 4, 6, 8, 9, 10, 12, 14],
    ),
];
/// Beats a minute.
const TEMPI: [f64; 7] = [74.0, 88.0, 101.0, 117.0, 126.0, 143.0, 164.0];

pub(crate) async fn run(listening: &Listening, shelf: &Shelf, smoke: bool) -> anyhow::Result<()> {
    println!("\n### Beats (F-measure, 70 ms, after 5 s)\n");
    drums(listening, shelf, smoke).await?;
    println!("\nReal songs, against the grid of quarter notes in their notes.mid:");
    for (source, what) in [
        (&sources::SONGS, "reported"),
        (&sources::SONGS_SEEN, "looked at while building"),
    ] {
        let mut sum = (0.0, 0.0, 0.0);
        let files = shelf.files(source)?;
        let files: Vec<_> = files.into_iter().take(if smoke { 1 } else { 99 }).collect();
        for file in &files {
            let folder = file.parent().unwrap_or(Path::new("."));
            let so = midi::beats(&folder.join("notes.mid"))?;
            let mut song = material::decode(file, 2, RATE, None)?;
            let guitar = folder.join("guitar.ogg");
            if guitar.exists() {
                material::add(&mut song, &material::decode(&guitar, 2, RATE, None)?, 1.0);
            }
            song.iter_mut().for_each(|sample| *sample *= 0.5);
            let hearing = listening.hear(2, RATE, &song).await?;
            let found = seconds(&hearing);
            let same = score::beats(&found, &so);
            let any = any_level(&found, &so);
            let off = any.max(score::beats(&found, &between(&so)));
            let name = folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            println!(
                "    {name:26} F {same:.3}; at half or twice the pace too {any:.3}; off the beat too {off:.3}; tempo {}",
                tempo(&hearing)
            );
            sum = (sum.0 + same, sum.1 + any, sum.2 + off);
        }
        let count = files.len().max(1) as f64;
        println!(
            "    {} ({what}): mean F {:.3}, {:.3}, {:.3}",
            source.name,
            sum.0 / count,
            sum.1 / count,
            sum.2 / count
        );
    }
    Ok(())
}

fn seconds(hearing: &Hearing) -> Vec<f64> {
    hearing
        .beats
        .as_millis()
        .iter()
        .map(|millis| f64::from(*millis) / 1000.0)
        .collect()
}

fn tempo(hearing: &Hearing) -> String {
    let longest = hearing.tempi.iter().max_by_key(|tempo| tempo.span.micros());
    longest.map_or("none".into(), |tempo| {
        format!("{:.1}", f64::from(tempo.centi_bpm) / 100.0)
    })
}

/// The better of the grid, of every second beat of it, and of twice as many.
fn any_level(found: &[f64], so: &[f64]) -> f64 {
    let mut twice: Vec<f64> = so.iter().copied().chain(between(so)).collect();
    twice.sort_unstable_by(f64::total_cmp);
    let every_second = |skip: usize| -> Vec<f64> { so.iter().copied().skip(skip).step_by(2).collect() };
    [so.to_vec(), twice, every_second(0), every_second(1)]
        .iter()
        .map(|so| score::beats(found, so))
        .fold(0.0, f64::max)
}

fn between(so: &[f64]) -> Vec<f64> {
    so.iter()
        .zip(so.iter().skip(1))
        .map(|(now, then)| (now + then) / 2.0)
        .collect()
}

async fn drums(listening: &Listening, shelf: &Shelf, smoke: bool) -> anyhow::Result<()> {
    let files = shelf.files(&sources::DRUMS)?;
    let drum = |name: &str| -> anyhow::Result<Vec<f32>> {
        let file = files
            .iter()
            .find(|file| file.file_stem().is_some_and(|stem| stem == name));
        file.map_or(Ok(Vec::new()), |file| material::decode(file, 1, RATE, Some(2)))
    };
    let kit = [
        drum("bd_haus")?,
        drum("drum_snare_hard")?,
        drum("drum_cymbal_closed")?,
        drum("bass_woodsy_c")?,
        drum("guit_em9")?,
    ];
    println!("Drums, bass and guitar of sonic-pi-samples (CC0), laid to the sample, 40 s each:");
    let (mut sum, mut count) = (0.0, 0.0);
    for pattern in &PATTERNS {
        let mut line = Vec::new();
        for tempo in TEMPI.iter().take(if smoke { 2 } else { 7 }) {
            // The second half is three parts of a hundred faster: people are no clocks.
            let (sound, so) = lay(pattern, *tempo, &kit);
            let hearing = listening.hear(1, RATE, &sound).await?;
            let f = score::beats(&seconds(&hearing), &so);
            line.push(format!("{tempo:.0}: {f:.2}"));
            (sum, count) = (sum + f, count + 1.0);
        }
        println!("    {:18} {}", pattern.0, line.join("  "));
    }
    println!("    mean F {:.3}", sum / f64::max(count, 1.0));
    Ok(())
}

fn lay((_, beats, kick, snare, hat): &Pattern, tempo: f64, kit: &[Vec<f32>; 5]) -> (Vec<f32>, Vec<f64>) {
    let length = 40.0;
    let mut sound = vec![0.0_f32; (length * f64::from(RATE)) as usize];
    let mut so = Vec::new();
    let (mut time, mut step) = (0.2, 0);
    while time < length - 0.1 {
        let place = step % (beats * 4);
        if place.is_multiple_of(4) {
            so.push(time);
        }
        let mut hit = |drum: usize, gain: f32| {
            let from = (time * f64::from(RATE)) as usize;
            if let (Some(to), Some(drum)) = (sound.get_mut(from..), kit.get(drum)) {
                material::add(to, drum, gain);
            }
        };
        for (drum, places, gain) in [(0, kick, 0.5), (1, snare, 0.4), (2, hat, 0.15)] {
            if places.contains(&place) {
                hit(drum, gain);
            }
        }
        if place == 0 {
            hit(3, 0.4);
            hit(4, 0.2);
        }
        let now = if time < length / 2.0 { tempo } else { tempo * 1.03 };
        time += 15.0 / now;
        step += 1;
    }
    (sound, so)
}
