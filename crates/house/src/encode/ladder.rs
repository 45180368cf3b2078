//! Which renditions a master gets: sizes by its own, never larger, always its own shape.

use media::time::FrameRate;

use super::plan::{Effort, Ladder, PicturePlan, SoundPlan};
use crate::master::{ConformSheet, PictureConform, SoundConform};

/// A rung, by the shorter side of the picture, so that films held upright get the same steps.
struct Rung {
    short: u32,
    crf: u8,
    profile: &'static str,
}

const RUNGS: [Rung; 7] = [
    Rung {
        short: 240,
        crf: 24,
        profile: "main",
    },
    Rung {
        short: 360,
        crf: 23,
        profile: "main",
    },
    Rung {
        short: 480,
        crf: 22,
        profile: "main",
    },
    Rung {
        short: 720,
        crf: 22,
        profile: "high",
    },
    Rung {
        short: 1_080,
        crf: 21,
        profile: "high",
    },
    Rung {
        short: 1_440,
        crf: 21,
        profile: "high",
    },
    Rung {
        short: 2_160,
        crf: 21,
        profile: "high",
    },
];

/// Sizes beyond this are not played by browsers' H.264 decoders.
const LARGEST: Size = Size {
    long: 4_096,
    short: 2_160,
};

/// Pixels against bits per second at up to 30 frames a second: the cap of the CRF. Between the points a straight line.
const CAPS: [(u64, u64); 8] = [
    (0, 150_000),
    (426 * 240, 500_000),
    (640 * 360, 1_000_000),
    (854 * 480, 1_800_000),
    (1_280 * 720, 3_800_000),
    (1_920 * 1_080, 7_500_000),
    (2_560 * 1_440, 13_000_000),
    (3_840 * 2_160, 25_000_000),
];

const GOP_SECONDS: u32 = 2;
const SEGMENT_GOPS: u32 = 2;
/// The shorter side of a working copy at most, where the tape has a rung as small.
const WORKING_SHORT: u32 = 480;
/// About a minute.
const PIECE_SEGMENTS: u32 = 15;
/// About five minutes where a piece must be reached by reading the film from its start.
const UNSEEKABLE_PIECE_SEGMENTS: u32 = 75;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    long: u32,
    short: u32,
}

/// The ladder of a master. Smallest picture first, none where nothing is seen; a 5.1 sound gets a stereo rendition too,
/// before it.
pub fn ladder_for(sheet: &ConformSheet) -> Ladder {
    Ladder {
        pictures: sheet.picture().map(picture_plans).unwrap_or_default(),
        sounds: sheet
            .sounds
            .iter()
            .enumerate()
            .flat_map(|(at, sound)| sound_plans(at, sound))
            .collect(),
        gop_frames: sheet.rate().frames_in_seconds(GOP_SECONDS),
        segment_gops: SEGMENT_GOPS,
        piece_segments: if sheet.picture().is_none_or(|picture| picture.seekable) {
            PIECE_SEGMENTS
        } else {
            UNSEEKABLE_PIECE_SEGMENTS
        },
    }
}

/// What a working copy of a tape is made by: one small picture, quickly encoded, and one sound of two channels at most, the
/// sheet's sound number `sound`.
pub fn working_ladder(sheet: &ConformSheet, sound: Option<usize>) -> Ladder {
    let mut ladder = ladder_for(sheet).with_effort(Effort::Quick);
    let small = |plan: &PicturePlan| plan.width.min(plan.height) <= WORKING_SHORT;
    let place = ladder.pictures.iter().rposition(small).unwrap_or(0);
    ladder.pictures = ladder.pictures.drain(..).skip(place).take(1).collect();
    ladder
        .sounds
        .retain(|plan| Some(plan.sound) == sound && plan.channels <= 2);
    ladder
}

fn picture_plans(picture: &PictureConform) -> Vec<PicturePlan> {
    let source = Size {
        long: picture.width.max(picture.height),
        short: picture.width.min(picture.height),
    };
    let top = top(source);
    let upright = picture.height > picture.width;
    sizes(source, top)
        .into_iter()
        .map(|size| picture_plan(size, upright, picture.rate))
        .collect()
}

