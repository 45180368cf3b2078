use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::{Reading, Target, convert, tags};
use crate::{Engine, EngineError, Watch};

/// One piece of one H.264 picture rendition: frames `first_frame .. first_frame + frames` of the master's grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureEncode {
    pub reading: Reading,
    pub first_frame: u64,
    pub frames: u64,
    /// Size of the rendition in square pixels, after rotation; both even.
    pub width: u32,
    pub height: u32,
    pub crf: u8,
    /// Bits per second.
    pub max_rate: u32,
    /// Bits.
    pub buffer: u32,
    /// x264 names.
    pub profile: String,
    pub preset: String,
    pub gop_frames: u32,
    /// Encoder threads; part of the result, so fixed by the caller.
    pub threads: u32,
}

impl Engine {
    /// Writes the piece to `out` as a single-track fragmented MP4 for `media::join`, exactly `frames` frames with a
    /// closed GOP every `gop_frames`. The same request gives the same bytes.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails or makes another number of frames.
    pub async fn encode_picture(
        &self,
        request: &PictureEncode,
        out: &Path,
        watch: &Watch,
    ) -> Result<(), EngineError> {
        let made = self.encode_once(request, out, watch).await?;
        if made != request.frames && request.reading.seekable {
            // The file's index led past the first frame; from the beginning on nothing can be missed.
            let patient = PictureEncode {
                reading: Reading {
                    seekable: false,
                    ..request.reading.clone()
                },
                ..request.clone()
            };
            let made = self.encode_once(&patient, out, watch).await?;
            return request.all_there(made);
        }
        request.all_there(made)
    }

    /// How many frames were made.
    async fn encode_once(
        &self,
        request: &PictureEncode,
        out: &Path,
        watch: &Watch,
    ) -> Result<u64, EngineError> {
        let mut arguments = request.chosen_frames(self).await?;
        arguments.extend(request.encoder());
        let call = request.call(arguments, Output::File(out.to_owned()));
        Ok(self.run(call, watch).await?.done)
    }

    /// MD5 of each decoded, converted frame that [`Self::encode_picture`] would give to the encoder.
    ///
    /// # Errors
    /// As [`Self::encode_picture`].
    pub async fn fingerprint_frames(&self, request: &PictureEncode) -> Result<Vec<String>, EngineError> {
        let mut arguments = request.chosen_frames(self).await?;
        arguments.extend(["-c:v", "rawvideo", "-f", "framemd5", "pipe:1"].map(OsString::from));
        let mut said = Vec::new();
        let mut sink = |bytes: &[u8]| {
            said.extend_from_slice(bytes);
            Ok(())
        };
        self.run(request.call(arguments, Output::Sink(&mut sink)), &Watch::none())
            .await?;
        let text = String::from_utf8_lossy(&said);
        let frames = text.lines().filter(|line| !line.starts_with('#'));
        Ok(frames
            .filter_map(|line| line.rsplit(',').next())
            .map(|digest| digest.trim().to_owned())
            .collect())
    }
}

