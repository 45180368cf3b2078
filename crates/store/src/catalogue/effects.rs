use house::Instant;
use house::analyse::words::Transcript;
use house::analyse::{Analysed, NearDuplicate};
use house::archive::{Asset, WorkingCopy};
use house::encode::{Rendition, Stage};
use house::id::{AssetId, MasterId, ReleaseId, RenditionId, TitleId, UploadId};
use house::release::{Picture, ShownMoments};
use house::team::Actor;

use super::{
    analyses, asset_has, choosing, notebooks, releases, renditions, replacing, reports, shown_moments,
    titles, transcripts, uploads, working_copies,
};
use crate::StoreError;
use crate::db::Connection;

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
    /// Files an upload that was looked over as an asset; the same bytes twice are one asset.
    FileUpload {
        upload: UploadId,
        asset: Box<Asset>,
    },
    /// An upload that is not taken in, and why.
    RefuseUpload {
        upload: UploadId,
        sentence: String,
        salvageable: bool,
    },
    /// A picture that somebody chose, and the accent of a poster.
    ChoosePicture {
        title: TitleId,
        picture: Picture,
        accent: Option<String>,
        by: Actor,
    },
    /// Puts moments on a title's page, each with its picture.
    ShowMoments {
        title: TitleId,
        moments: ShownMoments,
        pictures: Vec<Picture>,
        by: Actor,
    },
    /// A page of a notebook, cut into tiles.
    PutPage {
        title: TitleId,
        picture: Box<Picture>,
    },
    /// What was found on a tape.
    PutAnalysis(Box<Analysed>),
    /// A copy of a tape that browsers play.
    PutWorkingCopy(WorkingCopy),
    /// Where a tape's pictures are found on others.
    PutNearDuplicates {
        asset: AssetId,
        duplicates: Vec<NearDuplicate>,
    },
    /// The release shows this master from now on.
    ReplaceMaster {
        release: ReleaseId,
        master: MasterId,
        by: Actor,
    },
    /// What the house heard or read on an asset.
    PutTranscript(Box<Transcript>),
    /// All that is found on an asset, in a word each: what `has:` is asked of.
    SetHas {
        asset: AssetId,
        what: Vec<String>,
    },
    /// Everything has passed: settles when the release opens, at its intended instant or now.
    OpenRelease(ReleaseId),
}

pub(crate) async fn apply(
    connection: &mut Connection,
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
        Effect::FileUpload { upload, asset } => uploads::file(connection, upload, asset, now).await,
        Effect::RefuseUpload {
            upload,
            sentence,
            salvageable,
        } => uploads::refuse(connection, upload, sentence, *salvageable, now).await,
        Effect::ChoosePicture {
            title,
            picture,
            accent,
            by,
        } => choosing::choose(connection, title, picture, accent.as_deref(), by, now).await,
        Effect::ShowMoments {
            title,
            moments,
            pictures,
            by,
        } => shown_moments::show(connection, title, moments, pictures, by, now).await,
        Effect::PutPage { title, picture } => notebooks::put_page(connection, title, picture).await,
        Effect::PutAnalysis(analysed) => analyses::put(connection, analysed).await,
        Effect::PutWorkingCopy(copy) => working_copies::put(connection, copy).await,
        Effect::PutNearDuplicates { asset, duplicates } => {
            analyses::put_near_duplicates(connection, asset, duplicates).await
        }
        Effect::ReplaceMaster { release, master, by } => {
            replacing::replace(connection, release, master, by, now).await
        }
        Effect::PutTranscript(transcript) => transcripts::put(connection, transcript).await,
        Effect::SetHas { asset, what } => asset_has::set(connection, asset, what).await,
        Effect::OpenRelease(release) => releases::settle_opening(connection, release, now).await,
    }
}
