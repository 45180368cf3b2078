use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::{Reading, Target, convert, tags};
use crate::{Engine, EngineError, Watch, jpeg};

/// Small pictures for the seek bar, laid out on sheets: picture `i` shows frame `i * every_frames`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillsRequest {
    pub reading: Reading,
    pub every_frames: u32,
    /// Size of one small picture.
    pub width: u32,
    pub height: u32,
    pub columns: u32,
    pub rows: u32,
    /// Small pictures in all.
    pub count: u32,
    /// Decode sync samples only: many times faster, each picture is then the last sync sample before its time.
    pub keys_only: bool,
}

/// One JPEG with up to `columns * rows` small pictures, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillsSheet {
    pub path: PathBuf,
    /// Number of the first small picture on it.
    pub first: u32,
    /// Small pictures on it; the rest of the last sheet is black.
    pub count: u32,
}

impl Engine {
    /// Writes `sheet-0001.jpg`, `sheet-0002.jpg`, ... into `folder`, which exists. The same request gives the same
    /// bytes.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn take_stills(
        &self,
        request: &StillsRequest,
        folder: &Path,
        watch: &Watch,
    ) -> Result<Vec<StillsSheet>, EngineError> {
        let on_sheet = request.columns.saturating_mul(request.rows);
        if on_sheet == 0
            || request.count == 0
            || request.every_frames == 0
            || request.reading.source_frames == 0
        {
            return Err(EngineError::Request("sheets without pictures".into()));
        }
        let arguments = request.arguments(self).await?;
        let mut row = Vec::new();
        let mut sink = |bytes: &[u8]| {
            row.extend_from_slice(bytes);
            Ok(())
        };
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(request.reading.source.clone()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: request.count.div_ceil(on_sheet).into(),
            time_limit: Duration::from_secs(
                request
                    .reading
                    .source_frames
                    .saturating_mul(2)
                    .saturating_add(600),
            ),
        };
        let ended = self.run(call, watch).await?;
        let pictures = jpeg::split(&row);
        let sheets: Vec<StillsSheet> = (0..request.count)
            .step_by(usize::try_from(on_sheet).unwrap_or(usize::MAX))
            .enumerate()
            .map(|(number, first)| StillsSheet {
                path: folder.join(format!("sheet-{:04}.jpg", number + 1)),
                first,
                count: on_sheet.min(request.count - first),
            })
            .collect();
        if pictures.len() != sheets.len() {
            return Err(EngineError::Failed {
                program: "ffmpeg",
                how: format!("made {} sheets of {}", pictures.len(), sheets.len()),
                command: format!("seek-bar pictures of {}", request.reading.source.display()),
                tail: ended.messages.join("\n"),
            });
        }
        for (sheet, picture) in sheets.iter().zip(pictures) {
            std::fs::write(&sheet.path, picture).map_err(EngineError::file(&sheet.path))?;
        }
        Ok(sheets)
    }
}

impl StillsRequest {
    async fn arguments(&self, engine: &Engine) -> Result<Vec<OsString>, EngineError> {
        let reading = &self.reading;
        let stream = reading.stream(engine).await?;
        let decoder: &[&str] = if self.keys_only {
            &["-skip_frame", "nokey"]
        } else {
            &[]
        };
        let (mut arguments, sought) = reading.input(&engine.threads(), None, decoder)?;
        let mut filters = reading.on_grid(sought);
        filters.push(format!("trim=end_pts={}", self.reading.source_frames));
        filters.push(format!("select=not(mod(n\\,{}))", self.every_frames));
        filters.extend(reading.upright());
        filters.extend(convert(reading, &stream, (self.width, self.height), Target::Jpeg));
        filters.push("tpad=stop=-1:stop_mode=add:color=black".into());
        filters.push(format!("trim=end_frame={}", self.count));
        filters.push(format!("tile={}x{}:color=black", self.columns, self.rows));
        filters.push(tags(Target::Jpeg));
        let mapping = [
            "-map",
            &format!("0:{}", self.reading.stream),
            "-vf",
            &filters.join(","),
        ]
        .map(OsString::from);
        arguments.extend(mapping);
        arguments.extend(["-filter_threads", &engine.threads()].map(OsString::from));
        arguments.extend(jpegs().map(OsString::from));
        arguments.push("pipe:1".into());
        Ok(arguments)
    }
}

/// The end of a command that writes JPEGs to standard output.
pub(crate) fn jpegs() -> [&'static str; 18] {
    [
        "-fps_mode",
        "passthrough",
        "-c:v",
        "mjpeg",
        "-q:v",
        "3",
        "-huffman",
        "optimal",
        "-threads",
        "1",
        "-flags",
        "+bitexact",
        "-fflags",
        "+bitexact",
        "-f",
        "image2pipe",
        "-strict",
        "unofficial",
    ]
}
