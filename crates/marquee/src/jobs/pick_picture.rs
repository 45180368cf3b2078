use engine::PosterRequest;
use house::Digest;
use house::id::{PictureKey, TitleId};
use house::master::PictureConform;
use house::release::{Picture, PictureRole, accent};
use house::team::Actor;
use serde::{Deserialize, Serialize};
use store::Effect;

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
        let folder = work.scratch("picture");
        std::fs::create_dir(&folder).map_err(|error| Failure::io(&folder, &error))?;
        let request = PosterRequest {
            reading: work
                .workshop
                .reading(&self.source, &self.container, &self.picture)?,
            width: self.width,
            height: self.height,
            candidates: 1,
        };
        let engine = &work.workshop.engine;
        let taken = engine
            .take_frame(&request, self.frame, &folder, &work.watch())
            .await?;
        let accent = (self.role == PictureRole::Poster).then(|| accent(taken.colour));
        let kept = work.keep(taken.path).await?;
        let picture = Picture {
            key: PictureKey::random(),
            role: self.role,
            digest: kept.digest,
            bytes: kept.bytes,
            width: self.width,
            height: self.height,
        };
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: vec![Effect::ChoosePicture {
                title: self.title,
                picture,
                accent,
                by: self.by,
            }],
        })
    }
}
