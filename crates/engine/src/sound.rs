use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use media::time::{MediaTime, Rounding, Timescale};

use crate::child::{Call, Measure, Output, Program};
use crate::frames::opening;
use crate::{Engine, EngineError, Watch};

/// One AAC-LC sound rendition, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundEncode {
    pub source: PathBuf,
    pub container: String,
    pub stream: u32,
    /// 1, 2 or 6.
    pub channels: u16,
    pub sample_rate: u32,
    /// Where the stream's first played sample lies on the master's time line: positive is padded with silence,
    /// negative is trimmed.
    pub offset: MediaTime,
    /// Length of the master; the sound is padded or cut to it exactly.
    pub length: MediaTime,
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
        let mut arguments = opening(&request.container);
        arguments.extend(["-threads", &self.threads(), "-i", "fd:"].map(OsString::from));
        arguments.extend(request.encoder(&request.filters()?));
        let micros = u64::try_from(request.length.micros()).unwrap_or(0);
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(request.source.clone()),
            output: Output::File(out.to_owned()),
            measure: Measure::Micros,
            total: micros,
            // Slower than it plays: something is stuck.
            time_limit: Duration::from_micros(micros).saturating_add(Duration::from_secs(600)),
        };
        self.run(call, watch).await?;
        Ok(())
    }
}

impl SoundEncode {
    /// The master's time line in samples, from 0 to its exact length.
    fn filters(&self) -> Result<String, EngineError> {
        let layout = match self.channels {
            1 => "mono",
            2 => "stereo",
            6 => "5.1",
            other => return Err(EngineError::Request(format!("{other} channels of sound"))),
        };
        let rate = self.sample_rate;
        let scale = Timescale::new(rate)?;
        let length = self.length.rescale(scale, Rounding::Up)?.value;
        if length <= 0 {
            return Err(EngineError::Request("sound of no length".into()));
        }
        let offset = self.offset.rescale(scale, Rounding::Nearest)?.value;
        let moved = match offset {
            0 => String::new(),
            late if late > 0 => format!("adelay=delays={late}S:all=1,"),
            early => format!(
                "atrim=start_sample={},asetpts=PTS-STARTPTS,",
                early.unsigned_abs()
            ),
        };
        // Gaps in the file's own time line are filled, so that sound stays with its picture; nothing is stretched.
        Ok(format!(
            "asetpts=PTS-STARTPTS,aresample={rate}:async=1:min_hard_comp=0.05:first_pts=0,\
             aformat=sample_rates={rate}:channel_layouts={layout},asetpts=N,{moved}\
             apad=whole_len={length},atrim=end_sample={length}"
        ))
    }

    fn encoder(&self, filters: &str) -> Vec<OsString> {
        [
            "-map",
            &format!("0:{}", self.stream),
            "-af",
            filters,
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
        .into()
    }
}
