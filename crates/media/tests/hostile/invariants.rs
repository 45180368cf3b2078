//! What must hold for any bytes at all: no panic, and what was understood can be written and read again. The targets
//! under `fuzz/` hold random bytes against it, the tests beside this file the bytes they can think of.

use std::io::Cursor;

use media::join::{PictureJoin, SoundCut, cut_sound, join_pictures};
use media::samples::{fragment_head, read_fragment, read_fragment_head};
use media::segments::SegmentTable;
use media::text::{read_subtitles, write_webvtt};
use media::time::{FrameRate, MediaTime};
use media::track::{Edit, SampleDefaults, read_init, write_init};
use media::verify::{Kind, verify_rendition};

pub(crate) fn init(bytes: &[u8]) {
    let Ok(track) = read_init(bytes) else { return };
    let Ok(written) = write_init(&track, 0) else {
        assert_eq!(track.edit, Edit::Other);
        return;
    };
    let again = read_init(&written).unwrap();
    assert_eq!(again.kind, track.kind);
    assert_eq!(again.codec, track.codec);
    assert_eq!(again.timescale, track.timescale);
    assert_eq!(again.edit, track.edit);
    assert_eq!(write_init(&again, 0).unwrap(), written);
}

pub(crate) fn segment(bytes: &[u8]) {
    // However long the segment is said to be.
    let _ = read_fragment_head(bytes, u64::MAX);
    for defaults in [
        SampleDefaults::default(),
        SampleDefaults {
            duration: 1_001,
            size: 3,
            flags: 0,
        },
    ] {
        let Ok(fragment) = read_fragment(bytes, defaults) else {
            continue;
        };
        if defaults == SampleDefaults::default() {
            let head = read_fragment_head(bytes, bytes.len() as u64).unwrap();
            assert_eq!(head, fragment);
        }
        let sizes: u64 = fragment.samples.iter().map(|s| u64::from(s.size)).sum();
        let data = &bytes[fragment.data.clone()];
        assert_eq!(data.len() as u64, sizes);
        let Ok(head) = fragment_head(fragment.sequence, fragment.base_decode_time, &fragment.samples) else {
            continue;
        };
        let again = read_fragment(&[&head, data].concat(), SampleDefaults::default()).unwrap();
        assert_eq!(again.samples, fragment.samples);
        assert_eq!(again.sequence, fragment.sequence);
        assert_eq!(again.base_decode_time, fragment.base_decode_time);
        assert_eq!(again.data, head.len()..head.len() + data.len());
    }
}

/// One piece of `frames` frames in GOPs of `gop`; whatever can be joined passes the check.
pub(crate) fn piece(bytes: &[u8], frames: u64, gop: u32) {
    let plan = PictureJoin {
        rate: FrameRate::new(25, 1).unwrap(),
        segment_frames: gop.saturating_mul(2),
        gop_frames: gop,
        piece_frames: vec![frames],
    };
    let mut out = Vec::new();
    if let Ok(joined) = join_pictures(vec![Cursor::new(bytes)], &plan, &mut out) {
        let findings = verify_rendition(Cursor::new(&out), &joined.table, Kind::Picture);
        assert_eq!(findings, vec![]);
    }
}

pub(crate) fn sound(bytes: &[u8]) {
    let plan = SoundCut {
        picture_boundaries: (0..100)
            .map(|second| MediaTime::from_millis(second * 500))
            .collect(),
    };
    let mut out = Vec::new();
    if let Ok(joined) = cut_sound(Cursor::new(bytes), &plan, &mut out) {
        let findings = verify_rendition(Cursor::new(&out), &joined.table, Kind::Sound);
        assert_eq!(findings, vec![]);
    }
}

/// A rendition against a table that may be of another one.
pub(crate) fn rendition(bytes: &[u8], table: &SegmentTable) {
    for kind in [Kind::Picture, Kind::Sound] {
        let findings = verify_rendition(Cursor::new(bytes), table, kind);
        assert!(findings.len() <= 100);
    }
}

pub(crate) fn subtitles(bytes: &[u8]) {
    let Ok(read) = read_subtitles(bytes) else { return };
    for cue in &read.cues {
        assert!(cue.start < cue.end);
        assert!(!cue.text.contains("-->") && !cue.text.contains("\n\n"));
        assert!(!cue.text.to_ascii_lowercase().contains("<script"));
    }
    assert!(read.cues.is_sorted_by_key(|cue| cue.start));
    let written = write_webvtt(&read.cues);
    let again = read_subtitles(written.as_bytes()).unwrap();
    assert_eq!(again.cues, read.cues);
    assert_eq!(write_webvtt(&again.cues), written);
}
