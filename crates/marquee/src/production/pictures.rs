//! Pictures of a title that somebody chooses: a frame of its film, or a photograph of the archive.

use house::archive::Asset;
use house::id::{JobId, TitleId};
use house::master::PictureConform;
use house::release::{PictureRole, Title};
use house::team::Actor;
use house::{Digest, Instant};
use media::time::MediaTime;
use store::NewJob;

use super::{newest_master, still_picture};
use crate::cli::problem::Advised;
use crate::jobs::pick_picture::PickPicture;
use crate::jobs::seek_stills::fit;
use crate::jobs::{Job, plan};
use crate::open_house::OpenHouse;

const PRIORITY: i32 = 1_150;
const DISK: u64 = 16 << 20;

/// Queues the making of a picture from the film's frame at `at_ms`. Asked for twice at the same instant, it is one.
///
/// # Errors
/// A sentence when the title has no film, or the film ends before that.
pub async fn pick_frame(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    role: PictureRole,
    at_ms: i64,
    asked: Instant,
) -> anyhow::Result<JobId> {
    let master = newest_master(house, title).await?;
    let Some(picture) = master.sheet.picture().cloned() else {
        return Err(Advised::new(
            format!(
                "'{}' is heard and not seen, so no picture can be taken from it",
                title.name
            ),
            "choose a photograph of the archive",
        )
        .into());
    };
    let frame = picture.rate.frames_before(MediaTime::from_millis(at_ms.max(0)));
    if frame >= picture.frames {
        return Err(Advised::new("the film ends before that", "choose an earlier instant").into());
    }
    let (width, height) = fit(picture.width, picture.height, plan::POSTER);
    let job = PickPicture {
        title: title.id.clone(),
        role,
        source: master.source,
        container: master.sheet.container,
        picture,
        frame,
        width,
        height,
        by: actor.clone(),
        asked: asked.micros(),
    };
    queue(house, &title.id, &job).await
}

/// Queues the making of a picture from a photograph: scaled down where it is larger than a page shows, encoded anew, so
/// that nothing but the picture is in it.
///
/// # Errors
/// A sentence when the asset is no picture.
pub async fn pick_photo(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    role: PictureRole,
    asset: &Asset,
    asked: Instant,
) -> anyhow::Result<JobId> {
    let whole = still_picture(asset)?;
    let (width, height) = fit(whole.width & !1, whole.height & !1, plan::POSTER);
    if width < 2 || height < 2 {
        return Err(Advised::new("this picture is too small for a page", "choose a larger one").into());
    }
    let job = PickPicture {
        title: title.id.clone(),
        role,
        source: asset.digest,
        container: asset.survey.facts.container.clone(),
        // A film of one frame.
        picture: PictureConform {
            width,
            height,
            ..whole
        },
        frame: 0,
        width,
        height,
        by: actor.clone(),
        asked: asked.micros(),
    };
    queue(house, &title.id, &job).await
}

async fn queue(house: &OpenHouse, title: &TitleId, job: &PickPicture) -> anyhow::Result<JobId> {
    let name = if job.role == PictureRole::Poster {
        "poster"
    } else {
        "still"
    };
    queue_pictures(house, title, job, job.source, format!("{name} that was chosen")).await
}

/// Queues a step that makes pictures of a title of a film or a photograph.
///
/// # Errors
/// When the catalogue cannot be written.
pub(super) async fn queue_pictures<J: Job>(
    house: &OpenHouse,
    title: &TitleId,
    job: &J,
    source: Digest,
    label: String,
) -> anyhow::Result<JobId> {
    let new = NewJob {
        id: JobId::random(),
        kind: J::KIND.to_owned(),
        title: Some(title.clone()),
        label,
        params: serde_json::to_value(job)?,
        key: job.key(&[source], "")?,
        after: Vec::new(),
        priority: PRIORITY,
        disk: DISK,
    };
    let id = new.id.clone();
    house.catalogue.queue().enqueue(vec![new]).await?;
    Ok(id)
}
