use media::frames::Planes;
use media::time::{FrameNo, FrameRate};

use super::super::look::Eye;
use super::super::{FindingKind, Shot, Span, Transition};
use super::{Viewed, Viewing};

const WIDTH: usize = 96;
const HEIGHT: usize = 54;

/// Luma, blue and red difference of a place in a frame.
type Paint = fn(frame: usize, x: usize, y: usize) -> (u8, u8, u8);

/// Looks at films of 25 frames a second, painted stretch after stretch, each of them a shot.
fn view(stretches: &[(usize, Paint)]) -> Viewed {
    let rate = FrameRate::new(25, 1).expect("a rate");
    let (mut eye, mut viewing) = (Eye::new(), Viewing::new(rate));
    let mut shots: Vec<Shot> = Vec::new();
    let mut frame = 0;
    for (frames, paint) in stretches {
        shots.push(Shot {
            first: FrameNo(frame as u64),
            frames: *frames as u64,
            transition_in: Transition::Cut,
            transition_frames: 0,
            keyframe: FrameNo(frame as u64),
        });
        for _ in 0..*frames {
            let (mut luma, mut cb, mut cr) = (Vec::new(), Vec::new(), Vec::new());
            for place in 0..WIDTH * HEIGHT {
                luma.push(paint(frame, place % WIDTH, place / WIDTH).0);
            }
            for place in 0..WIDTH * HEIGHT / 4 {
                let (_, blue, red) = paint(frame, place % (WIDTH / 2) * 2, place / (WIDTH / 2) * 2);
                cb.push(blue);
                cr.push(red);
            }
            viewing.see(&eye.see(Planes {
                width: WIDTH,
                height: HEIGHT,
                luma: &luma,
                cb: &cb,
                cr: &cr,
            }));
            frame += 1;
        }
    }
    viewing.finish(&shots)
}

/// Coloured hills that move.
fn scene(frame: usize, x: usize, y: usize) -> (u8, u8, u8) {
    let wave = ((x + frame * 2) * 7 % 97 + (y * 11 + frame) % 61) as u8;
    (50 + wave, 90, 170)
}

fn grey_scene(frame: usize, x: usize, y: usize) -> (u8, u8, u8) {
    (scene(frame, x, y).0, 128, 128)
}

fn still_scene(_: usize, x: usize, y: usize) -> (u8, u8, u8) {
    scene(3, x, y)
}

fn black(_: usize, _: usize, _: usize) -> (u8, u8, u8) {
    (16, 128, 128)
}

fn wide_scene(frame: usize, x: usize, y: usize) -> (u8, u8, u8) {
    if (8..HEIGHT - 8).contains(&y) {
        scene(frame, x, y)
    } else {
        black(frame, x, y)
    }
}

/// Names on black, all of them in the middle.
fn credits(frame: usize, x: usize, y: usize) -> (u8, u8, u8) {
    if (30..66).contains(&x) && (20..34).contains(&y) && (x / 3 + y / 2).is_multiple_of(4) {
        (220, 128, 128)
    } else {
        black(frame, x, y)
    }
}

/// 75 % bars (ITU-R BT.471).
fn bars(_: usize, x: usize, _: usize) -> (u8, u8, u8) {
    const BARS: [(u8, u8, u8); 8] = [
        (180, 128, 128),
        (162, 44, 142),
        (131, 156, 44),
        (112, 72, 58),
        (84, 184, 198),
        (65, 100, 212),
        (35, 212, 114),
        (16, 128, 128),
    ];
    BARS[x * 8 / WIDTH]
}

fn found(viewed: &Viewed) -> Vec<(FindingKind, Span)> {
    viewed
        .findings
        .iter()
        .map(|finding| (finding.kind, finding.span))
        .collect()
}

fn seconds(start: i64, end: i64) -> Span {
    Span::of_micros(start * 1_000_000, end * 1_000_000)
}

#[test]
fn an_ordinary_film_has_nothing_odd() {
    let viewed = view(&[(100, scene)]);
    assert_eq!(found(&viewed), []);
    assert_eq!(viewed.brightness.values.len(), 8);
    assert!(
        viewed.motion.values.iter().skip(1).all(|speed| *speed > 0),
        "{:?}",
        viewed.motion
    );
    assert!(!viewed.prints.is_empty());
}

#[test]
fn black_still_and_bars_are_told_with_their_places() {
    let viewed = view(&[
        (50, scene),
        (25, black),
        (50, scene),
        (75, still_scene),
        (50, bars),
        (10, black),
    ]);
    let expected = [
        (FindingKind::Black, seconds(2, 3)),
        // The first of its frames is another picture than the one before.
        (FindingKind::Frozen, Span::of_micros(5_040_000, 8_000_000)),
        (FindingKind::ColourBars, seconds(8, 10)),
    ];
    assert_eq!(
        found(&viewed),
        expected,
        "ten frames of black at the end are too few"
    );
}

#[test]
fn black_bars_are_a_format_and_names_on_black_are_not() {
    let viewed = view(&[(75, wide_scene), (50, wide_scene), (75, credits), (75, scene)]);
    assert_eq!(found(&viewed)[0], (FindingKind::Letterbox, seconds(0, 5)));
    assert_eq!(
        viewed.findings[0].sentence,
        "the picture has black bars: 14.8 % of its height above and below"
    );
    let others: Vec<_> = found(&viewed).split_off(1);
    assert!(
        others.iter().all(|(kind, _)| *kind == FindingKind::Frozen),
        "{others:?}"
    );
}

#[test]
fn what_has_no_colour_is_told_shot_by_shot() {
    let viewed = view(&[(75, scene), (50, grey_scene), (50, grey_scene), (75, scene)]);
    assert_eq!(found(&viewed), [(FindingKind::BlackAndWhite, seconds(3, 7))]);
}

#[test]
fn one_frame_and_none_are_no_trouble() {
    assert_eq!(found(&view(&[(1, scene)])), []);
    let nothing = view(&[]);
    assert!(nothing.prints.is_empty() && nothing.brightness.values.is_empty());
}
