use media::facts::{FieldOrder, Transfer};
use media::time::{FrameRate, MediaTime};
use serde::{Deserialize, Serialize};

use crate::id::{AssetId, MasterId, TitleId};
use crate::{Digest, Instant};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Master {
    pub id: MasterId,
    pub title: TitleId,
    /// The finished film that this master is, by reference.
    pub asset: AssetId,
    /// Vault object of the asset.
    pub source: Digest,
    /// 1, 2, ...: the newest is what a release shows.
    pub revision: u32,
    pub sheet: ConformSheet,
    pub made: Instant,
}

/// How a film, or a sound without a picture, is read so that every encode sees the same frames and samples. All tracks
/// start at time 0 and last as long as the reel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConformSheet {
    /// Demuxer to name when the file is opened.
    pub container: String,
    #[serde(flatten)]
    pub reel: Reel,
    pub sounds: Vec<SoundConform>,
    pub texts: Vec<TextConform>,
    /// What differs from the file as it came, in sentences for the report.
    pub notes: Vec<String>,
}

/// What the master's time line is counted by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reel {
    Picture(PictureConform),
    /// Nothing is seen: a song, a talk.
    SoundAlone(SoundReel),
}

/// The time line of a sound without a picture, in samples: it ends with its sound and not with a picture's frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundReel {
    /// Samples a second, as a rate: a frame of it is a sample.
    pub rate: FrameRate,
    /// Samples of the master.
    pub frames: u64,
    /// Time in the file that becomes 0.
    pub start: MediaTime,
    /// The cover that the file brings, as a film of one frame.
    pub cover: Option<PictureConform>,
}

impl ConformSheet {
    /// `None` where nothing is seen.
    pub fn picture(&self) -> Option<&PictureConform> {
        match &self.reel {
            Reel::Picture(picture) => Some(picture),
            Reel::SoundAlone(_) => None,
        }
    }

    /// What `frames` are counted at.
    pub fn rate(&self) -> FrameRate {
        match &self.reel {
            Reel::Picture(picture) => picture.rate,
            Reel::SoundAlone(sound) => sound.rate,
        }
    }

    pub fn frames(&self) -> u64 {
        match &self.reel {
            Reel::Picture(picture) => picture.frames,
            Reel::SoundAlone(sound) => sound.frames,
        }
    }

    /// Time in the file that becomes 0.
    pub fn start(&self) -> MediaTime {
        match &self.reel {
            Reel::Picture(picture) => picture.start,
            Reel::SoundAlone(sound) => sound.start,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureConform {
    pub stream: u32,
    /// Constant rate of all renditions; a variable rate is laid on this grid.
    pub rate: FrameRate,
    /// Frames of the master, black ones at the end included.
    pub frames: u64,
    /// Frames that come from the file; the rest, up to `frames`, is black (longer sound runs over black).
    pub source_frames: u64,
    /// Presentation time in the file that becomes 0.
    pub start: MediaTime,
    /// Shown size in square pixels, after rotation and pixel aspect; both even.
    pub width: u32,
    pub height: u32,
    pub rotation: u16,
    /// Deinterlace from this order; `None` leaves the picture alone.
    pub deinterlace: Option<FieldOrder>,
    /// Tone-map from this transfer to BT.709 SDR.
    pub tone_map: Option<Transfer>,
    /// The file's index can be trusted for seeking, so that a piece may start in the middle.
    pub seekable: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundConform {
    pub stream: u32,
    /// Channels as encoded: 1, 2 or 6.
    pub channels: u16,
    pub sample_rate: u32,
    /// Where the file's first sample lies on the master's time line: positive is padded with silence, negative is
    /// trimmed.
    pub offset: MediaTime,
    /// BCP 47; "und" when unknown.
    pub language: String,
    pub title: Option<String>,
    pub default: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextConform {
    pub source: TextSource,
    /// BCP 47; "und" when unknown.
    pub language: String,
    pub title: Option<String>,
    pub forced: bool,
    pub hearing_impaired: bool,
    pub default: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    /// A text stream of the film.
    Stream(u32),
    /// A subtitle file in the vault.
    File(Digest),
}
