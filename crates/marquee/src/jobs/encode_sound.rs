use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use engine::{SoundEncode, SoundReading};
use house::Digest;
use house::encode::{Codec, Rendition, SoundPlan, Stage, Track};
use house::id::{MasterId, RenditionId, RenditionKey};
use house::master::SoundConform;
use media::join::{Joined, SoundCut, cut_sound};
use media::time::MediaTime;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::stoppable::Stoppable;
use super::timeline::Timeline;
use super::{Failure, Job, Outcome, Work};

/// Encodes one sound of the film whole and cuts it where the picture is cut, or where it would be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EncodeSound {
    pub master: MasterId,
    /// Vault object of the film.
    pub source: Digest,
    pub container: String,
    pub sound: SoundConform,
    pub plan: SoundPlan,
    /// The picture's time line, which is the sound's too; where there is no picture, the sound's own.
    pub timeline: Timeline,
    pub engine: String,
}

impl Job for EncodeSound {
    const KIND: &'static str = "encode-sound";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let whole = work.scratch("sound.mp4");
        let request = self.request(work)?;
        work.workshop
            .engine
            .encode_sound(&request, &whole, &work.watch())
            .await?;
        let out = work.scratch("rendition.mp4");
        let cut = SoundCut {
            picture_boundaries: self.timeline.boundaries()?,
        };
        let (path, stop) = (out.clone(), work.stop().clone());
        let joined = work
            .blocking(move || {
                let source = File::open(&whole).map_err(|error| Failure::io(&whole, &error))?;
                let file = File::create(&path).map_err(|error| Failure::io(&path, &error))?;
                let mut file = BufWriter::new(Stoppable::new(file, stop));
                let joined = cut_sound(source, &cut, &mut file)?;
                std::io::Write::flush(&mut file).map_err(|error| Failure::io(&path, &error))?;
                Ok(joined)
            })
            .await?;
        let kept = work.keep(out).await?;
        let rendition = self.rendition(joined, kept, work);
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: vec![Effect::PutRendition(Box::new(rendition))],
        })
    }
}

impl EncodeSound {
    fn request(&self, work: &Work) -> Result<SoundEncode, Failure> {
        Ok(SoundEncode {
            reading: SoundReading {
                channels: self.plan.channels,
                sample_rate: self.plan.sample_rate,
                ..work
                    .workshop
                    .sound_reading(&self.source, &self.container, &self.sound, self.length()?)?
            },
            bit_rate: self.plan.bit_rate,
        })
    }

    fn length(&self) -> Result<MediaTime, Failure> {
        Ok(self.timeline.length()?)
    }

    fn rendition(&self, joined: Joined, kept: store::Kept, work: &Work) -> Rendition {
        Rendition {
            id: RenditionId::random(),
            key: RenditionKey::random(),
            master: self.master.clone(),
            track: Track::Sound {
                channels: self.plan.channels,
                sample_rate: self.plan.sample_rate,
                codec: Codec(joined.codec),
                language: self.sound.language.clone(),
                title: self.sound.title.clone(),
                default: self.sound.default,
            },
            digest: kept.digest,
            bytes: kept.bytes,
            segments: Some(Arc::new(joined.table)),
            stage: Stage::Made,
            made: work.workshop.house.clock.now(),
        }
    }
}
