use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::opening;
use crate::{Engine, EngineError, Watch};

/// Decode one track of a file from beginning to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeRequest {
    pub file: PathBuf,
    /// Demuxer to name; "mov" for renditions.
    pub container: String,
    pub stream: u32,
}

/// One decoded picture, or one run of decoded samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodedUnit {
    /// When it is shown or played, in [`Decoded::timescale`] units.
    pub time: i64,
    pub duration: i64,
    /// MD5 of the picture, or of the samples, as `-f framemd5` tells it.
    pub md5: u128,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// A unit of time lasts `.0 / .1` seconds.
    pub timescale: (u32, u32),
    /// Pictures, or runs of samples, in the order they are shown or played.
    pub units: Vec<DecodedUnit>,
    /// Samples per channel of a sound track as decoded, priming not counted; 0 for a picture.
    pub samples: u64,
    /// BLAKE3, in hex, over the MD5 of every unit (`-f framemd5`): equal for equal decoded pictures or samples.
    pub digest: String,
    /// The decoder's complaints, the last hundred lines; empty for a sound file.
    pub errors: Vec<String>,
}

impl Decoded {
    pub fn frames(&self) -> u64 {
        u64::try_from(self.units.len()).unwrap_or(u64::MAX)
    }
}

impl Engine {
    /// # Errors
    /// [`EngineError::Failed`] when the file cannot be opened at all; damage inside is told in [`Decoded::errors`].
    pub async fn decode(&self, request: &DecodeRequest, watch: &Watch) -> Result<Decoded, EngineError> {
        let mut arguments = opening(&request.container);
        let threads = self.threads();
        let stream = format!("0:{}", request.stream);
        let decode = [
            "-threads",
            &threads,
            "-err_detect",
            "crccheck+bitstream+buffer",
            "-noautorotate",
            "-i",
            "fd:",
            "-map",
            &stream,
            "-fps_mode",
            "passthrough",
            "-max_error_rate",
            "1",
            "-flags",
            "+bitexact",
            "-c:v",
            "rawvideo",
            "-c:a",
            "pcm_s16le",
            "-f",
            "framemd5",
            "pipe:1",
        ];
        arguments.extend(decode.map(OsString::from));
        let mut list = FrameList::default();
        let mut sink = |bytes: &[u8]| {
            list.take(bytes);
            Ok(())
        };
        let length = std::fs::metadata(&request.file)
            .map_err(EngineError::file(&request.file))?
            .len();
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(request.file.clone()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 0,
            // Slower than 20 kB a second of encoded film: something is stuck.
            time_limit: Duration::from_secs(600 + length / 20_000),
        };
        let ended = self.run(call, watch).await?;
        Ok(list.finish(ended.messages))
    }
}

/// Reads `-f framemd5`: `#tb 0: 1/24`, then `stream, dts, pts, duration, size, md5` a line.
#[derive(Default)]
pub(crate) struct FrameList {
    line: Vec<u8>,
    timescale: Option<(u32, u32)>,
    /// Bytes of one sample of all channels; 0 for a picture.
    sample_bytes: u64,
    units: Vec<DecodedUnit>,
    bytes: u64,
    hasher: blake3::Hasher,
}

impl FrameList {
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte != b'\n' {
                self.line.push(*byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            self.read_line(&String::from_utf8_lossy(&line));
        }
    }

    fn read_line(&mut self, line: &str) {
        if let Some(base) = line.strip_prefix("#tb 0: ") {
            let base = base.trim().split_once('/');
            self.timescale = base.and_then(|(unit, second)| Some((unit.parse().ok()?, second.parse().ok()?)));
        } else if let Some(layout) = line.strip_prefix("#channel_layout_name 0: ") {
            self.sample_bytes = 2 * channels(layout.trim());
        } else if !line.starts_with('#') {
            self.read_unit(line);
        }
    }

    fn read_unit(&mut self, line: &str) {
        let mut fields = line.split(',').map(str::trim).skip(2);
        let mut number = || fields.next().and_then(|field| field.parse::<i64>().ok());
        let (Some(time), Some(duration), Some(size)) = (number(), number(), number()) else {
            return;
        };
        let md5 = fields.next().unwrap_or_default();
        self.units.push(DecodedUnit {
            time,
            duration,
            md5: u128::from_str_radix(md5, 16).unwrap_or(0),
        });
        self.bytes += size.unsigned_abs();
        self.hasher.update(md5.as_bytes());
    }

    pub(crate) fn finish(self, errors: Vec<String>) -> Decoded {
        Decoded {
            timescale: self.timescale.unwrap_or((1, 1)),
            samples: self.bytes.checked_div(self.sample_bytes).unwrap_or(0),
            units: self.units,
            digest: self.hasher.finalize().to_hex().to_string(),
            errors,
        }
    }
}

/// Of the layouts that the house makes and those that files name by number ("6 channels").
fn channels(layout: &str) -> u64 {
    match layout {
        "mono" => 1,
        "stereo" => 2,
        "5.1" | "5.1(side)" => 6,
        other => other
            .split(' ')
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_however_they_are_cut() {
        let text = "#format: frame checksums\n#tb 0: 1/48000\n#channel_layout_name 0: stereo\n\
            0,      0,      0,  1024,  4096, aa\n0,   1024,   1024,   976,  3904, bb\n";
        let mut list = FrameList::default();
        text.as_bytes().chunks(5).for_each(|chunk| list.take(chunk));
        let decoded = list.finish(Vec::new());
        assert_eq!(decoded.timescale, (1, 48_000));
        assert_eq!((decoded.frames(), decoded.samples), (2, 2000));
        assert_eq!(
            decoded.units[1],
            DecodedUnit {
                time: 1024,
                duration: 976,
                md5: 0xbb,
            }
        );
        assert_eq!(decoded.digest, blake3::hash(b"aabb").to_hex().to_string());
    }
}
