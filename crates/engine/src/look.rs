use std::ffi::OsString;
use std::time::Duration;

use media::frames::Planes;
use media::time::FrameNo;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::{Reading, Target, convert};
use crate::{Engine, EngineError, Watch};

/// All frames of a run, made small, for looking at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRequest {
    pub reading: Reading,
    pub first_frame: u64,
    /// At least 1; no more than the reading has.
    pub frames: u64,
    /// Size of the small picture as it is shown, upright; both even.
    pub width: u32,
    pub height: u32,
}

impl Engine {
    /// Decodes a run of frames and hands them over in order, one for each frame number: BT.709, limited range. Fields
    /// are left as they are; at this size they are one picture.
    ///
    /// Returns what the decoder complained of: the last hundred lines, empty for a sound file.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails or the file holds fewer frames; what `take` answers.
    pub async fn look(
        &self,
        request: &LookRequest,
        mut take: impl FnMut(FrameNo, Planes<'_>) -> Result<(), EngineError> + Send,
        watch: &Watch,
    ) -> Result<Vec<String>, EngineError> {
        let (width, height) = request.size()?;
        let arguments = request.arguments(self).await?;
        let length = Planes::bytes_of(width, height);
        let mut picture: Vec<u8> = Vec::with_capacity(length);
        let mut next = request.first_frame;
        let mut sink = |mut bytes: &[u8]| {
            while !bytes.is_empty() {
                let missing = length.saturating_sub(picture.len()).min(bytes.len());
                let (now, later) = bytes.split_at(missing);
                picture.extend_from_slice(now);
                bytes = later;
                if picture.len() == length {
                    if let Some(planes) = Planes::split(width, height, &picture) {
                        take(FrameNo(next), planes)?;
                    }
                    next += 1;
                    picture.clear();
                }
            }
            Ok(())
        };
        let decoded = if request.reading.seekable {
            request.frames
        } else {
            request.first_frame + request.frames
        };
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(request.reading.source.clone()),
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: request.frames,
            // Slower than five frames a second: something is stuck.
            time_limit: Duration::from_secs(600 + decoded / 5),
        };
        let ended = self.run(call, watch).await?;
        let seen = next - request.first_frame;
        if seen == request.frames {
            return Ok(ended.messages);
        }
        Err(EngineError::Failed {
            program: "ffmpeg",
            how: format!("gave {seen} frames of {}", request.frames),
            command: format!("a look at {}", request.reading.source.display()),
            tail: ended.messages.join("\n"),
        })
    }
}

impl LookRequest {
    fn size(&self) -> Result<(usize, usize), EngineError> {
        let even = |size: u32| {
            usize::try_from(size)
                .ok()
                .filter(|size| *size >= 2 && size % 2 == 0)
        };
        match (even(self.width), even(self.height)) {
            (Some(width), Some(height)) if self.frames > 0 && self.reading.source_frames > 0 => {
                Ok((width, height))
            }
            _ => Err(EngineError::Request("a look at nothing".into())),
        }
    }

    async fn arguments(&self, engine: &Engine) -> Result<Vec<OsString>, EngineError> {
        let reading = Reading {
            deinterlace: None,
            ..self.reading.clone()
        };
        let stream = reading.stream(engine).await?;
        let from = reading.seekable.then_some(self.first_frame);
        let (mut arguments, sought) = reading.input(&engine.threads(), from, &[])?;
        let (first, end) = (self.first_frame, self.first_frame.saturating_add(self.frames));
        let mut filters = reading.on_grid(sought);
        filters.push(format!("trim=start_pts={first}:end_pts={end}"));
        // Turned when it is small.
        let lying = matches!(reading.rotation, 90 | 270);
        let size = if lying {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        filters.extend(convert(&reading, &stream, size, Target::Look));
        filters.extend(reading.upright());
        let mapping = ["-map", &format!("0:{}", reading.stream), "-vf", &filters.join(",")];
        arguments.extend(mapping.map(OsString::from));
        let written = [
            "-fps_mode",
            "passthrough",
            "-filter_threads",
            &engine.threads(),
            "-max_error_rate",
            "1",
            "-c:v",
            "rawvideo",
            "-f",
            "rawvideo",
            "pipe:1",
        ];
        arguments.extend(written.map(OsString::from));
        Ok(arguments)
    }
}
