use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use house::encode::{Codec, Rendition, Stage, Track};
use house::id::{MasterId, RenditionId, RenditionKey};
use media::join::{Joined, PictureJoin, join_pictures};
use media::time::FrameRate;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::stoppable::Stoppable;
use super::{Failure, Job, Outcome, Work};

/// Joins the pieces of a picture rendition, in the order of the jobs that this one waits for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JoinRendition {
    pub master: MasterId,
    pub width: u32,
    pub height: u32,
    pub rate: FrameRate,
    pub segment_frames: u32,
    pub gop_frames: u32,
    pub piece_frames: Vec<u64>,
}

impl Job for JoinRendition {
    const KIND: &'static str = "join-rendition";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let out = work.scratch("rendition.mp4");
        let pieces = self.open_pieces(work)?;
        let plan = PictureJoin {
            rate: self.rate,
            segment_frames: self.segment_frames,
            gop_frames: self.gop_frames,
            piece_frames: self.piece_frames.clone(),
        };
        let (path, stop) = (out.clone(), work.stop().clone());
        let joined = work
            .blocking(move || {
                let file = File::create(&path).map_err(|error| Failure::io(&path, &error))?;
                let mut file = BufWriter::new(Stoppable::new(file, stop));
                let joined = join_pictures(pieces, &plan, &mut file)?;
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

impl JoinRendition {
    fn open_pieces(&self, work: &Work) -> Result<Vec<File>, Failure> {
        (0..self.piece_frames.len())
            .map(|at| {
                let (file, _) = work.workshop.house.vault.open_object(&work.input(at)?)?;
                Ok(file)
            })
            .collect()
    }

    fn rendition(&self, joined: Joined, kept: store::Kept, work: &Work) -> Rendition {
        Rendition {
            id: RenditionId::random(),
            key: RenditionKey::random(),
            master: self.master.clone(),
            track: Track::Picture {
                width: self.width,
                height: self.height,
                rate: self.rate,
                codec: Codec(joined.codec),
            },
            digest: kept.digest,
            bytes: kept.bytes,
            segments: Some(Arc::new(joined.table)),
            stage: Stage::Made,
            made: work.workshop.house.clock.now(),
        }
    }
}
