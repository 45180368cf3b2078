use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use media::time::{MediaTime, Rounding, Timescale};

use crate::child::{Call, Measure, Output, Program};
use crate::frames::{PREROLL_MICROS, opening, seek_to};
use crate::{Engine, EngineError};

/// How a sound track is read, whatever becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundReading {
    pub source: PathBuf,
    pub container: String,
    pub stream: u32,
    /// 1, 2 or 6.
    pub channels: u16,
    pub sample_rate: u32,
    /// Where the stream's first played sample lies on the time line: positive is padded with silence, negative is
    /// trimmed.
    pub offset: MediaTime,
    /// Length of the time line; the sound is padded or cut to it exactly.
    pub length: MediaTime,
    /// Presentation time in the file of that first played sample, where the file's index can be trusted: what `offset`
    /// trims is then sought past. Otherwise it is decoded and thrown away.
    pub first: Option<MediaTime>,
}

impl SoundReading {
    /// ffmpeg from the file through the time line to `written`.
    pub(crate) fn call<'a>(
        &self,
        engine: &Engine,
        written: impl IntoIterator<Item = OsString>,
        output: Output<'a>,
    ) -> Result<Call<'a>, EngineError> {
        let mut arguments = opening(&self.container);
        arguments.extend(["-threads", &engine.threads()].map(OsString::from));
        if let Some(zero) = self.sought_zero() {
            // What is decoded on the way is dropped by the filters; what a decoder says after a leap is not right at once.
            let time = zero.micros().saturating_sub(PREROLL_MICROS);
            arguments.extend(seek_to(MediaTime::from_micros(time)));
        }
        arguments.extend(["-i", "fd:"].map(OsString::from));
        let stream = format!("0:{}", self.stream);
        arguments.extend(["-map", &stream, "-af", &self.filters()?].map(OsString::from));
        arguments.extend(written);
        let micros = u64::try_from(self.length.micros()).unwrap_or(0);
        Ok(Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(self.source.clone()),
            beside: None,
            output,
            measure: Measure::Micros,
            total: micros,
            // Slower than it plays: something is stuck.
            time_limit: Duration::from_micros(micros).saturating_add(Duration::from_secs(600)),
        })
    }

    /// Time in the file at which the time line begins, where it is sought; `None` where nothing is won by that, or the
    /// file cannot be sought.
    fn sought_zero(&self) -> Option<MediaTime> {
        let first = self.first?.micros();
        let early = self.offset.micros().saturating_neg();
        (early > PREROLL_MICROS).then(|| MediaTime::from_micros(first.saturating_add(early)))
    }

    /// The time line in samples, from 0 to its exact length.
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
        // A decoder that leapt does not say where the stream began, but when its samples are due.
        let (zero, moved) = match self.sought_zero() {
            Some(zero) => (format!("round({}/(1000000*TB))", zero.micros()), String::new()),
            None => ("STARTPTS".to_owned(), moved),
        };
        // Gaps in the file's own time line are filled, so that sound stays with its picture; nothing is stretched.
        Ok(format!(
            "asetpts=PTS-{zero},aresample={rate}:async=1:min_hard_comp=0.05:first_pts=0,\
             aformat=sample_rates={rate}:channel_layouts={layout},asetpts=N,{moved}\
             apad=whole_len={length},atrim=end_sample={length}"
        ))
    }
}
