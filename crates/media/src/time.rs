//! Time that cannot go quietly wrong: an integer and the timescale that gives it meaning, never a float.

use std::cmp::Ordering;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::MediaError;

/// Units per second (ISO/IEC 14496-12, 8.4.2 `mdhd.timescale`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timescale(NonZeroU32);

impl Timescale {
    pub const MILLIS: Self = Self(NonZeroU32::new(1_000).unwrap());
    pub const MICROS: Self = Self(NonZeroU32::new(1_000_000).unwrap());

    /// # Errors
    /// [`MediaError::Time`] when `units` is 0.
    pub fn new(units: u32) -> Result<Self, MediaError> {
        NonZeroU32::new(units).map(Self).ok_or_else(|| MediaError::Time {
            what: "a timescale of 0".into(),
        })
    }

    pub fn get(self) -> u32 {
        self.0.get()
    }
}

/// A point or a length of media time: `value / timescale` seconds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct MediaTime {
    pub value: i64,
    pub timescale: Timescale,
}

/// Which way an inexact rescale goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    Down,
    Up,
    Nearest,
}

impl MediaTime {
    pub const ZERO: Self = Self {
        value: 0,
        timescale: Timescale::MICROS,
    };

    pub fn new(value: i64, timescale: Timescale) -> Self {
        Self { value, timescale }
    }

    pub fn from_millis(value: i64) -> Self {
        Self {
            value,
            timescale: Timescale::MILLIS,
        }
    }

    pub fn from_micros(value: i64) -> Self {
        Self {
            value,
            timescale: Timescale::MICROS,
        }
    }

    /// The same time in another timescale.
    ///
    /// # Errors
    /// [`MediaError::Time`] when the value does not fit 64 bits.
    pub fn rescale(self, to: Timescale, rounding: Rounding) -> Result<Self, MediaError> {
        let numerator = i128::from(self.value) * i128::from(to.get());
        let value = divide(numerator, i128::from(self.timescale.get()), rounding);
        i64::try_from(value)
            .map(|value| Self { value, timescale: to })
            .map_err(|_| MediaError::Time {
                what: format!("{value} units of 1/{} s", to.get()),
            })
    }

    /// Whole microseconds, rounded down; saturates at the ends of the range.
    pub fn micros(self) -> i64 {
        let value = divide(
            i128::from(self.value) * 1_000_000,
            i128::from(self.timescale.get()),
            Rounding::Down,
        );
        i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
    }

    /// For JSON only, never for arithmetic: seconds as the number that a program reads.
    pub fn seconds_number(self) -> f64 {
        // Of the decimal text, so that it is the nearest number there is.
        self.seconds_text().parse().unwrap_or(0.0)
    }

    /// For people and manifests only, never for arithmetic: seconds with up to six decimals, "12.5".
    pub fn seconds_text(self) -> String {
        let micros = self.micros();
        let sign = if micros < 0 { "-" } else { "" };
        let (whole, rest) = (
            micros.unsigned_abs() / 1_000_000,
            micros.unsigned_abs() % 1_000_000,
        );
        if rest == 0 {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}.{}", format!("{rest:06}").trim_end_matches('0'))
    }
}

impl PartialEq for MediaTime {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for MediaTime {}

impl PartialOrd for MediaTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for MediaTime {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.value) * i128::from(other.timescale.get());
        let right = i128::from(other.value) * i128::from(self.timescale.get());
        left.cmp(&right)
    }
}

/// The number of a frame in its track, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FrameNo(pub u64);

/// Frames per second as an exact fraction: 30000/1001, 25/1, 12/1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FrameRate {
    numerator: NonZeroU32,
    denominator: NonZeroU32,
}

