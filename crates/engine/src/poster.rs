use std::path::{Path, PathBuf};

use media::facts::{FieldOrder, Transfer};
use media::time::{FrameRate, MediaTime};

use crate::{Engine, EngineError, Watch};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosterRequest {
    pub source: PathBuf,
    pub container: String,
    pub stream: u32,
    pub rate: FrameRate,
    pub start: MediaTime,
    pub source_frames: u64,
    pub seekable: bool,
    pub rotation: u16,
    pub deinterlace: Option<FieldOrder>,
    pub tone_map: Option<Transfer>,
    /// Size of the poster.
    pub width: u32,
    pub height: u32,
    /// How many candidates to bring; spread over the film.
    pub candidates: u32,
}

/// A frame that could be the poster, with measures of its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosterCandidate {
    /// A JPEG.
    pub path: PathBuf,
    /// Frame of the master's grid.
    pub frame: u64,
    /// Mean luma, 0 (black) to 255 (white).
    pub luma: u8,
    /// Standard deviation of luma, 0 (one tone) to 127.
    pub contrast: u8,
    /// Mean step between neighbouring pixels, in hundredths of a luma step: how much there is to see.
    pub detail: u32,
    /// Mean colour, for the page's accent.
    pub colour: [u8; 3],
}

impl PosterCandidate {
    /// Too dark or too even to tell the film by.
    pub fn is_blank(&self) -> bool {
        self.luma < 24 || self.contrast < 8
    }
}

impl Engine {
    /// Brings candidates, best first, written into `folder`, which exists. Blank frames are left out while there is
    /// any other; a film with nothing but blank frames gets one painted card, so a poster is never black.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn take_poster(
        &self,
        _request: &PosterRequest,
        _folder: &Path,
        _watch: &Watch,
    ) -> Result<Vec<PosterCandidate>, EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
