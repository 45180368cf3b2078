use engine::PosterRequest;
use house::Digest;
use house::id::{PictureKey, TitleId};
use house::master::PictureConform;
use house::release::{Picture, PictureRole, accent};
use serde::{Deserialize, Serialize};
use store::Effect;

use super::{Failure, Job, Outcome, Work};

/// Takes the poster of a sound's page from the cover that lies in its file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeCover {
    pub title: TitleId,
    pub source: Digest,
    pub container: String,
    pub cover: PictureConform,
    pub width: u32,
    pub height: u32,
    pub engine: String,
}

impl Job for TakeCover {
    const KIND: &'static str = "take-cover";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let folder = work.scratch("cover");
        std::fs::create_dir(&folder).map_err(|error| Failure::io(&folder, &error))?;
        let request = PosterRequest {
            reading: work
                .workshop
                .reading(&self.source, &self.container, &self.cover)?,
            width: self.width,
            height: self.height,
            candidates: 1,
        };
        let engine = &work.workshop.engine;
        let taken = engine.take_frame(&request, 0, &folder, &work.watch()).await?;
        let accent = accent(taken.colour);
        let kept = work.keep(taken.path).await?;
        let poster = Picture {
            key: PictureKey::random(),
            role: PictureRole::Poster,
            digest: kept.digest,
            bytes: kept.bytes,
            width: self.width,
            height: self.height,
        };
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: vec![Effect::PutPictures {
                title: self.title,
                pictures: vec![poster],
                accent: Some(accent),
            }],
        })
    }
}
