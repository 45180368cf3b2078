//! What a probe says about a file: plain facts, no judgement. The engine fills them, the house reads them.

use serde::{Deserialize, Serialize};

use crate::time::{FrameRate, MediaTime};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaFacts {
    /// The demuxer's own name ("mov,mp4,m4a,3gp,3g2,mj2"); handed back to the engine when the file is read again.
    pub container: String,
    pub duration: Option<MediaTime>,
    pub bit_rate: Option<u64>,
    pub pictures: Vec<PictureStream>,
    pub sounds: Vec<SoundStream>,
    pub texts: Vec<TextStream>,
    /// The file is a still picture (photo, notebook page), not a film.
    pub still: bool,
}

impl MediaFacts {
    /// It lasts: a film or a sound, no still and no text.
    pub fn moves_or_sounds(&self) -> bool {
        let is_empty = self.pictures.is_empty() && self.sounds.is_empty();
        !self.still && !is_empty
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureStream {
    /// Stream index in the file.
    pub index: u32,
    pub codec: String,
    /// Coded size in pixels, before rotation and before the sample aspect ratio is applied.
    pub width: u32,
    pub height: u32,
    /// Sample (pixel) aspect ratio; (1, 1) when unknown.
    pub sample_aspect: (u32, u32),
    /// Clockwise degrees by which the picture must be turned for showing: 0, 90, 180 or 270.
    pub rotation: u16,
    pub average_rate: Option<FrameRate>,
    /// The lowest rate at which all time stamps fall on a frame (ffprobe `r_frame_rate`).
    pub base_rate: Option<FrameRate>,
    /// `None` when the file does not say.
    pub field_order: Option<FieldOrder>,
    pub pixel_format: String,
    pub bit_depth: u8,
    pub transfer: Transfer,
    pub primaries: Option<String>,
    pub matrix: Option<String>,
    pub full_range: bool,
    pub start: Option<MediaTime>,
    pub duration: Option<MediaTime>,
    /// Frames as counted by the container, when it counts.
    pub frames: Option<u64>,
    /// A cover picture, not a film.
    pub attached_picture: bool,
    pub default: bool,
    pub language: Option<String>,
}

impl PictureStream {
    /// Frames in a second, as people are told. No average is faster than the rate at which all time stamps fall on a frame; the
    /// probe says one of raw DV, where it takes the clock for it.
    pub fn told_rate(&self) -> Option<FrameRate> {
        let cross =
            |one: FrameRate, other: FrameRate| u64::from(one.numerator()) * u64::from(other.denominator());
        match (self.average_rate, self.base_rate) {
            (Some(average), Some(base)) if cross(average, base) > cross(base, average) => Some(base),
            (average, base) => average.or(base),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldOrder {
    Progressive,
    TopFirst,
    BottomFirst,
}

/// Transfer characteristics as far as they change what the encoder must do (ITU-T H.273).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    Sdr,
    Pq,
    Hlg,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundStream {
    pub index: u32,
    pub codec: String,
    pub channels: u16,
    /// "stereo", "5.1", ... when the file says.
    pub layout: Option<String>,
    pub sample_rate: u32,
    pub start: Option<MediaTime>,
    pub duration: Option<MediaTime>,
    /// BCP 47 or ISO 639 as found; `None` for "und".
    pub language: Option<String>,
    pub title: Option<String>,
    pub default: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextStream {
    pub index: u32,
    pub codec: String,
    pub language: Option<String>,
    pub title: Option<String>,
    pub default: bool,
    pub forced: bool,
    pub hearing_impaired: bool,
    /// Pictures of text (DVD, PGS) rather than text.
    pub bitmap: bool,
}

/// What a walk over a stream's packets found (nothing is decoded).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackTiming {
    /// Stream index in the file.
    pub stream: u32,
    pub packets: u64,
    /// Earliest presentation time.
    pub first: MediaTime,
    /// End of the packet that is shown last.
    pub end: MediaTime,
    /// Shortest and longest distance between neighbours in presentation order; equal when the rate is constant.
    pub shortest_step: MediaTime,
    pub longest_step: MediaTime,
}

/// A file looked over whole: its facts, its tracks' timing, and what was wrong on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    pub facts: MediaFacts,
    pub timings: Vec<TrackTiming>,
    /// The demuxer's complaints in its own words; empty for a sound file.
    pub complaints: Vec<String>,
    /// The file ends before its own structure says (or a track ends long before the container's duration).
    pub truncated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_of_raw_dv_is_no_rate() {
        let rate = |numerator, denominator| FrameRate::new(numerator, denominator).ok();
        let told = |average_rate, base_rate| {
            let stream = PictureStream {
                index: 0,
                codec: "dvvideo".into(),
                width: 720,
                height: 576,
                sample_aspect: (16, 15),
                rotation: 0,
                average_rate,
                base_rate,
                field_order: None,
                pixel_format: "yuv420p".into(),
                bit_depth: 8,
                transfer: Transfer::Sdr,
                primaries: None,
                matrix: None,
                full_range: false,
                start: None,
                duration: None,
                frames: None,
                attached_picture: false,
                default: true,
                language: None,
            };
            stream.told_rate()
        };
        assert_eq!(told(rate(60_000, 1), rate(25, 1)), rate(25, 1));
        assert_eq!(
            told(rate(24_000, 1_001), rate(24_000, 1_001)),
            rate(24_000, 1_001)
        );
        assert_eq!(told(rate(20, 1), rate(30, 1)), rate(20, 1), "it truly varies");
        assert_eq!(told(None, rate(30, 1)), rate(30, 1));
        assert_eq!(told(None, None), None);
    }
}
