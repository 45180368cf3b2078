use house::master::PictureConform;
use serde::{Deserialize, Serialize};

/// How the stills of a film's seek bar are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeekStills {
    pub every_frames: u32,
    /// Size of one still.
    pub width: u32,
    pub height: u32,
    pub columns: u32,
    pub rows: u32,
    /// Stills in all.
    pub count: u32,
    /// Long films are not decoded whole for pictures of this size.
    pub keys_only: bool,
}

/// A still as large as fits into this.
const TILE: (u32, u32) = (240, 135);
const COLUMNS: u32 = 5;
const ROWS: u32 = 5;
/// Stills of a film at most; a two-hour film gets one every ten seconds.
const MOST: u64 = 720;
/// Films longer than this many seconds give only their sync samples.
const LONG_SECONDS: u32 = 600;

impl SeekStills {
    pub fn of(picture: &PictureConform) -> Self {
        let frames = picture.frames.max(1);
        let second = u64::from(picture.rate.frames_in_seconds(1));
        let seconds_apart = frames.div_ceil(MOST).div_ceil(second).max(1);
        let every = second * seconds_apart;
        let (width, height) = fit(picture.width, picture.height, TILE);
        Self {
            every_frames: u32::try_from(every).unwrap_or(u32::MAX),
            width,
            height,
            columns: COLUMNS,
            rows: ROWS,
            count: u32::try_from(frames.div_ceil(every)).unwrap_or(u32::MAX),
            keys_only: frames > u64::from(picture.rate.frames_in_seconds(LONG_SECONDS)),
        }
    }
}

/// The largest even size of this shape that lies within `most`, never larger than the picture itself.
pub fn fit(width: u32, height: u32, most: (u32, u32)) -> (u32, u32) {
    let (w, h) = (u64::from(width.max(2)), u64::from(height.max(2)));
    let (most_w, most_h) = (u64::from(most.0).min(w), u64::from(most.1).min(h));
    let (fit_w, fit_h) = if w * most_h > h * most_w {
        (most_w, h * most_w / w)
    } else {
        (w * most_h / h, most_h)
    };
    (even(fit_w), even(fit_h))
}

fn even(size: u64) -> u32 {
    u32::try_from(size & !1).unwrap_or(u32::MAX - 1).max(2)
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn stills_keep_the_films_shape() {
        assert_eq!(fit(1920, 1080, (240, 135)), (240, 134));
        assert_eq!(fit(720, 1280, (240, 135)), (74, 134));
        assert_eq!(fit(2048, 858, (240, 135)), (240, 100));
        assert_eq!(fit(160, 120, (240, 135)), (160, 120));
        assert_eq!(fit(16_384, 16, (240, 135)), (240, 2));
    }
}
