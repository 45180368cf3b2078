use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use media::time::MediaTime;

use crate::child::{BESIDE, Call, Measure, Output, Program};
use crate::frames::opening;
use crate::{Engine, EngineError, Watch};

/// A picture and a sound that were made apart, as one MP4 that plays by itself. Both are fragmented MP4s of one track; one
/// of them may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mux {
    pub picture: Option<PathBuf>,
    pub sound: Option<PathBuf>,
    pub length: MediaTime,
}

impl Engine {
    /// Writes both into `out`, nothing encoded again. The index lies at the end: it is asked for by its range.
    ///
    /// # Errors
    /// [`EngineError::Request`] without a track; [`EngineError::Failed`] when ffmpeg fails.
    pub async fn mux(&self, request: &Mux, out: &Path, watch: &Watch) -> Result<(), EngineError> {
        self.run(request.call(out)?, watch).await?;
        Ok(())
    }
}

impl Mux {
    fn call<'a>(&self, out: &Path) -> Result<Call<'a>, EngineError> {
        let mut files = self.picture.iter().chain(&self.sound).cloned();
        let (input, beside) = (files.next(), files.next());
        if input.is_none() {
            return Err(EngineError::Request("a file of no tracks".into()));
        }
        let mut arguments = opening("mp4");
        arguments.extend(["-i", "fd:"].map(OsString::from));
        if beside.is_some() {
            let descriptor = BESIDE.to_string();
            let second = [
                "-protocol_whitelist",
                "fd",
                "-f",
                "mp4",
                "-fd",
                &descriptor,
                "-i",
                "fd:",
            ];
            arguments.extend(second.map(OsString::from));
            arguments.extend(["-map", "0:v", "-map", "1:a"].map(OsString::from));
        }
        let written = [
            "-c",
            "copy",
            "-map_metadata",
            "-1",
            "-fflags",
            "+bitexact",
            "-f",
            "mp4",
            "fd:",
        ];
        arguments.extend(written.map(OsString::from));
        let micros = u64::try_from(self.length.micros()).unwrap_or(0);
        Ok(Call {
            program: Program::Ffmpeg,
            arguments,
            input,
            beside,
            output: Output::File(out.to_owned()),
            measure: Measure::Micros,
            total: micros,
            // Slower than it plays: something is stuck.
            time_limit: Duration::from_micros(micros).saturating_add(Duration::from_secs(600)),
        })
    }
}