/// The source's own size, or the largest that browsers play.
fn top(source: Size) -> Size {
    let by_short = resized(source, source.short.min(LARGEST.short));
    if by_short.long <= LARGEST.long {
        return by_short;
    }
    let short = u64::from(source.short) * u64::from(LARGEST.long) / u64::from(source.long);
    Size {
        long: LARGEST.long,
        short: even(short, 1).max(2).min(source.short),
    }
}

/// The rungs clearly below the top, and the top itself. A rung within a sixth of the top would add nothing.
fn sizes(source: Size, top: Size) -> Vec<Size> {
    let below = RUNGS.iter().filter(|rung| rung.short * 6 <= top.short * 5);
    let below = below
        .map(|rung| resized(source, rung.short))
        .filter(|size| size.long < top.long);
    below.chain([top]).collect()
}

/// `source` brought to another shorter side, its shape kept to the nearest even pixel.
fn resized(source: Size, short: u32) -> Size {
    if short == source.short {
        return source;
    }
    Size {
        long: even(u64::from(source.long) * u64::from(short), u64::from(source.short)).min(source.long),
        short,
    }
}

/// The even number nearest to `numerator / denominator`.
fn even(numerator: u64, denominator: u64) -> u32 {
    let halves = (numerator + denominator) / (denominator * 2);
    u32::try_from(halves * 2).unwrap_or(u32::MAX - 1)
}

fn picture_plan(size: Size, upright: bool, rate: FrameRate) -> PicturePlan {
    let rung = RUNGS
        .iter()
        .rev()
        .find(|rung| rung.short <= size.short)
        .unwrap_or(&RUNGS[0]);
    let (width, height) = if upright {
        (size.short, size.long)
    } else {
        (size.long, size.short)
    };
    let max_rate = cap(u64::from(width) * u64::from(height), rate);
    PicturePlan {
        width,
        height,
        crf: rung.crf,
        max_rate,
        buffer: max_rate.saturating_mul(2),
        profile: rung.profile.into(),
        preset: "medium".into(),
    }
}

/// Twice the frames need half as much again, not twice as much.
fn cap(pixels: u64, rate: FrameRate) -> u32 {
    let base = CAPS
        .windows(2)
        .find(|pair| pixels <= pair[1].0)
        .map_or(CAPS[CAPS.len() - 1].1, |pair| between(pair[0], pair[1], pixels));
    let per_second = u64::from(rate.numerator())
        .div_ceil(u64::from(rate.denominator()))
        .clamp(30, 120);
    u32::try_from(base * (30 + per_second) / 60).unwrap_or(u32::MAX)
}

fn between(low: (u64, u64), high: (u64, u64), pixels: u64) -> u64 {
    low.1 + (high.1 - low.1) * pixels.saturating_sub(low.0) / (high.0 - low.0).max(1)
}

fn sound_plans(at: usize, sound: &SoundConform) -> Vec<SoundPlan> {
    let plan = |channels, bit_rate| SoundPlan {
        sound: at,
        channels,
        sample_rate: sound.sample_rate,
        bit_rate,
    };
    match sound.channels {
        1 => vec![plan(1, 96_000)],
        6 => vec![plan(2, 160_000), plan(6, 384_000)],
        _ => vec![plan(2, 160_000)],
    }
}

#[cfg(test)]
mod tests {
    use media::time::MediaTime;
    use proptest::prelude::*;

    use super::*;
    use crate::master::Reel;

    fn sheet(width: u32, height: u32, rate: (u32, u32)) -> ConformSheet {
        ConformSheet {
            container: "mov".into(),
            reel: Reel::Picture(PictureConform {
                stream: 0,
                rate: FrameRate::new(rate.0, rate.1).unwrap(),
                frames: 250,
                source_frames: 250,
                start: MediaTime::ZERO,
                width,
                height,
                rotation: 0,
                deinterlace: None,
                tone_map: None,
                seekable: true,
            }),
            sounds: vec![],
            texts: vec![],
            notes: vec![],
        }
    }

    fn sound(channels: u16) -> SoundConform {
        SoundConform {
            stream: 1,
            channels,
            sample_rate: 48_000,
            offset: MediaTime::ZERO,
            language: "en".into(),
            title: None,
            default: true,
        }
    }

    fn sizes_of(width: u32, height: u32) -> Vec<(u32, u32)> {
        let ladder = ladder_for(&sheet(width, height, (25, 1)));
        ladder
            .pictures
            .iter()
            .map(|plan| (plan.width, plan.height))
            .collect()
    }

