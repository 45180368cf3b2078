use house::encode::{Rendition, Stage};
use house::id::{MasterId, ReleaseId, RenditionId, TitleId};
use house::release::Picture;

/// What a finished job changes in the catalogue, in the transaction that marks it done.
#[derive(Debug, Clone)]
pub enum Effect {
    PutRendition(Box<Rendition>),
    SetStage {
        rendition: RenditionId,
        stage: Stage,
    },
    PutPictures {
        title: TitleId,
        pictures: Vec<Picture>,
        /// `#rrggbb`; `None` keeps what is there.
        accent: Option<String>,
    },
    PutReport {
        master: MasterId,
        subject: String,
        report: serde_json::Value,
    },
    /// Opens the release now, unless an instant was set before or it was withdrawn.
    OpenRelease(ReleaseId),
}
