//! Our side: a file through the engine into the ear.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use ::engine::{Engine, EngineConfig, SoundReading, Watch};
use anyhow::Context;
use house::analyse::sound::{Ear, Hearing};
use media::time::{MediaTime, Timescale};

pub(crate) struct Listening {
    engine: Engine,
    folder: PathBuf,
}

impl Listening {
    pub(crate) async fn new(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            engine: Engine::find(&EngineConfig::default()).await?,
            folder: folder.to_owned(),
        })
    }

    /// Writes interleaved samples into a file, and hears that.
    pub(crate) async fn hear(&self, channels: u16, rate: u32, samples: &[f32]) -> anyhow::Result<Hearing> {
        let path = self.folder.join("heard.wav");
        write_wave(&path, channels, rate, samples)?;
        let frames = samples.len() / usize::from(channels.max(1));
        let reading = SoundReading {
            source: path,
            container: "wav".into(),
            stream: 0,
            channels,
            sample_rate: rate,
            offset: MediaTime::ZERO,
            length: MediaTime::new(i64::try_from(frames)?, Timescale::new(rate)?),
            first: None,
        };
        let mut ear = Ear::new(channels, rate);
        let take = |samples: &[f32]| {
            ear.hear(samples);
            Ok(())
        };
        self.engine.hear(&reading, take, &Watch::none()).await?;
        Ok(ear.finish())
    }
}

/// A WAVE file of 32-bit floats.
pub(crate) fn write_wave(path: &Path, channels: u16, rate: u32, samples: &[f32]) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path).with_context(|| path.display().to_string())?);
    let bytes = u32::try_from(samples.len() * 4)?;
    let frame = channels * 4;
    out.write_all(b"RIFF")?;
    out.write_all(&(bytes + 36).to_le_bytes())?;
    out.write_all(b"WAVEfmt ")?;
    out.write_all(&16_u32.to_le_bytes())?;
    out.write_all(&3_u16.to_le_bytes())?;
    out.write_all(&channels.to_le_bytes())?;
    out.write_all(&rate.to_le_bytes())?;
    out.write_all(&(rate * u32::from(frame)).to_le_bytes())?;
    out.write_all(&frame.to_le_bytes())?;
    out.write_all(&32_u16.to_le_bytes())?;
    out.write_all(b"data")?;
    out.write_all(&bytes.to_le_bytes())?;
    for sample in samples {
        out.write_all(&sample.to_le_bytes())?;
    }
    out.flush().context("a WAVE file")
}
