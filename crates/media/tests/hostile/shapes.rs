//! Films of every shape: rates, GOPs, orders of coding, pieces and fragments.

use std::io::Cursor;

use media::join::{Joined, PictureJoin, SoundCut, cut_sound, join_pictures};
use media::samples::{Sample, fragment_head, read_segment};
use media::time::{FrameNo, FrameRate, MediaTime, Timescale};
use media::track::write_init;
use media::verify::{Kind, verify_aligned, verify_rendition, verify_sound_boundaries};
use proptest::prelude::*;

use crate::small_film::{file, picture_track, sound_track};
use crate::sparse::Sparse;

/// A film before it is coded: GOPs and in which order their frames are coded.
#[derive(Debug, Clone)]
struct Film {
    rate: (u32, u32),
    gop: u32,
    gops_in_segment: u32,
    gops_in_piece: u64,
    frames: u64,
    /// Frames between two that others lean on: 0 is a film without reordering.
    between: u64,
    /// The pieces' own timescale, in which frames may not start on whole numbers.
    timescale: u32,
    /// Shift of all the pieces' composition times.
    shift: i64,
}

fn films() -> impl Strategy<Value = Film> {
    (
        prop::sample::select(vec![
            (24, 1),
            (25, 1),
            (30_000, 1_001),
            (24_000, 1_001),
            (12, 1),
            (60, 1),
            (1, 2),
        ]),
        1u32..8,
        1u32..4,
        1u64..5,
        1u64..60,
        0u64..4,
        prop::sample::select(vec![90_000u32, 12_800, 1_000, 16_000]),
        prop::sample::select(vec![0i64, 80, -40, 3_003]),
    )
        .prop_map(
            |(rate, gop, gops_in_segment, gops_in_piece, frames, between, timescale, shift)| Film {
                rate,
                gop,
                gops_in_segment,
                gops_in_piece,
                frames,
                between,
                timescale,
                shift,
            },
        )
}

impl Film {
    fn rate(&self) -> FrameRate {
        FrameRate::new(self.rate.0, self.rate.1).unwrap()
    }

    fn plan(&self) -> PictureJoin {
        let whole = u64::from(self.gop) * self.gops_in_piece;
        let mut left = self.frames;
        let mut piece_frames = Vec::new();
        while left > 0 {
            let frames = left.min(whole);
            piece_frames.push(frames);
            left -= frames;
        }
        PictureJoin {
            rate: self.rate(),
            segment_frames: self.gop * self.gops_in_segment,
            gop_frames: self.gop,
            piece_frames,
        }
    }

    /// Places in the order of showing of a GOP's frames, in the order of coding: each frame that others lean on comes
    /// before those.
    fn coding_order(&self, frames: u64) -> Vec<u64> {
        let mut order = vec![0];
        let mut next = 1;
        while next < frames {
            let anchor = (next + self.between).min(frames - 1);
            order.push(anchor);
            order.extend(next..anchor);
            next = anchor + 1;
        }
        order
    }

    /// A piece as an encoder would write it that rounds every time to its own timescale; a fragment a GOP.
    fn piece(&self, frames: u64) -> Vec<u8> {
        let scale = Timescale::new(self.timescale).unwrap();
        let round = |frame: u64| {
            let time = self.rate().time_of(FrameNo(frame)).unwrap();
            time.rescale(scale, media::time::Rounding::Nearest).unwrap().value
        };
        let mut fragments = Vec::new();
        let mut decoded = 0;
        while decoded < frames {
            let first = decoded;
            let mut samples = Vec::new();
            for shown in self.coding_order((frames - first).min(u64::from(self.gop))) {
                samples.push(Sample {
                    size: u32::try_from(1 + (first + shown) % 9).unwrap(),
                    duration: u32::try_from(round(decoded + 1) - round(decoded)).unwrap(),
                    composition_offset: round(first + shown) + self.shift - round(decoded),
                    sync: samples.is_empty(),
                });
                decoded += 1;
            }
            fragments.push(samples);
        }
        file(&picture_track(self.timescale), &fragments)
    }

    fn join(&self) -> (Joined, Vec<u8>) {
        let plan = self.plan();
        let pieces = plan
            .piece_frames
            .iter()
            .map(|&frames| Cursor::new(self.piece(frames)))
            .collect();
        let mut out = Vec::new();
        let joined = join_pictures(pieces, &plan, &mut out).unwrap();
        (joined, out)
    }
}

