use std::collections::{HashMap, HashSet};

use house::Instant;
use house::encode::{Ladder, StepKey, ladder_for};
use house::id::{AssetId, MasterId, TitleId};
use house::master::{ConformSheet, PictureConform, SoundConform, TextSource};
use media::time::{FrameRate, MediaTime};

use super::*;

fn master(frames: u64) -> Master {
    Master {
        id: MasterId::random(),
        title: TitleId::random(),
        asset: AssetId::random(),
        source: Digest::of(b"film"),
        revision: 1,
        sheet: ConformSheet {
            container: "mov".into(),
            reel: Reel::Picture(PictureConform {
                stream: 0,
                rate: FrameRate::new(25, 1).unwrap(),
                frames,
                source_frames: frames,
                start: MediaTime::ZERO,
                width: 1280,
                height: 720,
                rotation: 0,
                deinterlace: None,
                tone_map: None,
                seekable: true,
            }),
            sounds: vec![SoundConform {
                stream: 1,
                channels: 6,
                sample_rate: 48_000,
                offset: MediaTime::ZERO,
                language: "en".into(),
                title: None,
                default: true,
            }],
            texts: vec![TextConform {
                source: TextSource::Stream(2),
                language: "de".into(),
                title: None,
                forced: false,
                hearing_impaired: false,
                default: false,
            }],
            notes: vec![],
        },
        made: Instant::from_micros(0),
    }
}

fn planned(master: &Master, release: Option<&ReleaseId>) -> Vec<NewJob> {
    planned_with(master, &ladder_for(&master.sheet), release, "engine 1")
}

fn planned_with(
    master: &Master,
    ladder: &Ladder,
    release: Option<&ReleaseId>,
    engine_build: &str,
) -> Vec<NewJob> {
    plan(&Order {
        master,
        ladder,
        ending: release.map_or(Ending::Nothing, Ending::Open),
        engine_build,
        threads: 2,
    })
    .unwrap()
}

fn keys(jobs: &[NewJob], kind: &str) -> Vec<StepKey> {
    let of_kind = jobs.iter().filter(|job| job.kind == kind);
    of_kind.map(|job| job.key).collect()
}

#[test]
fn a_master_is_planned_whole() {
    // Two and a half minutes: three pieces of each picture.
    let jobs = planned(&master(3_750), Some(&ReleaseId::random()));
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for job in &jobs {
        *counts.entry(&job.kind).or_default() += 1;
    }
    let pictures = ladder_for(&master(3_750).sheet).pictures.len();
    assert_eq!(counts["encode-piece"], pictures * 3);
    assert_eq!(counts["join-rendition"], pictures);
    assert_eq!(counts["encode-sound"], 2);
    assert_eq!(counts["convert-text"], 1);
    assert_eq!(counts["take-pictures"], 1);
    assert_eq!(counts["check-rendition"], pictures + 2 + 1);
    assert_eq!(counts["open-release"], 1);
}

/// A song with its cover.
fn song() -> Master {
    let mut song = master(3_750);
    let cover = song.sheet.picture().cloned();
    song.sheet.reel = Reel::SoundAlone(SoundReel {
        rate: FrameRate::new(44_100, 1).unwrap(),
        frames: 44_100 * 10 + 1,
        start: MediaTime::ZERO,
        cover,
    });
    song.sheet.texts.clear();
    song
}

#[test]
fn a_song_opens_with_its_sounds_whatever_its_cover() {
    let jobs = planned(&song(), Some(&ReleaseId::random()));
    let labels: Vec<&str> = jobs.iter().map(|job| job.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "sound English, stereo",
            "sound English, stereo, check",
            "sound English, 5.1",
            "sound English, 5.1, check",
            "cover",
            "open the release",
        ]
    );
    assert_eq!(jobs[5].after, [jobs[1].id.clone(), jobs[3].id.clone()]);
    let timeline: Timeline = serde_json::from_value(jobs[0].params["timeline"].clone()).unwrap();
    assert_eq!(
        timeline.segment_frames,
        44_100 * 4,
        "segments of four seconds, as a film's"
    );
    assert_eq!(timeline.segments().last(), Some((352_800, 88_201)));
}

