use std::ffi::OsString;
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::{Reading, Target, convert, tags};
use crate::stills::jpegs;
use crate::{Engine, EngineError, Watch, jpeg};

/// A still picture at one size, cut into squares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TilesRequest {
    /// A film of one frame.
    pub reading: Reading,
    /// Size that the picture is brought to, upright.
    pub width: u32,
    pub height: u32,
    /// Pixels on a square's side.
    pub side: u32,
}

impl Engine {
    /// The squares row by row, each a JPEG; the last of a row or column is filled up with black, but for one
    /// that is alone.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails or makes another number of squares.
    pub async fn cut_tiles(
        &self,
        request: &TilesRequest,
        watch: &Watch,
    ) -> Result<Vec<Vec<u8>>, EngineError> {
        let side = request.side;
        if side < 16 || !side.is_multiple_of(2) || request.width == 0 || request.height == 0 {
            return Err(EngineError::Request("squares of no size".into()));
        }
        let (columns, rows) = (request.width.div_ceil(side), request.height.div_ceil(side));
        let count = u64::from(columns) * u64::from(rows);
        let mut row = Vec::new();
        let mut sink = |bytes: &[u8]| {
            row.extend_from_slice(bytes);
            Ok(())
        };
        let call = Call {
            program: Program::Ffmpeg,
            arguments: request.arguments(self, columns, rows).await?,
            input: Some(request.reading.source.clone()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: count,
            time_limit: Duration::from_secs(count.saturating_add(600)),
        };
        let ended = self.run(call, watch).await?;
        let tiles: Vec<Vec<u8>> = jpeg::split(&row).into_iter().map(<[u8]>::to_vec).collect();
        if tiles.len() as u64 != count {
            return Err(EngineError::Failed {
                program: "ffmpeg",
                how: format!("made {} squares of {count}", tiles.len()),
                command: format!("squares of {}", request.reading.source.display()),
                tail: ended.messages.join("\n"),
            });
        }
        Ok(tiles)
    }
}

impl TilesRequest {
    async fn arguments(
        &self,
        engine: &Engine,
        columns: u32,
        rows: u32,
    ) -> Result<Vec<OsString>, EngineError> {
        let reading = &self.reading;
        let stream = reading.stream(engine).await?;
        let (mut arguments, sought) = reading.input(&engine.threads(), None, &[])?;
        let mut filters = reading.on_grid(sought);
        filters.push("trim=end_pts=1".into());
        filters.extend(reading.upright());
        // Chroma is shared by two pixels each way, so what is scaled has even sides; at most one column is drawn out.
        let even = |pixels: u32| pixels.next_multiple_of(2);
        filters.extend(convert(
            reading,
            &stream,
            (even(self.width), even(self.height)),
            Target::Jpeg,
        ));
        // One square alone is the whole page and shown as it is.
        if columns * rows > 1 {
            let (width, height) = (columns * self.side, rows * self.side);
            filters.push(format!("pad={width}:{height}:0:0:black"));
            filters.push(format!("untile={columns}x{rows}"));
        }
        filters.push(tags(Target::Jpeg));
        let mapping = [
            "-map",
            &format!("0:{}", reading.stream),
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
