use std::ffi::OsString;
use std::path::Path;

use media::facts::MediaFacts;

use super::TIME_LIMIT;
use crate::child::{Call, Measure, Output, Program};
use crate::frames::opening;
use crate::{Engine, EngineError, Watch};

impl Engine {
    /// A photograph is decoded once: only that shows that it is whole, and ffprobe builds do without some decoders of
    /// pictures and then know no size.
    pub(super) async fn still(&self, file: &Path, mut facts: MediaFacts) -> Result<MediaFacts, EngineError> {
        let mut said = Vec::new();
        let mut sink = |bytes: &[u8]| {
            said.extend_from_slice(bytes);
            Ok(())
        };
        let mut arguments = opening(&facts.container);
        let rest = "-noautorotate -xerror -err_detect explode -i fd: -map 0:v:0 -frames:v 1 -c:v rawvideo -f framemd5 pipe:1";
        arguments.extend(rest.split(' ').map(OsString::from));
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(file.to_owned()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 1,
            time_limit: TIME_LIMIT,
        };
        let damaged = || EngineError::refused("This picture is damaged or cut short; it cannot be opened.");
        match self.run(call, &Watch::none()).await {
            Ok(_) => {}
            Err(EngineError::Failed { how, tail, .. }) if how.starts_with("exit code") => {
                return Err(if tail.contains("Picture size") {
                    EngineError::refused(
                        "This picture has more pixels than can be opened here (about 250 million). Save it smaller, and send that.",
                    )
                } else {
                    damaged()
                });
            }
            Err(error) => return Err(error),
        }
        let text = String::from_utf8_lossy(&said);
        let (width, height) = size(&text).ok_or_else(damaged)?;
        for picture in &mut facts.pictures {
            (picture.width, picture.height) = (width, height);
        }
        Ok(facts)
    }
}

/// From "#dimensions 0: 640x480".
fn size(text: &str) -> Option<(u32, u32)> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("#dimensions 0: "))?;
    let (width, height) = line.trim().split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}
