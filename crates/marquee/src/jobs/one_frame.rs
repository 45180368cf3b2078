use engine::PosterRequest;
use house::Digest;
use house::id::PictureKey;
use house::master::PictureConform;
use house::release::{Picture, PictureRole, accent};

use super::{Failure, Work};

/// A frame that becomes a picture of a title.
pub(super) struct OneFrame<'a> {
    pub(super) source: &'a Digest,
    pub(super) container: &'a str,
    pub(super) picture: &'a PictureConform,
    pub(super) frame: u64,
    pub(super) role: PictureRole,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl OneFrame<'_> {
    /// The picture, kept in the vault, and the accent that its colour gives a page.
    pub(super) async fn take(self, work: &Work) -> Result<(Picture, String), Failure> {
        let folder = work.scratch(&format!("picture-{}", self.frame));
        std::fs::create_dir(&folder).map_err(|error| Failure::io(&folder, &error))?;
        let request = PosterRequest {
            reading: work.workshop.reading(self.source, self.container, self.picture)?,
            width: self.width,
            height: self.height,
            candidates: 1,
        };
        let engine = &work.workshop.engine;
        let taken = engine
            .take_frame(&request, self.frame, &folder, &work.watch())
            .await?;
        let accent = accent(taken.colour);
        let kept = work.keep(taken.path).await?;
        let picture = Picture {
            key: PictureKey::random(),
            role: self.role,
            digest: kept.digest,
            bytes: kept.bytes,
            width: self.width,
            height: self.height,
        };
        Ok((picture, accent))
    }
}
