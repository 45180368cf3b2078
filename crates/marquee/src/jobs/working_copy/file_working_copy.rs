use std::path::PathBuf;

use engine::Mux;
use house::archive::{WorkingCopy, playable_as};
use house::id::AssetId;
use media::join::PictureJoin;
use media::time::{FrameRate, MediaTime};
use serde::{Deserialize, Serialize};
use store::Effect;

use super::super::join_rendition::join;
use super::super::{Failure, Job, Outcome, Work};

/// Puts the pieces of a tape's picture and its sound into one file, looks whether it is what browsers play, and files it.
/// Its inputs are the pieces in their order, then the sound.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileWorkingCopy {
    pub asset: AssetId,
    pub picture: Option<CopyPicture>,
    pub has_sound: bool,
    /// Of the tape's time line.
    pub length: MediaTime,
    pub engine: String,
}

/// How the pieces follow each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CopyPicture {
    pub rate: FrameRate,
    pub segment_frames: u32,
    pub gop_frames: u32,
    pub piece_frames: Vec<u64>,
}

impl Job for FileWorkingCopy {
    const KIND: &'static str = "file-working-copy";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let picture = match &self.picture {
            Some(picture) => Some(Self::joined(picture, work).await?),
            None => None,
        };
        let pieces = self.picture.as_ref().map_or(0, |plan| plan.piece_frames.len());
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

impl FileWorkingCopy {
    async fn joined(picture: &CopyPicture, work: &Work) -> Result<PathBuf, Failure> {
        let out = work.scratch("picture.mp4");
        let plan = PictureJoin {
            rate: picture.rate,
            segment_frames: picture.segment_frames,
            gop_frames: picture.gop_frames,
            piece_frames: picture.piece_frames.clone(),
        };
        join(work, plan, out.clone()).await?;
        Ok(out)
    }
}
