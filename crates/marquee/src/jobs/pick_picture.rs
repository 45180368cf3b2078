use house::Digest;
use house::id::TitleId;
use house::master::PictureConform;
use house::release::PictureRole;
use house::team::Actor;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::one_frame::OneFrame;
use super::{Failure, Job, Outcome, Work};

/// Makes a picture of a title of the frame that somebody chose, or of a photograph. It stays when the film is encoded
/// anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PickPicture {
    pub title: TitleId,
    /// Poster or still.
    pub role: PictureRole,
    pub source: Digest,
    pub container: String,
    pub picture: PictureConform,
    pub frame: u64,
    pub width: u32,
    pub height: u32,
    pub by: Actor,
    /// When it was asked for (microseconds): the same frame may be chosen again after another.
    pub asked: i64,
}

impl Job for PickPicture {
    const KIND: &'static str = "pick-picture";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let is_poster = self.role == PictureRole::Poster;
        let frame = OneFrame {
            source: &self.source,
            container: &self.container,
            picture: &self.picture,
            frame: self.frame,
            role: self.role,
            width: self.width,
            height: self.height,
        };
        let (picture, accent) = frame.take(work).await?;
        let accent = is_poster.then_some(accent);
        Ok(Outcome {
            outputs: vec![picture.digest],
            effects: vec![Effect::ChoosePicture {
                title: self.title,
                picture,
                accent,
                by: self.by,
            }],
        })
    }
}