impl PictureEncode {
    /// Arguments up to the frames that this piece is made of, one for each frame number, no more and no less.
    async fn chosen_frames(&self, engine: &Engine) -> Result<Vec<OsString>, EngineError> {
        self.makes_sense()?;
        let reading = &self.reading;
        let stream = reading.stream(engine).await?;
        let end = self.first_frame.saturating_add(self.frames);
        // A piece of nothing but black still reads one frame, so that all pieces come out of the same filters.
        let only_black = self.first_frame >= self.reading.source_frames;
        let first = if only_black { 0 } else { self.first_frame };
        let last = if only_black {
            1
        } else {
            end.min(self.reading.source_frames)
        };
        let black = end.saturating_sub(self.first_frame.max(self.reading.source_frames));

        let from = self.reading.seekable.then_some(first);
        let (mut arguments, sought) = reading.input(&engine.threads(), from, &[])?;
        let mut filters = reading.on_grid(sought);
        filters.push(format!("trim=start_pts={first}:end_pts={last}"));
        filters.push(format!("setpts=PTS-{first}"));
        filters.extend(reading.upright());
        filters.extend(convert(reading, &stream, (self.width, self.height), Target::Film));
        if black > 0 {
            filters.push(format!("tpad=stop={black}:stop_mode=add:color=black"));
        }
        if only_black {
            filters.push("trim=start_frame=1,setpts=PTS-1".into());
        }
        filters.push(tags(Target::Film));
        let mapping = [
            "-map",
            &format!("0:{}", self.reading.stream),
            "-vf",
            &filters.join(","),
        ]
        .map(OsString::from);
        arguments.extend(mapping);
        arguments.extend(["-fps_mode", "passthrough"].map(OsString::from));
        arguments.extend(["-filter_threads", &engine.threads()].map(OsString::from));
        Ok(arguments)
    }

    fn encoder(&self) -> Vec<OsString> {
        let gop = self.gop_frames;
        // The chroma's place is not told, because a filtered frame and a black one would tell it differently.
        let x264 =
            format!("keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:sliced-threads=0:chromaloc=0");
        let timescale = self.timescale();
        [
            "-c:v",
            "libx264",
            "-preset",
            &self.preset,
            "-profile:v",
            &self.profile,
            "-crf",
            &self.crf.to_string(),
            "-maxrate",
            &self.max_rate.to_string(),
            "-bufsize",
            &self.buffer.to_string(),
            "-g",
            &gop.to_string(),
            "-x264-params",
            &x264,
            "-threads",
            &self.threads.max(1).to_string(),
            "-map_metadata",
            "-1",
            "-map_chapters",
            "-1",
            "-flags:v",
            "+bitexact",
            "-fflags",
            "+bitexact",
            "-video_track_timescale",
            &timescale.to_string(),
            "-movflags",
            "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer",
            "-f",
            "mp4",
            "fd:",
        ]
        .map(OsString::from)
        .into()
    }

    /// A multiple of the rate's numerator, at least 1000: a frame lasts a whole number of units.
    fn timescale(&self) -> u32 {
        let numerator = self.reading.rate.numerator();
        numerator.saturating_mul(1000_u32.div_ceil(numerator))
    }

    fn call<'a>(&self, arguments: Vec<OsString>, output: Output<'a>) -> Call<'a> {
        // A frame in five seconds is slower than any machine worth using; then something is stuck.
        let decoded = if self.reading.seekable {
            self.frames
        } else {
            self.first_frame + self.frames
        };
        Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(self.reading.source.clone()),
            beside: None,
            output,
            measure: Measure::Frames,
            total: self.frames,
            time_limit: Duration::from_secs(decoded.saturating_mul(5).saturating_add(600)),
        }
    }

    fn makes_sense(&self) -> Result<(), EngineError> {
        let wrong = if self.frames == 0 {
            "a piece of no frames"
        } else if self.reading.source_frames == 0 {
            "a master without a frame of its source"
        } else if self.width < 2
            || self.height < 2
            || !self.width.is_multiple_of(2)
            || !self.height.is_multiple_of(2)
        {
            "a picture's width and height are even"
        } else if self.gop_frames == 0 {
            "a GOP of no frames"
        } else {
            return Ok(());
        };
        Err(EngineError::Request(wrong.into()))
    }

    fn all_there(&self, made: u64) -> Result<(), EngineError> {
        if made == self.frames {
            return Ok(());
        }
        Err(EngineError::Failed {
            program: "ffmpeg",
            how: format!("made {made} frames of {}", self.frames),
            command: format!(
                "frames from {} of {}",
                self.first_frame,
                self.reading.source.display()
            ),
            tail: "the file holds fewer frames than its packets promise".into(),
        })
    }
}
