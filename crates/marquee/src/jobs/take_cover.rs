use house::Digest;
use house::id::TitleId;
use house::master::PictureConform;
use house::release::PictureRole;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::one_frame::OneFrame;
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
        let frame = OneFrame {
            source: &self.source,
            container: &self.container,
            picture: &self.cover,
            frame: 0,
            role: PictureRole::Poster,
            width: self.width,
            height: self.height,
        };
        let (poster, accent) = frame.take(work).await?;
        Ok(Outcome {
            outputs: vec![poster.digest],
            effects: vec![Effect::PutPictures {
                title: self.title,
                pictures: vec![poster],
                accent: Some(accent),
            }],
        })
    }
}
