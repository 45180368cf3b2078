//! Speech, music, singing and crowds in scenes that are mixed from recordings of sources that nothing was trained on.

use house::analyse::sound::{Hearing, SoundClass};
use media::time::MediaTime;

use super::material::{self, RATE, TENTH};
use super::ours::Listening;
use super::random::Random;
use super::score::Score;
use super::sources::{self, Shelf};
use crate::level;

const TOLD: [SoundClass; 3] = [SoundClass::Speech, SoundClass::Music, SoundClass::Crowd];

/// What is heard in one scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    Speech,
    Music,
    Both,
    Noise,
}

/// A source's name and its recordings.
type Gathered = (&'static str, Vec<Vec<f32>>);

struct Recordings {
    speech: Vec<Gathered>,
    music: Vec<Gathered>,
    noise: Vec<Vec<Vec<f32>>>,
}

pub(crate) async fn run(listening: &Listening, shelf: &Shelf, smoke: bool) -> anyhow::Result<()> {
    let most = if smoke { 3 } else { 60 };
    let gather = |sources: &'static [sources::Source]| -> anyhow::Result<Vec<Gathered>> {
        let recordings = sources
            .iter()
            .map(|source| Ok((source.name, shelf.recordings(source, most, 240)?)));
        recordings.collect()
    };
    println!("### Classes\n");
    sources::list("speech", &sources::SPEECH);
    sources::list("music", &sources::MUSIC);
    sources::list("noise", &sources::NOISE);
    let recordings = Recordings {
        speech: gather(&sources::SPEECH)?,
        music: gather(&sources::MUSIC)?,
        noise: gather(&sources::NOISE)?
            .into_iter()
            .map(|(_, pieces)| pieces)
            .collect(),
    };
    println!(
        "\n| noise below the sound | minutes | speech F1 (precision, recall) | music F1 (precision, recall) | crowd told where none is |"
    );
    println!("|---|---|---|---|---|");
    let mut of_source: Vec<(&str, usize, Score)> = Vec::new();
    let mut sum = [Score::default(); 3];
    for noise in [None, Some(20.0), Some(10.0), Some(5.0)] {
        let mut scores = [Score::default(); 3];
        let mut random = Random::new(9);
        for (speech, voices) in &recordings.speech {
            for (music, tunes) in &recordings.music {
                let (samples, so) = compose(voices, tunes, &recordings.noise, noise, &mut random, smoke);
                let hearing = listening.hear(1, RATE, &samples).await?;
                for (class, score) in scores.iter_mut().enumerate() {
                    let Some(kind) = TOLD.get(class) else { continue };
                    let told = tenths(&hearing, *kind, so.len());
                    let so: Vec<bool> = so
                        .iter()
                        .map(|so| so.get(class).copied().unwrap_or_default())
                        .collect();
                    score.add(&told, &so);
                    let name = [speech, music].get(class).map(|name| **name);
                    if let Some(name) = name {
                        note(&mut of_source, name, class, &told, &so);
                    }
                }
            }
        }
        let name = noise.map_or("no noise".into(), |noise| format!("{noise} dB"));
        row(&name, &scores);
        for (sum, score) in sum.iter_mut().zip(scores) {
            (sum.hit, sum.told) = (sum.hit + score.hit, sum.told + score.told);
            (sum.so, sum.all) = (sum.so + score.so, sum.all + score.all);
        }
    }
    row("all", &sum);
    println!("\nBy source, all noises together: ");
    for (name, class, score) in of_source {
        let kind = TOLD.get(class).map_or("", |kind| kind.as_str());
        println!("    {kind:7} {name:26} F1 {:.3}", score.f1());
    }
    crowd(listening, shelf, &recordings, smoke).await
}

fn row(name: &str, [speech, music, crowd]: &[Score; 3]) {
    let figures = |score: &Score| {
        format!(
            "{:.3} ({:.3}, {:.3})",
            score.f1(),
            score.precision(),
            score.recall()
        )
    };
    println!(
        "| {name} | {} | {} | {} | {:.1} % of the time |",
        speech.all / 600,
        figures(speech),
        figures(music),
        100.0 * crowd.told as f64 / crowd.all.max(1) as f64,
    );
}

fn note<'a>(all: &mut Vec<(&'a str, usize, Score)>, name: &'a str, class: usize, told: &[bool], so: &[bool]) {
    let place = all.iter().position(|known| known.0 == name && known.1 == class);
    let place = place.unwrap_or_else(|| {
        all.push((name, class, Score::default()));
        all.len() - 1
    });
    if let Some(known) = all.get_mut(place) {
        known.2.add(told, so);
    }
}

