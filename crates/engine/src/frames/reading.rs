use std::ffi::OsString;
use std::path::PathBuf;

use media::facts::{FieldOrder, PictureStream, Transfer};
use media::time::{FrameNo, FrameRate, MediaTime};

use crate::child::QUIETLY;
use crate::survey::DEMUXERS;
use crate::{Engine, EngineError};

/// How a picture track is read, whatever becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub source: PathBuf,
    /// Demuxer to name (`MediaFacts::container`).
    pub container: String,
    /// Stream index in the file.
    pub stream: u32,
    /// The grid that frames are laid on.
    pub rate: FrameRate,
    /// Presentation time in the file that becomes 0.
    pub start: MediaTime,
    /// Frames of the whole master that come from the file; black after them.
    pub source_frames: u64,
    /// The file's index can be trusted: it may be sought. Otherwise it is decoded from the beginning.
    pub seekable: bool,
    /// Clockwise degrees to turn: 0, 90, 180, 270.
    pub rotation: u16,
    pub deinterlace: Option<FieldOrder>,
    pub tone_map: Option<Transfer>,
}

/// A decoder starts at least this many frames, and this long, before the first that is wanted: deinterlacing looks at
/// neighbours, and an open GOP's first frames cannot be decoded.
const PREROLL_FRAMES: u64 = 8;
pub(crate) const PREROLL_MICROS: i64 = 1_000_000;

impl Reading {
    /// Arguments up to and with the input. Returns also whether the file is sought.
    pub(crate) fn input(
        &self,
        threads: &str,
        from: Option<u64>,
        decoder: &[&str],
    ) -> Result<(Vec<OsString>, bool), EngineError> {
        let seek = match from {
            Some(frame) => self.seek_time(frame)?,
            None => None,
        };
        let mut arguments = opening(&self.container);
        arguments.extend(["-threads", threads, "-noautorotate"].map(OsString::from));
        arguments.extend(decoder.iter().map(OsString::from));
        // What is decoded on the way is dropped by the trim, by frame number.
        arguments.extend(seek.into_iter().flat_map(seek_to));
        arguments.extend(["-i", "fd:"].map(OsString::from));
        Ok((arguments, seek.is_some()))
    }

    /// `None` for frames so early that nothing is won by seeking.
    fn seek_time(&self, frame: u64) -> Result<Option<MediaTime>, EngineError> {
        let early = self
            .rate
            .time_of(FrameNo(frame.saturating_sub(PREROLL_FRAMES)))?
            .micros();
        let same = self
            .rate
            .time_of(FrameNo(frame))?
            .micros()
            .saturating_sub(PREROLL_MICROS);
        let time = early.min(same);
        if time <= 0 {
            return Ok(None);
        }
        Ok(Some(MediaTime::from_micros(
            self.start.micros().saturating_add(time),
        )))
    }

    /// Frames numbered on the rate's grid: 0 is the one shown at `start`. Time stamps of the result are frame numbers.
    ///
    /// Nothing here depends on where decoding started, so frame `n` is the same picture in every piece.
    pub(crate) fn on_grid(&self, sought: bool) -> Vec<String> {
        // A photograph, a cover within a song: the one frame there is, whenever and however long the file shows it.
        if self.source_frames == 1 {
            return vec!["trim=end_frame=1".into(), "setpts=0".into()];
        }
        let (value, scale) = (self.start.value, self.start.timescale.get());
        let mut filters = vec![format!("setpts=PTS-round({value}/({scale}*TB))")];
        let parity = match self.deinterlace {
            Some(FieldOrder::TopFirst) => Some("tff"),
            Some(FieldOrder::BottomFirst) => Some("bff"),
            Some(FieldOrder::Progressive) | None => None,
        };
        if let Some(parity) = parity {
            filters.push(format!("bwdif=mode=send_frame:parity={parity}:deint=all"));
        }
        // A track that begins late shows its first frame from 0 on; a sought one has no beginning to fill.
        let fill = if sought { "" } else { ":start_time=0" };
        filters.push(format!("fps=fps={}:round=near{fill}", self.rate));
        // A track that ends early goes on showing its last frame.
        filters.push("tpad=stop=-1:stop_mode=clone".into());
        filters
    }

    /// Turned as it is shown. What is said of the picture in side data (orientation, HDR, captions) no longer holds.
    pub(crate) fn upright(&self) -> Vec<String> {
        let turn: &[&str] = match self.rotation {
            90 => &["transpose=clock"],
            180 => &["hflip", "vflip"],
            270 => &["transpose=cclock"],
            _ => &[],
        };
        let mut filters: Vec<String> = turn.iter().map(|filter| (*filter).to_owned()).collect();
        filters.push("sidedata=mode=delete".into());
        filters
    }

    /// What the file says of this stream.
    pub(crate) async fn stream(&self, engine: &Engine) -> Result<PictureStream, EngineError> {
        let facts = engine.facts(&self.source).await?;
        let found = facts
            .pictures
            .into_iter()
            .find(|stream| stream.index == self.stream);
        found.ok_or_else(|| EngineError::Request(format!("there is no picture in stream {}", self.stream)))
    }
}

/// Arguments before an input that is read from the sync sample before that time stamp of the file itself.
pub(crate) fn seek_to(time: MediaTime) -> [OsString; 5] {
    let time = time.seconds_text();
    ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", &time].map(OsString::from)
}

/// Arguments before every input: our descriptor, the named demuxer, nothing else.
pub(crate) fn opening(container: &str) -> Vec<OsString> {
    let arguments = [
        "-copyts",
        "-protocol_whitelist",
        "fd,pipe",
        "-format_whitelist",
        DEMUXERS,
        "-f",
        // Of a demuxer's many names, the first is enough.
        container.split(',').next().unwrap_or_default(),
    ];
    QUIETLY.iter().chain(&arguments).map(OsString::from).collect()
}
