use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use media::time::{MediaTime, Timescale};

use crate::child::{Call, Measure, Output, Program};
use crate::decode::FrameList;
use crate::frames::opening;
use crate::{DecodedUnit, Engine, EngineError, Watch};

/// Where one track of a damaged file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolesRequest {
    pub file: PathBuf,
    /// Demuxer to name.
    pub container: String,
    pub stream: u32,
    pub is_sound: bool,
    /// Without something decoded for longer than this, it is a hole.
    pub longest_step: MediaTime,
    /// When the track ends, in the file's own time, where that is known: what is missing at the end is a hole too.
    pub end: Option<MediaTime>,
}

/// From when to when nothing whole was decoded, in the file's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hole {
    pub start: MediaTime,
    pub end: MediaTime,
}

impl Engine {
    /// Decodes the track from end to end once more, this time without anything that is not whole, and answers what is
    /// missing. For tapes of which decoding complained.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails otherwise than by the damage.
    pub async fn holes(&self, request: &HolesRequest, watch: &Watch) -> Result<Vec<Hole>, EngineError> {
        let length = std::fs::metadata(&request.file)
            .map_err(EngineError::file(&request.file))?
            .len();
        let mut list = FrameList::default();
        let mut sink = |bytes: &[u8]| {
            list.take(bytes);
            Ok(())
        };
        let call = Call {
            program: Program::Ffmpeg,
            arguments: request.arguments(&self.threads()),
            input: Some(request.file.clone()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 0,
            time_limit: Duration::from_secs(600 + length / 20_000),
        };
        match self.run(call, watch).await {
            // It gave up at the damage; what came before counts.
            Ok(_) | Err(EngineError::Failed { .. }) => {}
            Err(error) => return Err(error),
        }
        let decoded = list.finish(Vec::new());
        let (unit, second) = decoded.timescale;
        let scale = Timescale::new(second)?;
        let time = |value: i64| MediaTime::new(value.saturating_mul(i64::from(unit)), scale);
        Ok(request.missing(&decoded.units, time))
    }
}

impl HolesRequest {
    fn arguments(&self, threads: &str) -> Vec<OsString> {
        let mut arguments = opening(&self.container);
        let stream = format!("0:{}", self.stream);
        let read = [
            "-threads",
            threads,
            "-err_detect",
            "crccheck+bitstream+buffer+explode",
            "-noautorotate",
            "-i",
            "fd:",
            "-map",
            &stream,
        ];
        // Only the times are wanted of what comes out.
        let made: &[&str] = if self.is_sound {
            &["-ac", "1", "-c:a", "pcm_s16le"]
        } else {
            &[
                "-vf",
                "scale=16:16:flags=neighbor",
                "-fps_mode",
                "passthrough",
                "-c:v",
                "rawvideo",
            ]
        };
        let written = ["-max_error_rate", "1", "-f", "framemd5", "pipe:1"];
        let all = read.iter().chain(made).chain(&written);
        arguments.extend(all.map(OsString::from));
        arguments
    }

    fn missing(&self, units: &[DecodedUnit], time: impl Fn(i64) -> MediaTime) -> Vec<Hole> {
        let mut spans: Vec<(MediaTime, MediaTime)> = units
            .iter()
            .map(|unit| (time(unit.time), time(unit.time.saturating_add(unit.duration))))
            .collect();
        spans.sort_unstable();
        let longest = self.longest_step.micros();
        let mut holes = Vec::new();
        let mut add = |start: MediaTime, next: MediaTime, end: MediaTime| {
            if next.micros().saturating_sub(start.micros()) > longest {
                holes.push(Hole {
                    start: end,
                    end: next,
                });
            }
        };
        for pair in spans.windows(2) {
            if let [(start, end), (next, _)] = pair {
                // A length that the file does not tell is no hole.
                add(*start, *next, (*end).max(*start));
            }
        }
        if let (Some((start, end)), Some(last)) = (spans.last(), self.end) {
            add(*start, last, *end);
        }
        holes
    }
}
