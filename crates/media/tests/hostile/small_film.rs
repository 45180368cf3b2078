//! Files small enough to break at every byte.

use media::samples::{Sample, fragment_head};
use media::time::Timescale;
use media::track::{Edit, TrackInit, TrackKind, write_init};

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), &kind[..], body].concat()
}

/// An `avc1` entry of 64x36 with `pasp` and `btrt`.
fn picture_entry() -> Vec<u8> {
    let mut body = vec![0; 78];
    body[7] = 1;
    body[25] = 64;
    body[27] = 36;
    body.extend(boxed(
        b"avcC",
        &[1, 0x64, 0, 0x0a, 0xff, 0xe1, 0, 2, 0x67, 0x64, 1, 0, 1, 0x68],
    ));
    body.extend(boxed(b"pasp", &[0, 0, 0, 1, 0, 0, 0, 1]));
    body.extend(boxed(b"btrt", &[7; 12]));
    boxed(b"avc1", &body)
}

/// An `mp4a` entry of AAC-LC, 48 kHz, stereo.
fn sound_entry() -> Vec<u8> {
    let mut body = vec![0; 28];
    body[7] = 1;
    body[17] = 2;
    body[19] = 16;
    body[24..28].copy_from_slice(&(48_000u32 << 16).to_be_bytes());
    let specific = [5, 2, 0x11, 0x90];
    let config = [&[4, 17, 0x40, 0x15][..], &[0; 11], &specific].concat();
    let es = [&[3, 22, 0, 1, 0][..], &config].concat();
    body.extend(boxed(b"esds", &[&[0; 4], &es[..]].concat()));
    boxed(b"mp4a", &body)
}

pub(crate) fn picture_track(timescale: u32) -> TrackInit {
    TrackInit {
        track_id: 1,
        timescale: Timescale::new(timescale).unwrap(),
        kind: TrackKind::Picture {
            width: 64,
            height: 36,
        },
        codec: "avc1.64000a".into(),
        sample_entry: picture_entry(),
        edit: Edit::None,
        defaults: None,
        moov_samples: 0,
    }
}

pub(crate) fn sound_track(priming: u64) -> TrackInit {
    TrackInit {
        timescale: Timescale::new(48_000).unwrap(),
        kind: TrackKind::Sound {
            channels: 2,
            sample_rate: 48_000,
        },
        codec: "mp4a.40.2".into(),
        sample_entry: sound_entry(),
        edit: Edit::Skip(priming),
        ..picture_track(1)
    }
}

/// A file of this track with these fragments; the samples' bytes count up.
pub(crate) fn file(track: &TrackInit, fragments: &[Vec<Sample>]) -> Vec<u8> {
    let mut bytes = write_init(track, 0).unwrap();
    let mut start = 0;
    for (samples, sequence) in fragments.iter().zip(1..) {
        bytes.extend(fragment_head(sequence, start, samples).unwrap());
        let size: u32 = samples.iter().map(|s| s.size).sum();
        bytes.extend((0..size).map(|n| n as u8));
        start += samples.iter().map(|s| u64::from(s.duration)).sum::<u64>();
    }
    bytes
}

/// Eight pictures in two GOPs at 25 frames a second in milliseconds, each GOP shown I b P b.
pub(crate) fn pictures() -> Vec<u8> {
    let gop = |first: u32| -> Vec<Sample> {
        [(0, true), (40, false), (-40, false), (0, false)]
            .into_iter()
            .zip(first..)
            .map(|((composition_offset, sync), size)| Sample {
                size: size % 7 + 1,
                duration: 40,
                composition_offset,
                sync,
            })
            .collect()
    };
    // In the order of decoding: I0 P2 b1 b3.
    file(&picture_track(1_000), &[gop(3), gop(5)])
}

/// Two seconds of sound.
pub(crate) fn sound() -> Vec<u8> {
    let packets = |count: u32| -> Vec<Sample> {
        (0..count)
            .map(|n| Sample {
                size: n % 3 + 1,
                duration: 1_024,
                composition_offset: 0,
                sync: true,
            })
            .collect()
    };
    file(&sound_track(1_024), &[packets(50), packets(44)])
}
