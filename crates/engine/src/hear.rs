use std::ffi::OsString;

use crate::child::Output;
use crate::{Engine, EngineError, SoundReading, Watch};

/// Bytes of one sample.
const SAMPLE: usize = size_of::<f32>();

impl Engine {
    /// Decodes a sound track and hands its samples over in order, channels interleaved, full scale 1.0; a run is a
    /// whole number of sample frames. The time line is the reading's: exactly its length.
    ///
    /// Returns what the decoder complained of: the last hundred lines, empty for a sound file.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails; what `take` answers.
    pub async fn hear(
        &self,
        reading: &SoundReading,
        mut take: impl FnMut(&[f32]) -> Result<(), EngineError> + Send,
        watch: &Watch,
    ) -> Result<Vec<String>, EngineError> {
        let written = [
            "-max_error_rate",
            "1",
            "-c:a",
            "pcm_f32le",
            "-f",
            "f32le",
            "pipe:1",
        ]
        .map(OsString::from);
        let frame = SAMPLE * usize::from(reading.channels);
        let mut rest: Vec<u8> = Vec::new();
        let mut samples: Vec<f32> = Vec::new();
        let mut sink = |bytes: &[u8]| {
            rest.extend_from_slice(bytes);
            let whole = rest.len() - rest.len() % frame;
            samples.clear();
            let words = rest.get(..whole).unwrap_or_default().as_chunks::<SAMPLE>().0;
            samples.extend(words.iter().map(|word| f32::from_le_bytes(*word)));
            rest.drain(..whole);
            take(&samples)
        };
        let call = reading.call(self, written, Output::Sink(&mut sink))?;
        Ok(self.run(call, watch).await?.messages)
    }
}