    #[test]
    fn a_full_hd_film_gets_five_sizes() {
        assert_eq!(
            sizes_of(1920, 1080),
            [(426, 240), (640, 360), (854, 480), (1280, 720), (1920, 1080)]
        );
    }

    #[test]
    fn a_film_held_upright_gets_the_same_steps() {
        assert_eq!(
            sizes_of(1080, 1920),
            [(240, 426), (360, 640), (480, 854), (720, 1280), (1080, 1920)]
        );
    }

    #[test]
    fn a_size_between_rungs_keeps_its_own_and_drops_its_neighbour() {
        assert_eq!(
            sizes_of(1920, 800),
            [(576, 240), (864, 360), (1152, 480), (1920, 800)]
        );
        assert_eq!(sizes_of(720, 404), [(428, 240), (720, 404)]);
    }

    #[test]
    fn small_films_stay_small_and_huge_ones_come_down() {
        assert_eq!(sizes_of(320, 180), [(320, 180)]);
        assert_eq!(sizes_of(16, 16), [(16, 16)]);
        assert_eq!(sizes_of(7680, 4320).last(), Some(&(3840, 2160)));
        assert_eq!(sizes_of(8192, 1024).last(), Some(&(4096, 512)));
    }

    #[test]
    fn surround_sound_gets_a_stereo_rendition_too() {
        let mut surround = sheet(640, 360, (24, 1));
        surround.sounds = vec![sound(1), sound(6)];
        let plans: Vec<_> = ladder_for(&surround)
            .sounds
            .iter()
            .map(|plan| (plan.sound, plan.channels))
            .collect();
        assert_eq!(plans, [(0, 1), (1, 2), (1, 6)]);
    }

    #[test]
    fn a_working_copy_has_one_small_picture_and_one_sound() {
        let of = |width, height| {
            let plan = working_ladder(&sheet(width, height, (25, 1)), None).pictures;
            let [plan] = <[PicturePlan; 1]>::try_from(plan).unwrap();
            (plan.width, plan.height, plan.preset)
        };
        assert_eq!(of(1920, 1080), (854, 480, "veryfast".into()));
        assert_eq!(of(576, 720), (480, 600, "veryfast".into()));
        assert_eq!(of(320, 180), (320, 180, "veryfast".into()));
        let mut tape = sheet(640, 360, (24, 1));
        tape.sounds = vec![sound(1), sound(6)];
        let ladder = working_ladder(&tape, Some(1));
        let sounds = ladder.sounds.iter().map(|plan| (plan.sound, plan.channels));
        assert_eq!(sounds.collect::<Vec<_>>(), [(1, 2)]);
        assert!(working_ladder(&tape, None).sounds.is_empty());
    }

    #[test]
    fn faster_films_may_take_more() {
        let cap_at = |rate| {
            ladder_for(&sheet(1920, 1080, rate))
                .pictures
                .last()
                .unwrap()
                .max_rate
        };
        assert_eq!(cap_at((24, 1)), 7_500_000);
        assert_eq!(cap_at((60, 1)), 11_250_000);
    }

    proptest! {
        #[test]
        fn sizes_are_even_never_larger_and_keep_their_shape(
            half_width in 8_u32..8_192, half_height in 8_u32..8_192,
        ) {
            let (width, height) = (half_width * 2, half_height * 2);
            let ladder = ladder_for(&sheet(width, height, (25, 1)));
            prop_assert!(!ladder.pictures.is_empty());
            let mut before = 0;
            for plan in &ladder.pictures {
                prop_assert!(plan.width % 2 == 0 && plan.height % 2 == 0 && plan.width > 0 && plan.height > 0);
                prop_assert!(plan.width <= width && plan.height <= height);
                let area = u64::from(plan.width) * u64::from(plan.height);
                prop_assert!(area > before);
                before = area;
                // Within one pixel of the source's shape, on the side that was rounded.
                let (a, b) = (u64::from(plan.width) * u64::from(height), u64::from(plan.height) * u64::from(width));
                let long = u64::from(width.max(height));
                prop_assert!(a.abs_diff(b) <= long.max(u64::from(width.min(height))), "{plan:?}");
            }
            let top = ladder.pictures.last().unwrap();
            if width.max(height) <= 4_096 && width.min(height) <= 2_160 {
                prop_assert_eq!((top.width, top.height), (width, height));
            }
        }
    }
}
