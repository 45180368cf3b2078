//! Sound as ffmpeg writes it, cut where the picture is.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;

use crate::encoder;
use media::MediaError;
use media::join::{Joined, SoundCut, cut_sound};
use media::segments::{Segment, SegmentTable};
use media::time::{MediaTime, Timescale};
use media::track::{Edit, TrackKind, read_init};
use media::verify::{Kind, verify_rendition, verify_sound_boundaries};

const KEEPS_PRIMING: &str = "-movflags +frag_keyframe+delay_moov+default_base_moof -frag_duration 1500000";

/// A picture of 29.97 frames a second with segments of these lengths.
fn picture(frames: &[u64]) -> SegmentTable {
    let mut table = SegmentTable {
        timescale: Timescale::new(30_000).unwrap(),
        init_len: 1,
        priming: 0,
        segments: Vec::new(),
    };
    let mut start = 0;
    for frames in frames {
        table.segments.push(Segment {
            offset: table.file_len(),
            len: 1,
            start,
            duration: frames * 1_001,
            samples: 1,
            first_sample: 1,
        });
        start += frames * 1_001;
    }
    table
}

fn cut(source: &Path, picture: &SegmentTable) -> Result<(Joined, Vec<u8>), MediaError> {
    let plan = SoundCut {
        picture_boundaries: picture.boundaries(),
    };
    let mut out = Vec::new();
    cut_sound(File::open(source).unwrap(), &plan, &mut out).map(|joined| (joined, out))
}

#[test]
fn each_segment_starts_with_the_first_packet_at_or_after_its_boundary() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    for sample_rate in [48_000u32, 44_100] {
        let source = folder.path().join("source.mp4");
        encoder::sound(&engine, &source, sample_rate, "10.01", KEEPS_PRIMING);
        let picture = picture(&[120, 120, 60]);
        let (joined, bytes) = cut(&source, &picture).unwrap();
        let table = &joined.table;
        assert_eq!(joined.codec, "mp4a.40.2");
        assert_eq!(
            joined.kind,
            TrackKind::Sound {
                channels: 1,
                sample_rate
            }
        );
        assert_eq!(verify_rendition(Cursor::new(&bytes), table, Kind::Sound), vec![]);
        assert_eq!(verify_sound_boundaries(&picture, table), vec![]);

        assert_eq!(table.priming, 1_024);
        assert_eq!(read_init(&bytes).unwrap().edit, Edit::Skip(1_024));
        let starts: Vec<u64> = table.segments.iter().map(|s| s.start).collect();
        // Boundaries at 4.004 s and 8.008 s, each rounded up to a packet on its own.
        let expected = |millis: u64| {
            let played = (millis * u64::from(sample_rate)).div_ceil(1_000);
            (played + 1_024).div_ceil(1_024) * 1_024
        };
        assert_eq!(starts, vec![0, expected(4_004), expected(8_008)]);

        // What a player hears is what the source's own player hears.
        let path = folder.path().join("cut.mp4");
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(
            encoder::decoded(&engine, &path),
            encoder::decoded(&engine, &source)
        );
        let pts = encoder::run(
            &engine,
            "ffprobe",
            &format!("-v error -show_entries packet=pts -of csv=p=0 {}", path.display()),
        );
        assert_eq!(
            pts.lines().next().map(|line| line.trim_end_matches(',')),
            Some("-1024")
        );
    }
}

#[test]
fn the_same_sound_in_other_fragments_gives_the_same_bytes() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let picture = picture(&[60, 60]);
    let mut made = Vec::new();
    for container in [
        KEEPS_PRIMING,
        "-movflags +delay_moov+default_base_moof -frag_duration 100000",
        "-movflags +delay_moov -frag_duration 100000000",
    ] {
        let source = folder.path().join("source.mp4");
        encoder::sound(&engine, &source, 48_000, "4.004", container);
        made.push(cut(&source, &picture).unwrap());
    }
    assert_eq!(made[0], made[1]);
    assert_eq!(made[0], made[2]);
}

#[test]
fn sound_that_ends_early_has_fewer_segments_and_is_found() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source.mp4");
    encoder::sound(&engine, &source, 48_000, "3", KEEPS_PRIMING);
    let picture = picture(&[60, 60, 60]);
    let (joined, _) = cut(&source, &picture).unwrap();
    assert_eq!(joined.table.segments.len(), 2);
    let findings = verify_sound_boundaries(&picture, &joined.table);
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].sentence.contains("the picture 6.006 s"),
        "{findings:?}"
    );
}

#[test]
fn a_cut_at_the_wrong_packet_is_found() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source.mp4");
    encoder::sound(&engine, &source, 48_000, "4.004", KEEPS_PRIMING);
    let (joined, _) = cut(&source, &picture(&[60, 60])).unwrap();
    // 59 frames and 61: the boundary is a frame earlier than where the sound was cut.
    let findings = verify_sound_boundaries(&picture(&[59, 61]), &joined.table);
    assert_eq!(findings[0].place, "sound segment 2");
    let findings = verify_sound_boundaries(&picture(&[61, 59]), &joined.table);
    assert_eq!(findings[0].place, "sound segment 2");
    let findings = verify_sound_boundaries(&picture(&[60, 30, 30]), &joined.table);
    assert!(
        findings[0].sentence.contains("not cut at 3.003 s"),
        "{findings:?}"
    );
    let findings = verify_sound_boundaries(&picture(&[120]), &joined.table);
    assert!(findings[0].sentence.contains("2 segments"), "{findings:?}");
}

#[test]
fn sound_without_a_known_priming_is_refused() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source.mp4");
    encoder::sound(
        &engine,
        &source,
        48_000,
        "2",
        "-movflags +empty_moov+default_base_moof",
    );
    let error = cut(&source, &picture(&[60])).unwrap_err();
    assert!(error.to_string().contains("no edit list"), "{error}");
    assert!(matches!(error, MediaError::Mismatch { .. }));

    let whole = folder.path().join("whole.mp4");
    encoder::sound(&engine, &whole, 48_000, "2", "-movflags +faststart");
    let error = cut(&whole, &picture(&[60])).unwrap_err();
    assert!(error.to_string().contains("not fragmented"), "{error}");
}

#[test]
fn boundaries_closer_than_a_packet_are_refused() {
    let Some(engine) = encoder::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source.mp4");
    encoder::sound(&engine, &source, 48_000, "2", KEEPS_PRIMING);
    let plan = SoundCut {
        picture_boundaries: [0, 1_000, 1_001].map(MediaTime::from_millis).to_vec(),
    };
    let error = cut_sound(File::open(&source).unwrap(), &plan, &mut Vec::new()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("segments 2 and 3 start within one packet"),
        "{error}"
    );
}
