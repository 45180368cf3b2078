//! Films made of a few bytes: enough of a title for every route to answer.

use std::io::Cursor;
use std::sync::Arc;

use house::analyse::Span;
use house::analyse::moments::MomentKind;
use house::encode::{Codec, Rendition, Stage, Track};
use house::id::{MasterId, PictureKey, RenditionId, RenditionKey, TitleId};
use house::release::{
    Credit, Picture, PictureRole, Release, ReleasedTitle, ShownMoment, ShownMoments, Title,
};
use house::{Digest, Instant};
use media::samples::{Sample, fragment_head};
use media::segments::{Segment, SegmentTable};
use media::time::{FrameRate, Timescale};
use store::Vault;

use crate::cinema::NOW;

pub(crate) const SEGMENTS: u32 = 3;

/// A title with everything that could give it away: names, slug, ids, keys, all of them with a word of its own in them.
pub(crate) fn film(vault: &Vault, name: &str, opens: Option<Instant>) -> ReleasedTitle {
    let slug = name.to_lowercase().replace(' ', "-");
    let title = TitleId::random();
    let master = MasterId::random();
    let moment = still(vault, PictureRole::Moment, &format!("{name}'s moment"));
    ReleasedTitle {
        renditions: vec![
            picture(vault, &master, name),
            sound(vault, &master, name),
            text(vault, &master, name),
        ],
        former: None,
        planned: 3,
        release: Release {
            opens,
            ..Release::draft(title.clone(), master.clone())
        },
        title: Title {
            tagline: Some(format!("{name} in one line")),
            synopsis: Some(format!("First of {name}.\n\nThen more of it.")),
            credits: vec![
                Credit {
                    role: "Director".into(),
                    name: format!("{name}’s director"),
                },
                Credit {
                    role: "Music".into(),
                    name: format!("{name}’s band"),
                },
            ],
            year: Some("1974".into()),
            licence: Some("CC BY 3.0".into()),
            licence_url: Some("https://creativecommons.org/licenses/by/3.0/".into()),
            attribution: Some(format!("© {name} Foundation")),
            source_url: Some(format!("https://{slug}.example/")),
            pictures: vec![
                still(vault, PictureRole::Poster, name),
                still(
                    vault,
                    PictureRole::SeekSheet {
                        number: 0,
                        columns: 2,
                        rows: 2,
                        tile_width: 160,
                        tile_height: 90,
                        first_ms: 1_000,
                        every_ms: 2_000,
                        tiles: 3,
                    },
                    &format!("{name}'s sheet"),
                ),
                moment.clone(),
            ],
            moments: Some(ShownMoments {
                master: master.clone(),
                list: vec![
                    ShownMoment {
                        span: Span::of_micros(1_500_000, 4_000_000),
                        kind: MomentKind::Crowd,
                        name: format!("They cheer for {name}"),
                        still: Some(moment.key),
                    },
                    ShownMoment {
                        span: Span::of_micros(7_200_100, 9_000_000),
                        kind: MomentKind::Quote,
                        name: format!("“{name} <never> ends”"),
                        still: None,
                    },
                ],
            }),
            accent: Some("#8fc24a".into()),
            ..Title::new(title, slug, name.into(), Instant::from_micros(NOW))
        },
    }
}

fn put(vault: &Vault, bytes: &[u8]) -> Digest {
    vault.put(&mut Cursor::new(bytes)).unwrap().digest
}

/// Bytes that differ from place to place and from film to film.
pub(crate) fn grain(seed: &str, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new()
        .update(seed.as_bytes())
        .finalize_xof()
        .fill(&mut bytes);
    bytes
}

fn rendition(
    vault: &Vault,
    master: &MasterId,
    track: Track,
    bytes: &[u8],
    segments: Option<Arc<SegmentTable>>,
) -> Rendition {
    Rendition {
        id: RenditionId::random(),
        key: RenditionKey::random(),
        master: master.clone(),
        track,
        digest: put(vault, bytes),
        bytes: bytes.len() as u64,
        segments,
        stage: Stage::Checked,
        made: Instant::from_micros(NOW),
    }
}

