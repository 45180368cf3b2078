//! Films made in code: textures that move, and what is done to them.

use media::frames::Planes;
use media::time::{FrameNo, FrameRate};
use proptest::prelude::*;

use super::*;
use crate::analyse::look::Eye;

const WIDTH: usize = 192;
const HEIGHT: usize = 108;

/// A frame of a film: luma and one chroma level.
type Frame = Vec<u8>;

/// A scene of soft patches; `moved` samples are how far the camera has gone to the right.
fn scene(seed: usize, moved: usize) -> Frame {
    let patch = |x: usize, y: usize| {
        let mut mixed = (x * 7_919 + y * 104_729 + seed * 1_299_709 + 1) % 4_294_967_296;
        for _ in 0..3 {
            mixed = (mixed ^ (mixed >> 15)) * 739_982_445 % 4_294_967_296;
        }
        40 + (mixed >> 25)
    };
    let mut frame = Vec::with_capacity(WIDTH * HEIGHT * 3 / 2);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let x = x + moved;
            let (left, right) = (patch(x / 24, y / 24), patch(x / 24 + 1, y / 24));
            let level = (left * (24 - x % 24) + right * (x % 24)) / 24;
            frame.push(u8::try_from(level).expect("below 256"));
        }
    }
    let tint = u8::try_from(110 + seed * 17 % 36).expect("small");
    frame.resize(WIDTH * HEIGHT * 3 / 2, tint);
    frame
}

fn plain(level: u8) -> Frame {
    let mut frame = vec![level; WIDTH * HEIGHT];
    frame.resize(WIDTH * HEIGHT * 3 / 2, 128);
    frame
}

/// `part` of 256 of the second.
fn mix(one: &Frame, other: &Frame, part: usize) -> Frame {
    one.iter()
        .zip(other)
        .map(|(one, other)| {
            let mixed = usize::from(*one) * (256 - part) + usize::from(*other) * part;
            u8::try_from(mixed / 256).expect("a level")
        })
        .collect()
}

fn brighter(frame: &Frame, by: u8) -> Frame {
    let luma = WIDTH * HEIGHT;
    let mut frame = frame.clone();
    frame[..luma]
        .iter_mut()
        .for_each(|level| *level = level.saturating_add(by).min(235));
    frame
}

fn shots_of(film: &[Frame]) -> Vec<Shot> {
    let mut eye = Eye::new();
    let looks = film.iter().map(|frame| {
        let planes = Planes::split(WIDTH, HEIGHT, frame).expect("a whole picture");
        eye.see(planes)
    });
    find_shots(looks, FrameRate::new(25, 1).expect("a rate"))
}

/// First frame, kind and frames of each transition.
fn told(shots: &[Shot]) -> Vec<(u64, Transition, u64)> {
    shots
        .iter()
        .map(|shot| (shot.first.0, shot.transition_in, shot.transition_frames))
        .collect()
}

fn assert_near(found: &Shot, first: u64, frames: u64, kind: Transition) {
    assert_eq!(found.transition_in, kind, "{found:?}");
    let end = found.first.0 + found.transition_frames;
    assert!(
        found.first.0.abs_diff(first) <= 2 && end.abs_diff(first + frames) <= 2,
        "{found:?}"
    );
}

#[test]
fn a_cut_is_found_to_the_frame_and_camera_movement_is_none() {
    let mut film: Vec<Frame> = (0..40).map(|n| scene(1, n * 5)).collect();
    film.extend((0..30).map(|n| scene(2, 90 - n * 3)));
    film.extend((0..25).map(|_| scene(3, 0)));
    let shots = shots_of(&film);
    let expected = [
        (0, Transition::Start, 0),
        (40, Transition::Cut, 0),
        (70, Transition::Cut, 0),
    ];
    assert_eq!(told(&shots), expected);
    assert_eq!(
        shots.iter().map(|shot| shot.frames).collect::<Vec<_>>(),
        [40, 30, 25]
    );
}

#[test]
fn flashes_and_strobes_are_no_cuts() {
    let mut film: Vec<Frame> = (0..100).map(|n| scene(4, n)).collect();
    film[30] = brighter(&film[30], 110);
    film[31] = brighter(&film[31], 50);
    film[50] = plain(235);
    for n in (60..84).step_by(4) {
        film[n] = brighter(&film[n], 90);
        film[n + 1] = brighter(&film[n + 1], 90);
    }
    assert_eq!(told(&shots_of(&film)), [(0, Transition::Start, 0)]);
}

#[test]
fn a_dissolve_is_found_from_its_first_mixed_frame() {
    for frames in [4, 12, 24, 48_usize] {
        let pure = |seed: usize, n: usize| scene(seed, n / 3);
        let mut film: Vec<Frame> = (0..50).map(|n| pure(5, n)).collect();
        for n in 0..frames {
            let part = 256 * (n + 1) / (frames + 1);
            film.push(mix(&pure(5, 50 + n), &pure(6, n), part));
        }
        film.extend((frames..frames + 50).map(|n| pure(6, n)));
        let shots = shots_of(&film);
        assert_eq!(shots.len(), 2, "{frames}: {:?}", told(&shots));
        assert_near(&shots[1], 50, frames as u64, Transition::Dissolve);
        assert!(shots[1].keyframe.0 >= shots[1].first.0 + shots[1].transition_frames);
    }
}