#[test]
fn every_job_comes_after_those_that_it_waits_for() {
    let mut before = HashSet::new();
    for job in planned(&master(3_750), Some(&ReleaseId::random())) {
        assert!(job.after.iter().all(|id| before.contains(id)), "{}", job.label);
        before.insert(job.id);
    }
}

#[test]
fn pieces_are_joined_in_the_order_of_the_film() {
    let jobs = planned(&master(3_750), None);
    let join = jobs.iter().find(|job| job.kind == "join-rendition").unwrap();
    let first_frames: Vec<u64> = join
        .after
        .iter()
        .map(|id| {
            let piece = jobs.iter().find(|job| job.id == *id).unwrap();
            piece.params["piece"]["first_frame"].as_u64().unwrap()
        })
        .collect();
    assert_eq!(first_frames, [0, 1_500, 3_000]);
}

#[test]
fn the_release_opens_with_the_smallest_picture_and_all_sounds() {
    let jobs = planned(&master(3_750), Some(&ReleaseId::random()));
    let opening = jobs.iter().find(|job| job.kind == "open-release").unwrap();
    let waits_for: Vec<&str> = jobs
        .iter()
        .filter(|job| opening.after.contains(&job.id))
        .map(|job| job.label.as_str())
        .collect();
    assert_eq!(
        waits_for,
        [
            "picture 426x240, check",
            "sound English, stereo, check",
            "sound English, 5.1, check",
            "poster and seek bar",
            "subtitles Deutsch, check",
        ]
    );
    let ready = jobs.iter().filter(|job| job.after.is_empty());
    let mut by_urgency: Vec<_> = ready.collect();
    by_urgency.sort_by_key(|job| std::cmp::Reverse(job.priority));
    let order: Vec<&str> = by_urgency.iter().map(|job| job.label.as_str()).collect();
    assert_eq!(
        order[..7],
        [
            "picture 426x240, piece 1 of 3",
            "picture 426x240, piece 2 of 3",
            "picture 426x240, piece 3 of 3",
            "sound English, stereo",
            "sound English, 5.1",
            "subtitles Deutsch",
            "poster and seek bar",
        ]
    );
    assert_eq!(order.last(), Some(&"picture 1280x720, piece 3 of 3"));
}

#[test]
fn planning_again_gives_the_same_keys() {
    let (master, release) = (master(3_750), ReleaseId::random());
    let all = |jobs: Vec<NewJob>| jobs.into_iter().map(|job| job.key).collect::<Vec<_>>();
    let first = all(planned(&master, Some(&release)));
    assert_eq!(first, all(planned(&master, Some(&release))));
    let distinct: HashSet<_> = first.iter().collect();
    assert_eq!(distinct.len(), first.len());
}

#[test]
fn pieces_serve_every_master_of_the_film_but_renditions_are_its_own() {
    let (one, other) = (planned(&master(3_750), None), planned(&master(3_750), None));
    assert_eq!(keys(&one, "encode-piece"), keys(&other, "encode-piece"));
    for kind in [
        "join-rendition",
        "encode-sound",
        "convert-text",
        "take-pictures",
        "check-rendition",
    ] {
        let (one, other) = (keys(&one, kind), keys(&other, kind));
        assert!(one.iter().all(|key| !other.contains(key)), "{kind}");
    }
}

#[test]
fn another_engine_or_effort_is_another_step() {
    let master = master(1_000);
    let ladder = ladder_for(&master.sheet);
    let before = keys(&planned(&master, None), "check-rendition");
    let engine = keys(
        &planned_with(&master, &ladder, None, "engine 2"),
        "check-rendition",
    );
    assert!(before.iter().all(|key| !engine.contains(key)));
    let quick = ladder.with_effort(house::encode::Effort::Quick);
    let quick = keys(
        &planned_with(&master, &quick, None, "engine 1"),
        "check-rendition",
    );
    assert!(before.iter().filter(|key| quick.contains(key)).count() < before.len());
}