fn picture(vault: &Vault, master: &MasterId, seed: &str) -> Rendition {
    let (bytes, table) = track_file(&format!("{seed} picture"), 24_000, 4 * 24_000);
    let track = Track::Picture {
        width: 640,
        height: 360,
        rate: FrameRate::new(24, 1).unwrap(),
        codec: Codec("avc1.4d401e".into()),
    };
    rendition(vault, master, track, &bytes, Some(Arc::new(table)))
}

fn sound(vault: &Vault, master: &MasterId, seed: &str) -> Rendition {
    let (bytes, table) = track_file(&format!("{seed} sound"), 48_000, 4 * 48_000);
    let track = Track::Sound {
        channels: 2,
        sample_rate: 48_000,
        codec: Codec("mp4a.40.2".into()),
        language: "de".into(),
        title: None,
        default: true,
    };
    rendition(vault, master, track, &bytes, Some(Arc::new(table)))
}

fn text(vault: &Vault, master: &MasterId, seed: &str) -> Rendition {
    let bytes = format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{seed} speaks\n");
    let track = Track::Text {
        language: "fr".into(),
        title: None,
        forced: false,
        hearing_impaired: false,
        default: false,
    };
    rendition(vault, master, track, bytes.as_bytes(), None)
}

/// Init bytes and segments of two samples; the picture's first is a sync sample.
fn track_file(seed: &str, timescale: u32, duration: u32) -> (Vec<u8>, SegmentTable) {
    let mut bytes = grain(&format!("{seed} init"), 700);
    let mut segments = Vec::new();
    for number in 0..SEGMENTS {
        let samples = [
            sample(4_000, duration / 2, true),
            sample(1_000, duration / 2, false),
        ];
        let start = u64::from(number) * u64::from(duration);
        let offset = bytes.len() as u64;
        bytes.extend(fragment_head(number + 1, start, &samples).unwrap());
        bytes.extend(grain(&format!("{seed} {number}"), 5_000));
        segments.push(Segment {
            offset,
            len: bytes.len() as u64 - offset,
            start,
            duration: u64::from(duration),
            samples: 2,
            first_sample: 4_000,
        });
    }
    let table = SegmentTable {
        timescale: Timescale::new(timescale).unwrap(),
        init_len: 700,
        priming: 0,
        segments,
    };
    (bytes, table)
}

fn sample(size: u32, duration: u32, sync: bool) -> Sample {
    Sample {
        size,
        duration,
        composition_offset: 0,
        sync,
    }
}

fn still(vault: &Vault, role: PictureRole, seed: &str) -> Picture {
    let bytes = grain(&format!("{seed} still"), 2_000);
    Picture {
        key: PictureKey::random(),
        role,
        digest: put(vault, &bytes),
        bytes: bytes.len() as u64,
        width: 1_280,
        height: 720,
    }
}

/// Damages the vault: the rendition's file ends after `len` bytes.
pub(crate) fn cut_short(vault: &Vault, rendition: &Rendition, len: u64) {
    let path = vault.path_of(&rendition.digest);
    let writable = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&path, writable).unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_len(len).unwrap();
}

/// A film whose only segment is larger than what a connection holds on its way.
pub(crate) fn with_large_segment(vault: &Vault, film: &mut ReleasedTitle, len: usize) -> Vec<u8> {
    let bytes = grain("a large segment", len);
    let rendition = &mut film.renditions[0];
    let table = Arc::make_mut(rendition.segments.as_mut().unwrap());
    table.segments.truncate(1);
    table.segments[0].offset = 0;
    table.segments[0].len = len as u64;
    rendition.digest = put(vault, &bytes);
    rendition.bytes = len as u64;
    bytes
}
