use house::Digest;
use house::id::TitleId;
use house::master::PictureConform;
use house::release::{PictureRole, ShownMoments};
use house::team::Actor;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::one_frame::OneFrame;
use super::{Failure, Job, Outcome, Work};

/// Puts moments of a film on its page, each with a frame of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowMoments {
    pub title: TitleId,
    pub moments: ShownMoments,
    pub source: Digest,
    pub container: String,
    /// `None` where nothing is seen.
    pub frames: Option<MomentFrames>,
    pub by: Actor,
    /// When it was asked for (microseconds): the same moments may be shown again after they were taken away.
    pub asked: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MomentFrames {
    pub picture: PictureConform,
    pub width: u32,
    pub height: u32,
    /// Of the film, one for each moment.
    pub frames: Vec<u64>,
}

impl Job for ShowMoments {
    const KIND: &'static str = "show-moments";
    const VERSION: u32 = 1;

    async fn run(mut self, work: &Work) -> Result<Outcome, Failure> {
        let mut pictures = Vec::new();
        if let Some(frames) = &self.frames {
            let moments = self.moments.list.iter_mut();
            for (moment, frame) in moments.zip(&frames.frames) {
                let frame = OneFrame {
                    source: &self.source,
                    container: &self.container,
                    picture: &frames.picture,
                    frame: *frame,
                    role: PictureRole::Moment,
                    width: frames.width,
                    height: frames.height,
                };
                let (picture, _) = frame.take(work).await?;
                moment.still = Some(picture.key.clone());
                pictures.push(picture);
            }
        }
        Ok(Outcome {
            outputs: pictures.iter().map(|picture| picture.digest).collect(),
            effects: vec![Effect::ShowMoments {
                title: self.title,
                moments: self.moments,
                pictures,
                by: self.by,
            }],
        })
    }
}
