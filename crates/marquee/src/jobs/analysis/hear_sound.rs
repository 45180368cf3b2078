use house::Digest;
use house::analyse::sound::Ear;
use house::master::SoundConform;
use media::time::MediaTime;
use serde::{Deserialize, Serialize};

use super::super::{Failure, Job, Outcome, Work};
use super::kept::{self, SoundNotes};

/// Hears a sound track of a tape from end to end. Leaves behind: what was heard, and [`SoundNotes`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HearSound {
    /// Vault object of the tape.
    pub source: Digest,
    pub container: String,
    pub sound: SoundConform,
    /// Of the tape's time line.
    pub length: MediaTime,
    pub engine: String,
}

impl Job for HearSound {
    const KIND: &'static str = "hear-sound";
    const VERSION: u32 = Ear::REVISION;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let reading = work
            .workshop
            .sound_reading(&self.source, &self.container, &self.sound, self.length)?;
        let mut ear = Ear::new(reading.channels, reading.sample_rate);
        let hear = |samples: &[f32]| {
            ear.hear(samples);
            Ok(())
        };
        let complaints = work.workshop.engine.hear(&reading, hear, &work.watch()).await?;
        let (heard, notes) = (work.scratch("heard"), work.scratch("notes"));
        kept::write(&heard, &ear.finish())?;
        kept::write(&notes, &SoundNotes { complaints })?;
        let mut outputs = Vec::new();
        for path in [heard, notes] {
            outputs.push(work.keep(path).await?.digest);
        }
        Ok(Outcome {
            outputs,
            effects: Vec::new(),
        })
    }
}
