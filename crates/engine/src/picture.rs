use std::path::{Path, PathBuf};

use media::facts::{FieldOrder, Transfer};
use media::time::{FrameRate, MediaTime};

use crate::{Engine, EngineError, Watch};

/// One piece of one H.264 picture rendition: frames `first_frame .. first_frame + frames` of the master's grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureEncode {
    pub source: PathBuf,
    /// Demuxer to name (`MediaFacts::container`).
    pub container: String,
    /// Stream index in the file.
    pub stream: u32,
    /// The grid that frames are laid on.
    pub rate: FrameRate,
    /// Presentation time in the file that becomes 0.
    pub start: MediaTime,
    pub first_frame: u64,
    pub frames: u64,
    /// Frames of the whole master that come from the file; black after them.
    pub source_frames: u64,
    /// The file's index can be trusted: the piece may be sought. Otherwise it is decoded from the beginning.
    pub seekable: bool,
    /// Size of the rendition in square pixels, after rotation; both even.
    pub width: u32,
    pub height: u32,
    /// Clockwise degrees to turn: 0, 90, 180, 270.
    pub rotation: u16,
    pub deinterlace: Option<FieldOrder>,
    pub tone_map: Option<Transfer>,
    pub crf: u8,
    /// Bits per second.
    pub max_rate: u32,
    /// Bits.
    pub buffer: u32,
    /// x264 names.
    pub profile: String,
    pub preset: String,
    pub gop_frames: u32,
    /// Encoder threads; part of the result, so fixed by the caller.
    pub threads: u32,
}

impl Engine {
    /// Writes the piece to `out` as a single-track fragmented MP4 for `media::join`, exactly `frames` frames with a
    /// closed GOP every `gop_frames`.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails or makes another number of frames.
    pub async fn encode_picture(
        &self,
        _request: &PictureEncode,
        _out: &Path,
        _watch: &Watch,
    ) -> Result<(), EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
