//! When each sound is first heard. Packets do not tell: a decoder swallows what its codec needs to get going (a whole
//! packet of Vorbis, 312 samples of Opus, 1105 of MP3), so it is asked.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use media::facts::{MediaFacts, TrackTiming};
use media::time::MediaTime;

use super::TIME_LIMIT;
use super::walk::in_base;
use crate::child::{Call, Measure, Output, Program};
use crate::frames::opening;
use crate::{Engine, EngineError, Watch};

impl Engine {
    /// Puts the time of the first decoded sample into the timings of all sounds that can be decoded.
    pub(super) async fn first_heard(
        &self,
        file: &Path,
        facts: &MediaFacts,
        timings: &mut [TrackTiming],
    ) -> Result<(), EngineError> {
        if facts.sounds.is_empty() {
            return Ok(());
        }
        let streams: Vec<u32> = facts.sounds.iter().map(|sound| sound.index).collect();
        let mut arguments = opening(&facts.container);
        arguments.extend(["-i", "fd:"].map(OsString::from));
        for stream in &streams {
            arguments.extend(["-map", &format!("0:{stream}")].map(OsString::from));
        }
        let rest = ["-c:a", "pcm_s16le", "-frames:a", "1", "-f", "framemd5", "pipe:1"];
        arguments.extend(rest.map(OsString::from));
        let mut said = Vec::new();
        let mut sink = |bytes: &[u8]| {
            said.extend_from_slice(bytes);
            Ok(())
        };
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(file.to_owned()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 0,
            time_limit: TIME_LIMIT,
        };
        match self.run(call, &Watch::none()).await {
            // A sound that cannot be decoded fails when it is encoded, with its reason.
            Ok(_) | Err(EngineError::Failed { .. }) => {}
            Err(error) => return Err(error),
        }
        let heard = first_times(&String::from_utf8_lossy(&said));
        for (number, stream) in streams.iter().enumerate() {
            let timing = timings.iter_mut().find(|timing| timing.stream == *stream);
            if let (Some(timing), Some(first)) = (timing, heard.get(&number)) {
                timing.first = *first;
            }
        }
        Ok(())
    }
}

/// First time of each output stream: `#tb 0: 1/48000`, then `0, dts, pts, duration, size, md5`.
fn first_times(text: &str) -> BTreeMap<usize, MediaTime> {
    let base = |line: &str| {
        let (stream, base) = line.strip_prefix("#tb ")?.split_once(": ")?;
        let (numerator, denominator) = base.trim().split_once('/')?;
        let base: (u32, u32) = (numerator.parse().ok()?, denominator.parse().ok()?);
        Some((stream.parse::<usize>().ok()?, base))
    };
    let bases: BTreeMap<usize, (u32, u32)> = text.lines().filter_map(base).collect();
    let mut times = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let Some((stream, pts)) = fields
            .first()
            .zip(fields.get(2))
            .and_then(|(stream, pts)| Some((stream.parse::<usize>().ok()?, pts.parse::<i64>().ok()?)))
        else {
            continue;
        };
        let time = bases.get(&stream).and_then(|base| in_base(pts, base.0, base.1));
        if let Some(time) = time {
            times.entry(stream).or_insert(time);
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_each_stream_counts() {
        let text = "#tb 0: 1/48000\n#tb 1: 1/44100\n1,  1105,  1105, 47, 94, aa\n0, -5, -5, 1024, 9, bb\n1, 1152, 1152, 1, 1, cc\n";
        let times = first_times(text);
        assert_eq!(times.len(), 2);
        assert_eq!(times[&1], in_base(1105, 1, 44_100).unwrap());
        assert_eq!(times[&0], in_base(-5, 1, 48_000).unwrap());
    }
}
