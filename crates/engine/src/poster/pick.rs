use std::path::Path;

use super::{PosterCandidate, PosterRequest};
use crate::{Engine, EngineError, Watch};

impl Engine {
    /// Takes one frame, written into `folder`, which exists; the last one for a frame after it. A photograph is a film of
    /// one frame. Nothing that the file says besides its picture (place, camera) is in the JPEG.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails; [`EngineError::Refused`] when that frame cannot be decoded.
    pub async fn take_frame(
        &self,
        request: &PosterRequest,
        frame: u64,
        folder: &Path,
        watch: &Watch,
    ) -> Result<PosterCandidate, EngineError> {
        if request.reading.source_frames == 0 {
            return Err(EngineError::Request("a frame of a film without frames".into()));
        }
        let stream = request.reading.stream(self).await?;
        let frame = frame.min(request.reading.source_frames - 1);
        let found = self.look_at(request, &stream, &[frame], folder, watch).await?;
        found.into_iter().next().ok_or_else(|| {
            EngineError::refused("This frame cannot be decoded; choose one a little earlier or later.")
        })
    }
}
