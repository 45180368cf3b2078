use house::archive::UploadState;
use house::encode::Effort;
use house::id::UploadId;
use serde::{Deserialize, Serialize};

use super::{Failure, Job, Outcome, Work};
use crate::production::draft_title;

/// Drafts the title that was wished for with an upload: its master, its draft of a release, and all encodes queued. It
/// opens to nobody by itself. Every step of it is one that is done once, so a killed draft goes on where it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DraftTitle {
    pub upload: UploadId,
    /// Which attempt at taking the upload in this follows.
    pub salvage: bool,
}

impl Job for DraftTitle {
    const KIND: &'static str = "draft-title";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let house = &work.workshop.house;
        let upload = house.catalogue.upload_by_id(&self.upload).await?;
        // One that was refused, or removed meanwhile, has said so itself.
        let Some(upload) = upload.filter(|upload| upload.state == UploadState::TakenIn) else {
            return Ok(Outcome::default());
        };
        draft_title(house, &upload, Effort::Normal)
            .await
            .map_err(|error| Failure::Lasting(format!("{error:#}")))?;
        Ok(Outcome::default())
    }
}
