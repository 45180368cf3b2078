//! Looking a file over before the house takes it in: what it says of itself, and whether its packets bear that out.

mod allow;
mod extent;
mod facts;
mod played;
mod probed;
mod still;
mod walk;

pub(crate) use allow::DEMUXERS;

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use media::facts::{MediaFacts, Survey};

use crate::child::{Call, Ended, Measure, Output, Program, Sink, head};
use crate::{Engine, EngineError, Watch};

/// A file of many hours on a slow disk.
const TIME_LIMIT: Duration = Duration::from_secs(3600);
/// A header that says more than this is no header.
const LONGEST_HEADER: usize = 16 << 20;

impl Engine {
    /// Looks a file over: its facts, then a walk over all its packets (nothing is decoded).
    ///
    /// # Errors
    /// [`EngineError::Refused`] with a sentence for what is no media, empty, unreadable or a playlist.
    pub async fn survey(&self, file: &Path) -> Result<Survey, EngineError> {
        allow::regular_and_not_empty(file)?;
        allow::no_playlist(&head(file, 64 << 10)?)?;
        let (facts, bases, mut complaints) = self.header(file).await?;
        if facts.still {
            return Ok(Survey {
                facts: self.still(file, facts).await?,
                timings: Vec::new(),
                complaints: Vec::new(),
                truncated: false,
            });
        }
        let (mut timings, more) = self.walk(file, &facts, &bases).await?;
        self.first_heard(file, &facts, &mut timings).await?;
        complaints.extend(more);
        complaints.dedup();
        let truncated = extent::cut_short(file)? || walk::ends_early(&facts, &timings, &complaints);
        if timings.is_empty() {
            return Err(EngineError::refused(if truncated {
                "The file is cut short before its first frame; nothing of it can be read."
            } else {
                "There is not one frame and not one sample in this file; it may be the first part of a stream only."
            }));
        }
        Ok(Survey {
            facts,
            timings,
            complaints,
            truncated,
        })
    }

    /// What the file says of itself.
    pub(crate) async fn facts(&self, file: &Path) -> Result<MediaFacts, EngineError> {
        Ok(self.header(file).await?.0)
    }

    /// What the file says of itself, its time bases, and the demuxer's complaints.
    async fn header(&self, file: &Path) -> Result<(MediaFacts, walk::Bases, Vec<String>), EngineError> {
        let mut said = Vec::new();
        let mut sink = |bytes: &[u8]| {
            if said.len() + bytes.len() > LONGEST_HEADER {
                return Err(EngineError::refused(
                    "The file's header is longer than any film's; it is not taken.",
                ));
            }
            said.extend_from_slice(bytes);
            Ok(())
        };
        let arguments = ["-show_format", "-show_streams", "-of", "json"].map(OsString::from);
        match self.probe(file, arguments.into(), &mut sink).await {
            Ok(ended) => facts::read(&said).map(|(facts, bases)| (facts, bases, ended.messages)),
            Err(EngineError::Failed { how, tail, .. }) if how.starts_with("exit code") => {
                Err(EngineError::refused(allow::why_unreadable(file, &tail)?))
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn probe(
        &self,
        file: &Path,
        show: Vec<OsString>,
        sink: Sink<'_>,
    ) -> Result<Ended, EngineError> {
        let mut arguments: Vec<OsString> = [
            "-hide_banner",
            "-loglevel",
            "warning",
            "-protocol_whitelist",
            "fd,pipe",
            "-format_whitelist",
            allow::DEMUXERS,
            // Tracks that begin late and frame rates that need many frames to be told.
            "-probesize",
            "50M",
            "-analyzeduration",
            "30M",
        ]
        .map(OsString::from)
        .into();
        arguments.extend(show);
        arguments.extend(["-i", "fd:"].map(OsString::from));
        let call = Call {
            program: Program::Ffprobe,
            arguments,
            input: Some(file.to_owned()),
            beside: None,
            output: Output::Sink(sink),
            measure: Measure::Frames,
            total: 0,
            time_limit: TIME_LIMIT,
        };
        self.run(call, &Watch::none()).await
    }
}