impl FrameRate {
    /// # Errors
    /// [`MediaError::Time`] when either part is 0.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, MediaError> {
        let part = |n| NonZeroU32::new(n);
        match (part(numerator), part(denominator)) {
            (Some(numerator), Some(denominator)) => Ok(Self {
                numerator,
                denominator,
            }),
            _ => Err(MediaError::Time {
                what: format!("a frame rate of {numerator}/{denominator}"),
            }),
        }
    }

    pub fn numerator(self) -> u32 {
        self.numerator.get()
    }

    pub fn denominator(self) -> u32 {
        self.denominator.get()
    }

    /// The timescale in which a frame lasts exactly [`Self::denominator`] units.
    pub fn timescale(self) -> Timescale {
        Timescale(self.numerator)
    }

    /// Timescale of a picture track of this rate and the units that a frame lasts in it: the rate's own fraction,
    /// widened by a whole factor when the timescale would be under 1000 (players handle very coarse ones badly).
    ///
    /// # Errors
    /// [`MediaError::Time`] when a frame's length does not fit 32 bits (slower than one frame in weeks).
    pub fn track_timescale(self) -> Result<(Timescale, u32), MediaError> {
        let factor = 1_000u32.div_ceil(self.numerator.get());
        self.numerator
            .get()
            .checked_mul(factor)
            .zip(self.denominator.get().checked_mul(factor))
            .ok_or_else(|| MediaError::Time {
                what: format!("a frame rate of {self}"),
            })
            .and_then(|(units, frame)| Ok((Timescale::new(units)?, frame)))
    }

    /// When frame `frame` starts, exact.
    pub fn time_of(self, frame: FrameNo) -> Result<MediaTime, MediaError> {
        i64::try_from(u128::from(frame.0) * u128::from(self.denominator.get()))
            .map(|value| MediaTime {
                value,
                timescale: self.timescale(),
            })
            .map_err(|_| MediaError::Time {
                what: format!("frame {}", frame.0),
            })
    }

    /// How many frames start before `end` (the frames of a track that lasts until `end`).
    pub fn frames_before(self, end: MediaTime) -> u64 {
        let numerator = i128::from(end.value) * i128::from(self.numerator.get());
        let denominator = i128::from(end.timescale.get()) * i128::from(self.denominator.get());
        u64::try_from(divide(numerator, denominator, Rounding::Up)).unwrap_or(0)
    }

    /// Frames in `seconds`, to the nearest, at least 1.
    pub fn frames_in_seconds(self, seconds: u32) -> u32 {
        let frames = divide(
            i128::from(seconds) * i128::from(self.numerator.get()),
            i128::from(self.denominator.get()),
            Rounding::Nearest,
        );
        u32::try_from(frames).unwrap_or(u32::MAX).max(1)
    }
}

impl std::fmt::Display for FrameRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// `denominator` is always positive here.
fn divide(numerator: i128, denominator: i128, rounding: Rounding) -> i128 {
    let down = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    match rounding {
        Rounding::Down => down,
        Rounding::Up => down + i128::from(rest > 0),
        Rounding::Nearest => down + i128::from(rest * 2 >= denominator),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ntsc_frames_are_exact_after_hours() {
        let rate = FrameRate::new(30_000, 1_001).unwrap();
        let time = rate.time_of(FrameNo(1_000_000)).unwrap();
        assert_eq!(
            time,
            MediaTime::new(1_001_000_000, Timescale::new(30_000).unwrap())
        );
        assert_eq!(rate.frames_before(time), 1_000_000);
        assert_eq!(rate.frames_in_seconds(4), 120);
    }

    #[test]
    fn rescale_rounds_the_way_it_is_told() {
        let time = MediaTime::new(1, Timescale::new(3).unwrap());
        let to = Timescale::MILLIS;
        assert_eq!(time.rescale(to, Rounding::Down).unwrap().value, 333);
        assert_eq!(time.rescale(to, Rounding::Up).unwrap().value, 334);
        assert_eq!(
            MediaTime::new(-1, Timescale::new(3).unwrap())
                .rescale(to, Rounding::Down)
                .unwrap()
                .value,
            -334
        );
        assert_eq!(MediaTime::from_millis(-1_500).seconds_text(), "-1.5");
    }
}
