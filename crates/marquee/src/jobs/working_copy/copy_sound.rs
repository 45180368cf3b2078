use engine::{SoundEncode, SoundReading};
use house::Digest;
use house::encode::SoundPlan;
use house::master::SoundConform;
use media::time::MediaTime;
use serde::{Deserialize, Serialize};

use super::super::{Failure, Job, Outcome, Work};

/// Encodes one sound of a tape, on the tape's time line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CopySound {
    /// Vault object of the tape.
    pub source: Digest,
    pub container: String,
    pub sound: SoundConform,
    pub plan: SoundPlan,
    /// Of the tape's time line.
    pub length: MediaTime,
    pub engine: String,
}

impl Job for CopySound {
    const KIND: &'static str = "copy-sound";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let out = work.scratch("sound.mp4");
        let request = SoundEncode {
            reading: SoundReading {
                channels: self.plan.channels,
                sample_rate: self.plan.sample_rate,
                ..work
                    .workshop
                    .sound_reading(&self.source, &self.container, &self.sound, self.length)?
            },
            bit_rate: self.plan.bit_rate,
        };
        let engine = &work.workshop.engine;
        engine.encode_sound(&request, &out, &work.watch()).await?;
        Ok(Outcome {
            outputs: vec![work.keep(out).await?.digest],
            effects: Vec::new(),
        })
    }
}