#[test]
fn a_fade_through_a_colour_is_one_transition_of_both_halves() {
    for level in [16, 235] {
        let colour = plain(level);
        let mut film: Vec<Frame> = (0..40).map(|_| scene(7, 0)).collect();
        film.extend((1..=12).map(|n| mix(&scene(7, 0), &colour, 256 * n / 12)));
        film.extend((0..5).map(|_| colour.clone()));
        film.extend((1..12).map(|n| mix(&colour, &scene(8, 0), 256 * n / 12)));
        film.extend((0..40).map(|_| scene(8, 0)));
        let shots = shots_of(&film);
        assert_eq!(shots.len(), 2, "{:?}", told(&shots));
        assert_near(&shots[1], 40, 28, Transition::Fade);
    }
}

#[test]
fn a_film_that_ends_in_black_ends_with_a_black_shot() {
    let black = plain(16);
    let mut film: Vec<Frame> = (0..60).map(|_| scene(9, 0)).collect();
    film.extend((1..=20).map(|n| mix(&scene(9, 0), &black, 256 * n / 20)));
    film.extend((0..70).map(|_| black.clone()));
    let shots = shots_of(&film);
    assert_eq!(shots.len(), 2, "{:?}", told(&shots));
    assert_near(&shots[1], 60, 20, Transition::Fade);
}

#[test]
fn the_keyframe_is_sharp_and_not_black() {
    let mut film = vec![plain(16); 20];
    film.extend(vec![mix(&scene(10, 0), &plain(100), 140); 20]);
    film.extend(vec![scene(10, 0); 2]);
    film.extend(vec![mix(&scene(10, 0), &plain(100), 140); 20]);
    let shots = shots_of(&film);
    let last = shots.last().expect("a shot");
    assert_eq!(last.keyframe, FrameNo(41), "{shots:?}");
}

#[test]
fn what_is_found_does_not_depend_on_where_the_stretches_end() {
    let mut film = Vec::new();
    for seed in 0..32 {
        film.extend((0..47).map(|n| scene(seed * 3 + 1, n % 9)));
    }
    let shots = shots_of(&film);
    assert!(
        shots
            .iter()
            .skip(1)
            .all(|shot| shot.first.0 % 47 == 0 && shot.transition_in == Transition::Cut)
    );
    assert_eq!(shots.len(), 32);
}

#[test]
fn no_frames_no_shots_and_one_frame_one_shot() {
    assert_eq!(shots_of(&[]), []);
    let shots = shots_of(&[scene(1, 0)]);
    assert_eq!(told(&shots), [(0, Transition::Start, 0)]);
    assert_eq!((shots[0].frames, shots[0].keyframe), (1, FrameNo(0)));
}

/// A few kinds of looks, repeated, so that anything may stand beside anything.
fn any_look() -> impl Strategy<Value = Look> {
    (any::<u8>(), any::<u8>(), any::<u16>(), any::<u8>()).prop_map(|(level, other, wide, flags)| {
        let mut bytes = [level; Look::BYTES];
        bytes[..300].fill(other);
        bytes[904..906].copy_from_slice(&wide.to_le_bytes());
        bytes[926..928].copy_from_slice(&wide.to_le_bytes());
        bytes[939] = flags;
        Look::from_bytes(&bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn shots_cover_every_frame_whatever_the_looks_are(
        looks in prop::collection::vec((any_look(), 1..24_usize), 1..24),
        first in 0..1_000_u64,
    ) {
        let looks: Vec<Look> = looks.into_iter().flat_map(|(look, times)| vec![look; times]).collect();
        let mut finder = ShotFinder::new(FrameNo(first), FrameRate::new(30, 1).expect("a rate"));
        looks.iter().for_each(|look| finder.see(look.clone()));
        let shots = finder.finish();
        let mut next = first;
        for (index, shot) in shots.iter().enumerate() {
            prop_assert_eq!(shot.first.0, next);
            prop_assert!(shot.frames >= 1 && shot.transition_frames <= shot.frames);
            prop_assert_eq!(shot.transition_in == Transition::Start, index == 0);
            next += shot.frames;
            prop_assert!((shot.first.0..next).contains(&shot.keyframe.0));
        }
        prop_assert_eq!(next, first + looks.len() as u64);
    }
}

#[test]
fn a_cut_from_one_colour_to_another_is_a_cut() {
    let colour = |luma, chroma| {
        let mut frame = plain(luma);
        frame[WIDTH * HEIGHT..].fill(chroma);
        frame
    };
    let film = [
        vec![colour(60, 128); 60],
        vec![colour(180, 128); 60],
        vec![colour(180, 190); 60],
    ]
    .concat();
    assert_eq!(
        told(&shots_of(&film)),
        [
            (0, Transition::Start, 0),
            (60, Transition::Cut, 0),
            (120, Transition::Cut, 0)
        ]
    );
}
