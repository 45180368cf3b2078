//! What the composed films are made of: shots, how each is treated, and the transitions between them.

use super::chance::Chance;
use super::picture::{Grade, Picture, Window, real};
use super::pieces::{Piece, Set};

/// Grows when films are composed in another way.
pub(super) const VERSION: u32 = 1;

/// One film.
pub(super) struct Script {
    pub(super) name: String,
    pub(super) stock: Stock,
    pub(super) shots: Vec<Take>,
    /// Before each shot but the first.
    pub(super) joins: Vec<Join>,
    /// Frames that the film fades in from black in, and out to black in; 0 for none.
    pub(super) fade_in: usize,
    pub(super) fade_out: usize,
}

/// What a whole film has in common.
#[derive(Clone, Copy)]
pub(super) struct Stock {
    pub(super) what: &'static str,
    pub(super) rate: u32,
    pub(super) repeat: Repeat,
    pub(super) colour: bool,
    /// Standard deviation of the grain, in levels.
    pub(super) grain: f32,
    pub(super) letterbox: bool,
    pub(super) gain: f32,
    /// Quality of x264.
    pub(super) crf: u32,
}

/// How frames are repeated on the grid of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Once,
    /// 25 frames a second on a grid of 50.
    Twice,
    /// 24 on a grid of 60: two, three, two, three.
    TwoThree,
}

const STOCKS: [Stock; 10] = [
    Stock {
        what: "24 fps",
        rate: 24,
        ..PLAIN
    },
    Stock {
        what: "25 fps, grain",
        grain: 5.0,
        ..PLAIN
    },
    Stock {
        what: "30 fps",
        rate: 30,
        ..PLAIN
    },
    Stock {
        what: "25 on 50 fps",
        rate: 50,
        repeat: Repeat::Twice,
        ..PLAIN
    },
    Stock {
        what: "24 on 60 fps",
        rate: 60,
        repeat: Repeat::TwoThree,
        ..PLAIN
    },
    Stock {
        what: "24 fps, black and white, grain",
        rate: 24,
        colour: false,
        grain: 6.0,
        ..PLAIN
    },
    Stock {
        what: "25 fps, dark, grain",
        gain: 0.6,
        grain: 4.0,
        ..PLAIN
    },
    Stock {
        what: "30 fps, letterbox",
        rate: 30,
        letterbox: true,
        ..PLAIN
    },
    Stock {
        what: "50 fps",
        rate: 50,
        ..PLAIN
    },
    Stock {
        what: "24 fps, black and white, low quality",
        rate: 24,
        colour: false,
        crf: 31,
        ..PLAIN
    },
];

const PLAIN: Stock = Stock {
    what: "25 fps",
    rate: 25,
    repeat: Repeat::Once,
    colour: true,
    grain: 0.0,
    letterbox: false,
    gain: 1.0,
    crf: 23,
};

/// A part of a piece, treated.
pub(super) struct Take {
    pub(super) piece: usize,
    /// Frame of the piece that the shot begins with; it goes to and fro between the piece's ends.
    pub(super) from: usize,
    pub(super) backwards: bool,
    pub(super) mirrored: bool,
    pub(super) grade: Grade,
    /// Windows at the first and the last frame; the same for a camera that stands.
    pub(super) windows: (Window, Window),
    /// Frames of the shot that are in no transition.
    pub(super) pure: usize,
    pub(super) events: Vec<Event>,
}

/// Light that comes and goes; frames count from the first pure one.
pub(super) struct Event {
    pub(super) first: usize,
    pub(super) frames: usize,
    pub(super) light: Light,
}

pub(super) enum Light {
    /// Towards white, by the share of 256 at its first frame; it dies away.
    Flash(usize),
    /// A lamp: on and off for so many frames each.
    Strobe {
        on: usize,
        off: usize,
        grade: Box<Grade>,
    },
}

/// How one shot follows another.
#[derive(Clone, Copy)]
pub(super) enum Join {
    Cut,
    Dissolve(usize),
    /// Frames out to a colour, frames that it stays, frames in from it. Either half may be 0: a cut.
    Fade {
        out: usize,
        stays: usize,
        back: usize,
        colour: Colour,
    },
}

#[derive(Clone, Copy)]
pub(super) struct Colour(u8, u8, u8);

impl Colour {
    pub(super) const BLACK: Self = Self(16, 128, 128);
    const WHITE: Self = Self(235, 128, 128);
    const RED: Self = Self(80, 100, 200);

    pub(super) fn picture(self) -> Picture {
        Picture::plain(self.0, self.1, self.2)
    }
}

/// All films of a set: `films` of `shots` shots each.
pub(super) fn scripts(set: Set, pieces: &[Piece], films: usize, shots: usize) -> Vec<Script> {
    let (seed, name) = match set {
        Set::Tune => (11, "tune"),
        Set::Report => (77, "report"),
    };
    (0..films)
        .zip(STOCKS.iter().cycle())
        .map(|(number, stock)| {
            let mut chance = Chance::new(seed * 1_000 + number as u64);
            script(
                format!("{name}-{number:02}"),
                number,
                *stock,
                pieces,
                shots,
                &mut chance,
            )
        })
        .collect()
}

