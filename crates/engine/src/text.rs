use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use media::time::MediaTime;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::opening;
use crate::{Engine, EngineError, Watch};

/// One text stream of a film, as WebVTT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextExtract {
    pub source: PathBuf,
    pub container: String,
    pub stream: u32,
    /// Presentation time in the file that becomes 0 (the picture's start).
    pub start: MediaTime,
}

impl Engine {
    /// Writes the stream's cues to `out` as WebVTT, times counted from `start`.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails, as it does for subtitles that are pictures.
    pub async fn extract_text(
        &self,
        request: &TextExtract,
        out: &Path,
        watch: &Watch,
    ) -> Result<(), EngineError> {
        let mut arguments = opening(&request.container);
        let moved = MediaTime::from_micros(request.start.micros().saturating_neg()).seconds_text();
        let stream = format!("0:{}", request.stream);
        let extract = [
            "-itsoffset",
            &moved,
            "-i",
            "fd:",
            "-map",
            &stream,
            "-c:s",
            "webvtt",
            "-map_metadata",
            "-1",
            "-flags",
            "+bitexact",
            "-fflags",
            "+bitexact",
            "-f",
            "webvtt",
            "fd:",
        ];
        arguments.extend(extract.map(OsString::from));
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(request.source.clone()),
            beside: None,
            output: Output::File(out.to_owned()),
            measure: Measure::Micros,
            total: 0,
            // Reads the whole film, which may lie on a slow disk.
            time_limit: Duration::from_secs(7200),
        };
        self.run(call, watch).await?;
        Ok(())
    }
}