#[test]
fn a_film_of_more_than_four_gigabytes_keeps_its_places() {
    use std::io::Write;

    const LARGE: u32 = 1_100_000_000;
    let sample = |sync| Sample {
        size: LARGE,
        duration: 40,
        composition_offset: 0,
        sync,
    };
    let mut piece = Sparse::default();
    piece
        .write_all(&write_init(&picture_track(1_000), 0).unwrap())
        .unwrap();
    for sequence in 1..=2u32 {
        // Both samples of a fragment fit 32 bits, all four do not.
        let head = fragment_head(
            sequence,
            u64::from(sequence - 1) * 80,
            &[sample(true), sample(true)],
        );
        piece.write_all(&head.unwrap()).unwrap();
        piece.push_zeros(2 * u64::from(LARGE));
    }
    let plan = PictureJoin {
        rate: FrameRate::new(25, 1).unwrap(),
        segment_frames: 1,
        gop_frames: 1,
        piece_frames: vec![4],
    };
    let mut out = Sparse::default();
    let table = join_pictures(vec![piece], &plan, &mut out).unwrap().table;
    assert!(table.segments[3].offset > 3 * u64::from(LARGE));
    assert!(table.file_len() > 4 << 30);
    assert_eq!(verify_rendition(out, &table, Kind::Picture), vec![]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn pieces_of_any_shape_join_to_an_exact_time_line(film in films()) {
        let (joined, bytes) = film.join();
        prop_assert_eq!(verify_rendition(Cursor::new(&bytes), &joined.table, Kind::Picture), vec![]);
        let (timescale, frame) = film.rate().track_timescale().unwrap();
        prop_assert_eq!(joined.table.timescale, timescale);
        let segment_frames = u64::from(film.gop * film.gops_in_segment);
        for (index, segment) in joined.table.segments.iter().enumerate() {
            prop_assert_eq!(segment.start, index as u64 * segment_frames * u64::from(frame));
            let range = usize::try_from(segment.offset).unwrap()..usize::try_from(segment.offset + segment.len).unwrap();
            let samples = read_segment(&bytes[range]).unwrap();
            prop_assert_eq!(samples.len() as u64, u64::from(segment.samples));
            prop_assert!(samples.iter().all(|s| s.composition_offset >= 0));
        }
        let frames: u64 = joined.table.segments.iter().map(|s| u64::from(s.samples)).sum();
        prop_assert_eq!(frames, film.frames);
        prop_assert_eq!(
            joined.table.duration(),
            film.rate().time_of(FrameNo(film.frames)).unwrap()
        );
        prop_assert_eq!(film.join(), (joined, bytes));
    }

    #[test]
    fn other_pieces_of_the_same_film_are_aligned(film in films(), gops_in_piece in 1u64..5, timescale in 1_000u32..100_000) {
        let other = Film { gops_in_piece, timescale, ..film.clone() };
        let (first, second) = (film.join().0.table, other.join().0.table);
        prop_assert_eq!(verify_aligned(&[&first, &second]), vec![]);
        prop_assert_eq!(first.boundaries(), second.boundaries());
    }

    #[test]
    fn a_lost_frame_is_never_joined(film in films(), lost in any::<prop::sample::Index>()) {
        let mut plan = film.plan();
        let lost = lost.index(plan.piece_frames.len());
        plan.piece_frames[lost] += 1;
        let pieces = film.plan().piece_frames.iter().map(|&frames| Cursor::new(film.piece(frames))).collect();
        prop_assert!(join_pictures(pieces, &plan, &mut Vec::new()).is_err());
    }

    #[test]
    fn sound_is_cut_at_every_boundary_and_nothing_adds_up(
        film in films(),
        packets_in_fragment in 1u32..40,
        priming in prop::sample::select(vec![0u64, 1_024, 2_048, 2_112]),
    ) {
        let picture = film.join().0.table;
        let length = picture.duration().rescale(Timescale::new(48_000).unwrap(), media::time::Rounding::Up).unwrap();
        let packets = (u64::try_from(length.value).unwrap() + priming).div_ceil(1_024);
        let all: Vec<Sample> = (0..packets)
            .map(|n| Sample {
                size: u32::try_from(n % 5 + 1).unwrap(),
                duration: 1_024,
                composition_offset: 0,
                sync: true,
            })
            .collect();
        let fragments: Vec<Vec<Sample>> = all.chunks(packets_in_fragment as usize).map(<[_]>::to_vec).collect();
        let source = file(&sound_track(priming), &fragments);
        let plan = SoundCut { picture_boundaries: picture.boundaries() };
        let mut out = Vec::new();
        let cut = match cut_sound(Cursor::new(&source), &plan, &mut out) {
            Ok(cut) => cut,
            Err(error) => {
                // Segments shorter than a packet, which only films of one-frame segments have.
                prop_assert!(error.to_string().contains("within one packet"), "{}", error);
                return Ok(());
            }
        };
        prop_assert_eq!(verify_rendition(Cursor::new(&out), &cut.table, Kind::Sound), vec![]);
        prop_assert_eq!(verify_sound_boundaries(&picture, &cut.table), vec![]);
        let samples: u64 = cut.table.segments.iter().map(|s| u64::from(s.samples)).sum();
        prop_assert_eq!(samples, packets);
        for (segment, boundary) in cut.table.segments.iter().zip(picture.boundaries()).skip(1) {
            let at = |media: u64| MediaTime::new(
                i64::try_from(media).unwrap() - i64::try_from(priming).unwrap(),
                cut.table.timescale,
            );
            prop_assert!(at(segment.start) >= boundary && at(segment.start - 1_024) < boundary);
        }
    }
}