fn script(
    name: String,
    number: usize,
    stock: Stock,
    pieces: &[Piece],
    shots: usize,
    chance: &mut Chance,
) -> Script {
    let mut takes: Vec<Take> = Vec::new();
    for _ in 0..shots {
        let before = takes.last().and_then(|take| pieces.get(take.piece));
        let piece = loop {
            let piece = chance.between(0, pieces.len() - 1);
            if pieces.get(piece).map(|piece| &piece.scene) != before.map(|piece| &piece.scene) {
                break piece;
            }
        };
        takes.push(take(piece, stock, pieces, chance));
    }
    let joins = (1..shots).map(|_| join(stock, chance)).collect();
    Script {
        name,
        stock,
        shots: takes,
        joins,
        fade_in: if number.is_multiple_of(3) {
            chance.between(10, 24)
        } else {
            0
        },
        fade_out: if number.is_multiple_of(2) {
            chance.between(10, 24)
        } else {
            0
        },
    }
}

fn take(piece: usize, stock: Stock, pieces: &[Piece], chance: &mut Chance) -> Take {
    let frames = pieces.get(piece).map_or(1, |piece| piece.frames.len());
    let pure = if chance.happens(10) {
        chance.between(8, 16)
    } else {
        chance.between(16, 72)
    };
    let (gain, gamma) = (stock.gain * chance.real(0.85, 1.1), chance.real(0.85, 1.2));
    let saturation = if stock.colour { chance.real(0.6, 1.2) } else { 0.0 };
    let warmth = if stock.colour { chance.real(-6.0, 6.0) } else { 0.0 };
    Take {
        piece,
        from: chance.between(0, frames - 1),
        backwards: chance.happens(40),
        mirrored: chance.happens(50),
        grade: Grade::new(gain, gamma, saturation, (-warmth, warmth)),
        windows: windows(pure, chance),
        pure,
        events: events(pure, stock, chance),
    }
}

/// A standing camera, a pan, or a zoom.
fn windows(frames: usize, chance: &mut Chance) -> (Window, Window) {
    let size = chance.real(0.45, 0.8);
    let anywhere = |size: f32, chance: &mut Chance| Window {
        left: chance.real(0.0, 1.0 - size),
        top: chance.real(0.0, 1.0 - size),
        size,
    };
    match chance.between(1, 100) {
        1..=55 => (Window::WHOLE, Window::WHOLE),
        56..=65 => {
            let still = anywhere(size, chance);
            (still, still)
        }
        66..=88 => {
            // At most 5 % of the source's width in a frame.
            let span = (1.0 - size).min(0.05 * real(frames));
            let top = chance.real(0.0, 1.0 - size);
            let one = Window { left: 0.0, top, size };
            let other = Window {
                left: span,
                top,
                size,
            };
            if chance.happens(50) {
                (one, other)
            } else {
                (other, one)
            }
        }
        _ => {
            let near = anywhere(chance.real(0.5, 0.75), chance);
            if chance.happens(50) {
                (Window::WHOLE, near)
            } else {
                (near, Window::WHOLE)
            }
        }
    }
}

fn events(pure: usize, stock: Stock, chance: &mut Chance) -> Vec<Event> {
    const CLEAR: usize = 5;
    let mut events = Vec::new();
    if pure < 30 {
        return events;
    }
    match chance.between(1, 100) {
        1..=18 => {
            for _ in 0..chance.between(1, 2) {
                let frames = chance.between(1, 3);
                events.push(Event {
                    first: chance.between(CLEAR, pure - CLEAR - frames),
                    frames,
                    light: Light::Flash(chance.between(110, 250)),
                });
            }
        }
        19..=26 => {
            let frames = chance.between(18, pure - 2 * CLEAR);
            let tint = if stock.colour {
                chance.real(-24.0, 24.0)
            } else {
                0.0
            };
            let gain = if chance.happens(50) {
                chance.real(0.25, 0.5)
            } else {
                chance.real(1.4, 2.0)
            };
            events.push(Event {
                first: chance.between(CLEAR, pure - CLEAR - frames),
                frames,
                light: Light::Strobe {
                    on: chance.between(1, 4),
                    off: chance.between(1, 4),
                    grade: Box::new(Grade::new(gain, 1.0, 1.0, (tint, -tint))),
                },
            });
        }
        _ => {}
    }
    events
}

fn join(stock: Stock, chance: &mut Chance) -> Join {
    // Repeated frames make it longer on the grid.
    let longest = if stock.repeat == Repeat::Once { 48 } else { 19 };
    let half = longest / 2;
    let colour = match chance.between(1, 10) {
        1..=7 => Colour::BLACK,
        8..=9 => Colour::WHITE,
        _ if stock.colour => Colour::RED,
        _ => Colour::BLACK,
    };
    match chance.between(1, 100) {
        1..=54 => Join::Cut,
        55..=82 => Join::Dissolve(chance.between(4, longest)),
        83..=94 => Join::Fade {
            out: chance.between(4, half),
            stays: chance.between(0, 10),
            back: chance.between(4, half),
            colour,
        },
        95..=97 => Join::Fade {
            out: chance.between(6, half),
            stays: chance.between(1, 10),
            back: 0,
            colour,
        },
        _ => Join::Fade {
            out: 0,
            stays: chance.between(1, 10),
            back: chance.between(6, half),
            colour,
        },
    }
}
