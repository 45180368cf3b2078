use std::ffi::OsString;
use std::time::Duration;

use media::facts::PictureStream;
use media::frames::Planes;
use media::time::FrameNo;

use crate::child::{Call, Measure, Output, Program, SIDE};
use crate::frames::{LookColours, Reading, Target, convert};
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

/// What a look told besides the pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// Fewer than asked for when the file holds no more that can be decoded.
    pub frames: u64,
    pub colours: LookColours,
    /// Of full-size frames, a dozen in every few hundred.
    pub fields: Fields,
    /// What the decoder complained of: the last hundred lines, empty for a sound file.
    pub complaints: Vec<String>,
}

/// How many frames were seen to be made of two fields of different instants, by the order of these, and how many not;
/// ffmpeg's `idet` filter, which is undecided where nothing moves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fields {
    pub top_first: u64,
    pub bottom_first: u64,
    pub progressive: u64,
    pub undecided: u64,
}

/// Of so many frames, the first few are looked at in full size.
const FIELDS_EVERY: u32 = 250;
const FIELDS_FRAMES: u32 = 12;

impl Engine {
    /// Decodes a run of frames and hands them over in order, one for each frame number, in the colours of
    /// [`Looked::colours`]. Fields are left as they are; at this size they are one picture.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails; what `take` answers.
    pub async fn look(
        &self,
        request: &LookRequest,
        mut take: impl FnMut(FrameNo, Planes<'_>) -> Result<(), EngineError> + Send,
        watch: &Watch,
    ) -> Result<Looked, EngineError> {
        let (width, height) = request.size()?;
        let stream = request.reading.stream(self).await?;
        let arguments = request.arguments(self, &stream)?;
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
        let mut told = String::new();
        let mut side = |bytes: &[u8]| {
            told.push_str(&String::from_utf8_lossy(bytes));
            Ok(())
        };
        let decoded = if request.reading.seekable {
            request.frames
        } else {
            request.first_frame + request.frames
        };
        let colours = LookColours::of(&request.reading, &stream);
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(request.reading.source.clone()),
            beside: None,
            output: Output::Two(&mut sink, &mut side),
            measure: Measure::Frames,
            total: request.frames,
            // Slower than five frames a second: something is stuck.
            time_limit: Duration::from_secs(600 + decoded / 5),
        };
        let ended = self.run(call, watch).await?;
        Ok(Looked {
            frames: next - request.first_frame,
            colours,
            fields: Fields::told(&told),
            complaints: ended.messages,
        })
    }

    /// The colours of a look's frames, where the look itself came to no end.
    ///
    /// # Errors
    /// As [`Self::look`].
    pub async fn look_colours(&self, reading: &Reading) -> Result<LookColours, EngineError> {
        Ok(LookColours::of(reading, &reading.stream(self).await?))
    }
}

impl LookRequest {
    fn size(&self) -> Result<(usize, usize), EngineError> {
        let even = |size: u32| {
            usize::try_from(size)
                .ok()
                .filter(|size| *size >= 2 && size.is_multiple_of(2))
        };
        match (even(self.width), even(self.height)) {
            (Some(width), Some(height)) if self.frames > 0 && self.reading.source_frames > 0 => {
                Ok((width, height))
            }
            _ => Err(EngineError::Request("a look at nothing".into())),
        }
    }

    fn arguments(&self, engine: &Engine, stream: &PictureStream) -> Result<Vec<OsString>, EngineError> {
        let reading = Reading {
            deinterlace: None,
            ..self.reading.clone()
        };
        let from = reading.seekable.then_some(self.first_frame);
        let (mut arguments, sought) = reading.input(&engine.threads(), from, &[])?;
        let (first, end) = (self.first_frame, self.first_frame.saturating_add(self.frames));
        let mut filters = vec![fields_aside()];
        filters.extend(reading.on_grid(sought));
        filters.push(format!("trim=start_pts={first}:end_pts={end}"));
        // Turned when it is small.
        let lying = matches!(reading.rotation, 90 | 270);
        let size = if lying {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        filters.extend(convert(&reading, stream, size, Target::Look));
        filters.extend(reading.upright());
        let mapping = [
            "-map",
            &format!("0:{}", reading.stream),
            "-vf",
            &filters.join(","),
        ];
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

impl Fields {
    /// Counts `lavfi.idet.multiple.current_frame=progressive`, a line per frame.
    fn told(lines: &str) -> Self {
        let said = lines.lines().filter_map(|line| line.rsplit_once('='));
        said.fold(Self::default(), |mut fields, (_, said)| {
            match said {
                "tff" => fields.top_first += 1,
                "bff" => fields.bottom_first += 1,
                "progressive" => fields.progressive += 1,
                _ => fields.undecided += 1,
            }
            fields
        })
    }
}

/// The decoder's frames as they come, a few of them past a filter that looks at their fields.
fn fields_aside() -> String {
    format!(
        "split[look][fields];[fields]select='lt(mod(n\\,{FIELDS_EVERY})\\,{FIELDS_FRAMES})',idet,\
         metadata=mode=print:key=lavfi.idet.multiple.current_frame:file='pipe\\:{SIDE}',nullsink;[look]null"
    )
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn fields_are_counted_by_what_is_said_of_them() {
        let told = "frame:0    pts:0       pts_time:0\nlavfi.idet.multiple.current_frame=tff\n\
            frame:1    pts:1       pts_time:0.04\nlavfi.idet.multiple.current_frame=undetermined\n";
        let counted = Fields {
            top_first: 1,
            undecided: 1,
            ..Fields::default()
        };
        assert_eq!(Fields::told(told), counted);
    }
}
