use std::path::{Path, PathBuf};

use media::facts::{FieldOrder, Transfer};
use media::time::{FrameRate, MediaTime};

use crate::{Engine, EngineError, Watch};

/// Small pictures for the seek bar, laid out on sheets: picture `i` shows frame `i * every_frames`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillsRequest {
    pub source: PathBuf,
    pub container: String,
    pub stream: u32,
    pub rate: FrameRate,
    pub start: MediaTime,
    /// Frames that come from the file; pictures after them are black.
    pub source_frames: u64,
    pub rotation: u16,
    pub deinterlace: Option<FieldOrder>,
    pub tone_map: Option<Transfer>,
    pub every_frames: u32,
    /// Size of one small picture.
    pub width: u32,
    pub height: u32,
    pub columns: u32,
    pub rows: u32,
    /// Small pictures in all.
    pub count: u32,
    /// Decode sync samples only: many times faster, each picture is then the last sync sample before its time.
    pub keys_only: bool,
}

/// One JPEG with up to `columns * rows` small pictures, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillsSheet {
    pub path: PathBuf,
    /// Number of the first small picture on it.
    pub first: u32,
    /// Small pictures on it; the rest of the last sheet is black.
    pub count: u32,
}

impl Engine {
    /// Writes `sheet-0001.jpg`, `sheet-0002.jpg`, ... into `folder`, which exists.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn take_stills(
        &self,
        _request: &StillsRequest,
        _folder: &Path,
        _watch: &Watch,
    ) -> Result<Vec<StillsSheet>, EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