/// Eight scenes of 8 to 20 s one after the other: speech, music, speech over music, and noise alone (music again where no
/// noise is wanted). Music lies 6 to 15 dB below the speech.
fn compose(
    voices: &[Vec<f32>],
    tunes: &[Vec<f32>],
    noises: &[Vec<Vec<f32>>],
    noise: Option<f64>,
    random: &mut Random,
    smoke: bool,
) -> (Vec<f32>, Vec<[bool; 3]>) {
    let (mut all, mut truth) = (Vec::new(), Vec::new());
    let scenes = [Scene::Speech, Scene::Music, Scene::Both, Scene::Noise];
    let count = if smoke { 4 } else { 8 };
    for scene in scenes.iter().cycle().take(count) {
        let tenths = random.between(80.0, 200.0) as usize;
        let samples = tenths * TENTH;
        let scene = if *scene == Scene::Noise && noise.is_none() {
            Scene::Music
        } else {
            *scene
        };
        let mut sound = vec![0.0; samples];
        let mut so = vec![[false; 3]; tenths];
        if matches!(scene, Scene::Speech | Scene::Both) {
            let voice = material::talk(voices, samples, random);
            for (so, heard) in so.iter_mut().zip(level::active(&voice, TENTH, 30.0, 5)) {
                so[0] = heard;
            }
            material::add(&mut sound, &voice, 1.0);
        }
        if matches!(scene, Scene::Music | Scene::Both) {
            let tune = material::excerpt(tunes, samples, random);
            for (so, heard) in so.iter_mut().zip(level::active(&tune, TENTH, 40.0, 15)) {
                so[1] = heard;
            }
            let below = *random.one_of(&[6.0, 10.0, 15.0]).unwrap_or(&10.0);
            material::add(
                &mut sound,
                &tune,
                if scene == Scene::Both {
                    level::gain(-below)
                } else {
                    1.0
                },
            );
        }
        if let Some(below) = noise {
            let real = random.share() < 0.6;
            let bed = match random.one_of(noises) {
                Some(pieces) if real => material::excerpt(pieces, samples, random),
                _ => material::pink(samples, random),
            };
            let gain = if scene == Scene::Noise {
                0.5
            } else {
                level::gain(-below)
            };
            material::add(&mut sound, &bed, gain);
        }
        all.extend(sound);
        truth.extend(so);
    }
    (all, truth)
}

/// The tenths of a second that lie in spans of a class.
pub(crate) fn tenths(hearing: &Hearing, class: SoundClass, count: usize) -> Vec<bool> {
    let mut told = vec![false; count];
    let tenth = |time: MediaTime| {
        usize::try_from((time.micros() + 50_000) / 100_000)
            .unwrap_or(0)
            .min(count)
    };
    for span in hearing.spans_of(class) {
        if let Some(told) = told.get_mut(tenth(span.span.start)..tenth(span.span.end)) {
            told.fill(true);
        }
    }
    told
}

/// A real crowd after speech and after music, alone and under both.
async fn crowd(
    listening: &Listening,
    shelf: &Shelf,
    recordings: &Recordings,
    smoke: bool,
) -> anyhow::Result<()> {
    let pieces = shelf.recordings(&sources::CROWD, 5, 240)?;
    let seconds: usize = pieces.iter().map(Vec::len).sum::<usize>() / RATE as usize;
    let (mut alone, mut mixed) = (Score::default(), Score::default());
    let mut random = Random::new(11);
    for turn in 0..if smoke { 2 } else { 20 } {
        let samples = 80 * TENTH;
        let (mut all, mut so) = (Vec::new(), Vec::new());
        for scene in 0..4 {
            let others = if (turn + scene) % 2 == 0 {
                &recordings.speech
            } else {
                &recordings.music
            };
            let Some((_, other)) = random.one_of(others) else {
                continue;
            };
            let other = match (turn + scene) % 2 {
                0 => material::talk(other, samples, &mut random),
                _ => material::excerpt(other, samples, &mut random),
            };
            let crowd = material::excerpt(&pieces, samples, &mut random);
            let mut sound = vec![0.0; samples];
            // Without a crowd, the crowd alone, without, the crowd over something 6 dB softer.
            material::add(&mut sound, &other, [1.0, 0.0, 1.0, 0.5][scene]);
            material::add(&mut sound, &crowd, [0.0, 1.0, 0.0, 1.0][scene]);
            all.extend(sound);
            so.extend(std::iter::repeat_n(scene % 2 == 1, 80));
        }
        let hearing = listening.hear(1, RATE, &all).await?;
        let told = tenths(&hearing, SoundClass::Crowd, so.len());
        let half = so.len() / 2;
        alone.add(
            told.get(..half).unwrap_or_default(),
            so.get(..half).unwrap_or_default(),
        );
        mixed.add(
            told.get(half..).unwrap_or_default(),
            so.get(half..).unwrap_or_default(),
        );
    }
    println!(
        "\nCrowd: {} ({}), {seconds} s of it, which is little.",
        sources::CROWD.name,
        sources::CROWD.licence
    );
    println!(
        "    alone F1 {:.3} (precision {:.3}, recall {:.3})",
        alone.f1(),
        alone.precision(),
        alone.recall()
    );
    println!(
        "    over speech or music 6 dB softer F1 {:.3} (recall {:.3})",
        mixed.f1(),
        mixed.recall()
    );
    println!("    Applause and singing: no recording with a truth that was not trained on; unproven.");
    Ok(())
}
