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

/// How a film is read so that every encode sees the same frames and samples. All tracks start at time 0 and last
/// `frames` picture frames.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConformSheet {
    /// Demuxer to name when the file is opened.
    pub container: String,
    pub picture: PictureConform,
    pub sounds: Vec<SoundConform>,
    pub texts: Vec<TextConform>,
    /// What differs from the file as it came, in sentences for the report.
    pub notes: Vec<String>,
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
