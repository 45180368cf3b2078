//! Frames of the composed films, and what is done to them: 640 x 360, planar 4:2:0, limited range.

use super::chance::Chance;

pub(super) const WIDTH: usize = 640;
pub(super) const HEIGHT: usize = 360;
const LUMA: usize = WIDTH * HEIGHT;

#[derive(Clone)]
pub(super) struct Picture(pub(super) Vec<u8>);

/// The part of a picture that fills the frame, in shares of its width and height: left, top and size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) size: f32,
}

impl Window {
    pub(super) const WHOLE: Self = Self {
        left: 0.0,
        top: 0.0,
        size: 1.0,
    };

    pub(super) fn between(self, other: Self, part: f32) -> Self {
        let mix = |one: f32, other: f32| one + (other - one) * part;
        Self {
            left: mix(self.left, other.left),
            top: mix(self.top, other.top),
            size: mix(self.size, other.size),
        }
    }
}

/// What every level becomes.
#[derive(Clone)]
pub(super) struct Grade {
    pub(super) luma: [u8; 256],
    pub(super) cb: [u8; 256],
    pub(super) cr: [u8; 256],
}

impl Grade {
    /// Luma by `gain` about black and a power of `gamma`; colour by `saturation`, and tinted.
    pub(super) fn new(gain: f32, gamma: f32, saturation: f32, tint: (f32, f32)) -> Self {
        let level = |n: usize| f32::from(u8::try_from(n).unwrap_or(u8::MAX));
        let luma = |n| 16.0 + 219.0 * ((level(n) - 16.0).max(0.0) / 219.0).powf(gamma) * gain;
        let chroma = |tint: f32| move |n: usize| 128.0 + (level(n) - 128.0) * saturation + tint;
        Self {
            luma: std::array::from_fn(|n| bounded(luma(n), 16.0, 235.0)),
            cb: std::array::from_fn(|n| bounded(chroma(tint.0)(n), 16.0, 240.0)),
            cr: std::array::from_fn(|n| bounded(chroma(tint.1)(n), 16.0, 240.0)),
        }
    }
}

fn bounded(value: f32, least: f32, most: f32) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within 8 bits"
    )]
    let level = value.clamp(least, most).round() as u8;
    level
}

impl Picture {
    pub(super) const BYTES: usize = LUMA / 2 * 3;

    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub(super) fn plain(luma: u8, cb: u8, cr: u8) -> Self {
        let mut bytes = vec![luma; LUMA];
        bytes.resize(LUMA / 4 * 5, cb);
        bytes.resize(Self::BYTES, cr);
        Self(bytes)
    }

    fn planes(&mut self) -> [(&mut [u8], usize); 3] {
        let (luma, chroma) = self.0.split_at_mut(LUMA);
        let (cb, cr) = chroma.split_at_mut(LUMA / 4);
        [(luma, WIDTH), (cb, WIDTH / 2), (cr, WIDTH / 2)]
    }

    pub(super) fn mirrored(mut self) -> Self {
        for (plane, width) in self.planes() {
            plane.chunks_exact_mut(width).for_each(<[u8]>::reverse);
        }
        self
    }

    /// What `window` shows, bilinear.
    pub(super) fn through(mut self, window: Window) -> Self {
        for (plane, width) in self.planes() {
            let source = plane.to_vec();
            let height = source.len() / width;
            let (left, top) = (window.left * real(width), window.top * real(height));
            for (y, row) in plane.chunks_exact_mut(width).enumerate() {
                let (above, under, down) = between(top + real(y) * window.size, height);
                for (x, cell) in row.iter_mut().enumerate() {
                    let (before, after, across) = between(left + real(x) * window.size, width);
                    let at = |y: usize, x: usize| f32::from(source.get(y * width + x).copied().unwrap_or(0));
                    let upper = at(above, before) + (at(above, after) - at(above, before)) * across;
                    let lower = at(under, before) + (at(under, after) - at(under, before)) * across;
                    *cell = bounded(upper + (lower - upper) * down, 0.0, 255.0);
                }
            }
        }
        self
    }

    pub(super) fn graded(mut self, grade: &Grade) -> Self {
        let [(luma, _), (cb, _), (cr, _)] = self.planes();
        for (plane, levels) in [(luma, &grade.luma), (cb, &grade.cb), (cr, &grade.cr)] {
            for cell in plane {
                *cell = levels.get(usize::from(*cell)).copied().unwrap_or(*cell);
            }
        }
        self
    }

    /// `part` of 256 of the other.
    pub(super) fn mixed(mut self, other: &Self, part: usize) -> Self {
        let part = u32::try_from(part.min(256)).unwrap_or(256);
        for (one, other) in self.0.iter_mut().zip(&other.0) {
            let sum = u32::from(*one) * (256 - part) + u32::from(*other) * part + 128;
            *one = u8::try_from(sum >> 8).unwrap_or(u8::MAX);
        }
        self
    }

    /// Black bars above and below, as of a film of 2.35 to 1.
    pub(super) fn letterboxed(mut self) -> Self {
        const BAR: usize = 44;
        for (plane, width) in self.planes() {
            let (bar, level) = if width == WIDTH {
                (BAR * width, 16)
            } else {
                (BAR / 2 * width, 128)
            };
            let end = plane.len();
            for part in [0..bar, end - bar..end] {
                if let Some(part) = plane.get_mut(part) {
                    part.fill(level);
                }
            }
        }
        self
    }

    /// Noise on luma, another on every frame.
    pub(super) fn grained(mut self, grain: &Grain, chance: &mut Chance) -> Self {
        for row in self.0.chunks_exact_mut(WIDTH).take(HEIGHT) {
            let from = chance.between(0, Grain::LENGTH - WIDTH);
            let noise = grain.0.get(from..from + WIDTH).unwrap_or_default();
            for (cell, noise) in row.iter_mut().zip(noise) {
                *cell = cell.saturating_add_signed(*noise).clamp(16, 235);
            }
        }
        self
    }
}

/// Noise of a normal distribution, to be taken from anywhere.
pub(super) struct Grain(Vec<i8>);

impl Grain {
    const LENGTH: usize = 1 << 16;

    /// `strength`: standard deviation in levels.
    pub(super) fn new(strength: f32, chance: &mut Chance) -> Self {
        let mut noise = || {
            let sum: f32 = (0..12).map(|_| chance.real(-0.5, 0.5)).sum();
            #[expect(clippy::cast_possible_truncation, reason = "six deviations of a few levels")]
            let level = (sum * strength).round() as i8;
            level
        };
        Self((0..Self::LENGTH).map(|_| noise()).collect())
    }
}

/// The two samples that a place lies between, and how far it is from the first.
fn between(place: f32, length: usize) -> (usize, usize, f32) {
    let place = place.clamp(0.0, real(length - 1));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the picture"
    )]
    let first = place as usize;
    (first, (first + 1).min(length - 1), place - real(first))
}

pub(super) fn real(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}
