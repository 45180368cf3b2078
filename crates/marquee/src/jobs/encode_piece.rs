use engine::PictureEncode;
use house::Digest;
use house::encode::{PicturePlan, Piece};
use house::master::PictureConform;
use serde::{Deserialize, Serialize};

use super::{Failure, Job, Outcome, Work};

/// Encodes one run of frames of one picture rendition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EncodePiece {
    /// Vault object of the film.
    pub source: Digest,
    pub container: String,
    pub picture: PictureConform,
    pub plan: PicturePlan,
    pub gop_frames: u32,
    pub piece: Piece,
    /// Threads of the encoder: other threads give other bytes, so their number is fixed when the job is planned.
    pub threads: u32,
    /// Build of the engine that all pieces of the rendition are made by; pieces of two builds do not join.
    pub engine: String,
}

impl Job for EncodePiece {
    const KIND: &'static str = "encode-piece";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let out = work.scratch("piece.mp4");
        let request = self.request(work)?;
        work.workshop
            .engine
            .encode_picture(&request, &out, &work.watch())
            .await?;
        let kept = work.keep(out).await?;
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: Vec::new(),
        })
    }
}

impl EncodePiece {
    fn request(&self, work: &Work) -> Result<PictureEncode, Failure> {
        let (picture, plan) = (&self.picture, &self.plan);
        Ok(PictureEncode {
            reading: work.workshop.reading(&self.source, &self.container, picture)?,
            first_frame: self.piece.first_frame,
            frames: self.piece.frames,
            width: plan.width,
            height: plan.height,
            crf: plan.crf,
            max_rate: plan.max_rate,
            buffer: plan.buffer,
            profile: plan.profile.clone(),
            preset: plan.preset.clone(),
            gop_frames: self.gop_frames,
            threads: self.threads,
        })
    }
}
