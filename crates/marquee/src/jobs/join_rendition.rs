use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
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
        let plan = PictureJoin {
            rate: self.rate,
            segment_frames: self.segment_frames,
            gop_frames: self.gop_frames,
            piece_frames: self.piece_frames.clone(),
        };
        let joined = join(work, plan, out.clone()).await?;
        let kept = work.keep(out).await?;
        let rendition = self.rendition(joined, kept, work);
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: vec![Effect::PutRendition(Box::new(rendition))],
        })
    }
}

/// Joins the pieces that the first of the step's inputs are into `out`.
pub(super) async fn join(work: &Work, plan: PictureJoin, out: PathBuf) -> Result<Joined, Failure> {
    let open = |at| {
        let (file, _) = work.workshop.house.vault.open_object(&work.input(at)?)?;
        Ok(file)
    };
    let pieces: Result<Vec<File>, Failure> = (0..plan.piece_frames.len()).map(open).collect();
    let (pieces, stop) = (pieces?, work.stop().clone());
    work.blocking(move || {
        let file = File::create(&out).map_err(|error| Failure::io(&out, &error))?;
        let mut file = BufWriter::new(Stoppable::new(file, stop));
        let joined = join_pictures(pieces, &plan, &mut file)?;
        std::io::Write::flush(&mut file).map_err(|error| Failure::io(&out, &error))?;
        Ok(joined)
    })
    .await
}

impl JoinRendition {
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
