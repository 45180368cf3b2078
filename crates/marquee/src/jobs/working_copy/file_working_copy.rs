use engine::Mux;
use house::archive::{WorkingCopy, playable_as};
use house::id::AssetId;
use media::join::PictureJoin;
use media::time::MediaTime;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::super::join_rendition::join;
use super::super::{Failure, Job, Outcome, Work};

/// Puts the pieces of a tape's picture and its sound into one file, looks whether it is what browsers play, and files it.
/// Its inputs are the pieces in their order, then the sound.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileWorkingCopy {
    pub asset: AssetId,
    /// How the pieces follow each other; `None` when nothing is seen.
    pub picture: Option<PictureJoin>,
    pub has_sound: bool,
    /// Of the tape's time line.
    pub length: MediaTime,
    pub engine: String,
}

impl Job for FileWorkingCopy {
    const KIND: &'static str = "file-working-copy";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let pieces = self.picture.as_ref().map_or(0, |plan| plan.piece_frames.len());
        let picture = match self.picture {
            Some(plan) => {
                let out = work.scratch("picture.mp4");
                join(work, plan, out.clone()).await?;
                Some(out)
            }
            None => None,
        };
        let sound = match self.has_sound {
            true => Some(work.workshop.object(&work.input(pieces)?)?),
            false => None,
        };
        let (is_film, out) = (picture.is_some(), work.scratch("copy.mp4"));
        let request = Mux {
            picture,
            sound,
            length: self.length,
        };
        let engine = &work.workshop.engine;
        engine.mux(&request, &out, &work.watch()).await?;
        let facts = engine.survey(&out).await?.facts;
        let house = &work.workshop.house;
        let kept = work.keep(out).await?;
        let copy = WorkingCopy {
            asset: self.asset,
            digest: kept.digest,
            bytes: kept.bytes,
            is_film,
            made: house.clock.now(),
        };
        if playable_as(&facts) != Some(copy.kind()) {
            let sentence = "the copy came out as what browsers do not play";
            return Err(Failure::Lasting(sentence.into()));
        }
        Ok(Outcome {
            outputs: vec![copy.digest],
            effects: vec![Effect::PutWorkingCopy(copy)],
        })
    }
}
