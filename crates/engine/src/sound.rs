use std::ffi::OsString;
use std::path::Path;

use crate::child::Output;
use crate::{Engine, EngineError, SoundReading, Watch};

/// One AAC-LC sound rendition, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundEncode {
    pub reading: SoundReading,
    /// Bits per second.
    pub bit_rate: u32,
}

impl Engine {
    /// Writes a single-track fragmented MP4 whose only edit skips the encoder's priming. The same request gives the
    /// same bytes.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn encode_sound(
        &self,
        request: &SoundEncode,
        out: &Path,
        watch: &Watch,
    ) -> Result<(), EngineError> {
        let output = Output::File(out.to_owned());
        let call = request.reading.call(self, request.encoder(), output)?;
        self.run(call, watch).await?;
        Ok(())
    }
}

impl SoundEncode {
    fn encoder(&self) -> [OsString; 21] {
        [
            "-c:a",
            "aac",
            "-b:a",
            &self.bit_rate.to_string(),
            "-threads",
            "1",
            "-map_metadata",
            "-1",
            "-map_chapters",
            "-1",
            "-flags:a",
            "+bitexact",
            "-fflags",
            "+bitexact",
            "-movflags",
            "+empty_moov+delay_moov+default_base_moof+skip_trailer",
            "-frag_duration",
            "4000000",
            "-f",
            "mp4",
            "fd:",
        ]
        .map(OsString::from)
    }
}
