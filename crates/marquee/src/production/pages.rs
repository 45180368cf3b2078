//! Pages of a notebook: photographs of the archive, cut into tiles that can be looked at closely.

use house::archive::Asset;
use house::id::JobId;
use house::master::PictureConform;
use house::release::{PictureRole, Title};
use media::time::{FrameRate, MediaTime};
use store::NewJob;

use crate::cli::problem::Advised;
use crate::jobs::Job;
use crate::jobs::cut_page::CutPage;
use crate::open_house::OpenHouse;

const PRIORITY: i32 = 1_100;
const DISK: u64 = 256 << 20;

/// Queues the cutting of every page that is not cut yet.
///
/// # Errors
/// A sentence when one of them is no picture.
pub async fn order_pages(house: &OpenHouse, title: &Title) -> anyhow::Result<()> {
    let is_cut = |photo| {
        let mut pictures = title.pictures.iter();
        pictures.any(|picture| matches!(&picture.role, PictureRole::Page { photo: of, .. } if of == photo))
    };
    let mut jobs = Vec::new();
    for page in title.material.pages.iter().filter(|page| !is_cut(&page.photo)) {
        let Some(asset) = house.catalogue.asset_by_id(&page.photo).await? else {
            continue;
        };
        let job = CutPage {
            title: title.id.clone(),
            photo: asset.id.clone(),
            source: asset.digest,
            container: asset.survey.facts.container.clone(),
            picture: still_picture(&asset)?,
            asked: house.clock.now().micros(),
        };
        jobs.push(NewJob {
            id: JobId::random(),
            kind: CutPage::KIND.to_owned(),
            title: Some(title.id.clone()),
            label: format!("page '{}'", asset.file_name),
            params: serde_json::to_value(&job)?,
            key: job.key(&[job.source], "")?,
            after: Vec::new(),
            priority: PRIORITY,
            disk: DISK,
        });
    }
    if !jobs.is_empty() {
        house.catalogue.queue().enqueue(jobs).await?;
    }
    Ok(())
}

/// A still picture as a film of one frame, at its own size, upright.
///
/// # Errors
/// A sentence when the asset is no picture.
pub fn still_picture(asset: &Asset) -> anyhow::Result<PictureConform> {
    let facts = &asset.survey.facts;
    let picture = facts.pictures.first().filter(|_| facts.still);
    let Some(picture) = picture else {
        let sentence = format!("'{}' is no picture but {}", asset.file_name, asset.kind.as_str());
        return Err(Advised::new(sentence, "name a photograph of the archive").into());
    };
    let (width, height) = match picture.rotation {
        90 | 270 => (picture.height, picture.width),
        _ => (picture.width, picture.height),
    };
    Ok(PictureConform {
        stream: picture.index,
        rate: FrameRate::new(25, 1)?,
        frames: 1,
        source_frames: 1,
        start: MediaTime::ZERO,
        width,
        height,
        rotation: picture.rotation,
        deinterlace: None,
        tone_map: None,
        seekable: false,
    })
}
