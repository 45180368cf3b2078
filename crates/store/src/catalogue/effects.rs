use house::Instant;
use house::encode::{Rendition, Stage};
use house::id::{MasterId, ReleaseId, RenditionId, TitleId};
use house::release::Picture;
use sqlx::SqliteConnection;

use super::{releases, renditions, reports, titles};
use crate::StoreError;

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

pub(crate) async fn apply(
    connection: &mut SqliteConnection,
    effect: &Effect,
    now: Instant,
) -> Result<(), StoreError> {
    match effect {
        Effect::PutRendition(rendition) => renditions::put(connection, rendition).await,
        Effect::SetStage { rendition, stage } => renditions::set_stage(connection, rendition, *stage).await,
        Effect::PutPictures {
            title,
            pictures,
            accent,
        } => titles::replace_pictures(connection, title, pictures, accent.as_deref()).await,
        Effect::PutReport {
            master,
            subject,
            report,
        } => reports::put(connection, master, subject, report, now).await,
        Effect::OpenRelease(release) => releases::open_unless_settled(connection, release, now).await,
    }
}
