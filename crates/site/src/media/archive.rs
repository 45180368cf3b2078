//! What lies in the archive, for the team: a tape as it came, and the small pictures of it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use house::analyse::{Analysed, Analysis, PictureAnalysis, Still};
use house::archive::{Asset, playable_as};
use house::id::AssetId;
use house::release::{ArchiveAdmission, Viewer};
use media::time::{FrameNo, MediaTime};

use super::answer::{self, Ask, Resource, Sending};
use crate::caching::Keep;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A record larger than this is not read into memory: a day of tape has a tenth of it.
const LARGEST_RECORD: u64 = 256 << 20;

/// Where [`tape`] answers.
pub(crate) fn tape_address(asset: &AssetId) -> String {
    format!("/studio/assets/{asset}/tape")
}

/// Where [`copy`] answers.
pub(crate) fn copy_address(asset: &AssetId) -> String {
    format!("/studio/assets/{asset}/copy")
}

/// Where [`still`] answers.
pub(crate) fn still_address(asset: &AssetId, frame: FrameNo) -> String {
    format!("/studio/assets/{asset}/stills/{}.jpg", frame.0)
}

/// `GET /studio/assets/{id}/tape`: the file as it came. What no browser plays is handed out as bytes to keep.
pub(crate) async fn tape(
    State(site): State<Arc<Site>>,
    _member: Member,
    Named(id): Named<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let asset = asset(&site, &id).await?;
    let admission = site.gate.admit_to_tape(&Viewer::Team, &asset)?;
    let kind = playable_as(&asset.survey.facts).unwrap_or("application/octet-stream");
    let resource = Resource {
        content_type: HeaderValue::from_static(kind),
        etag: answer::text(format!("\"{}\"", asset.id)),
        len: asset.bytes,
        keep: Keep::Never,
    };
    send(&site, &admission, resource, 0, &Ask::of(&parts)).await
}

/// `GET /studio/assets/{id}/copy`: the tape's copy that browsers play, if one was made.
pub(crate) async fn copy(
    State(site): State<Arc<Site>>,
    _member: Member,
    Named(id): Named<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let id: AssetId = id.parse().map_err(|_| Problem::NotFound)?;
    let copy = site
        .catalogue
        .working_copy(&id)
        .await
        .map_err(Problem::internal)?;
    let copy = copy.ok_or(Problem::NotFound)?;
    let admission = site
        .gate
        .admit_to_archive(&Viewer::Team, copy.digest, copy.bytes)?;
    let resource = Resource {
        content_type: HeaderValue::from_static(copy.kind()),
        etag: answer::text(format!("\"{id}-{}\"", copy.made.micros())),
        len: copy.bytes,
        keep: Keep::Never,
    };
    send(&site, &admission, resource, 0, &Ask::of(&parts)).await
}

/// Where [`still`] answers with the last one up to a second.
pub(crate) fn still_address_at(asset: &AssetId, second: i64) -> String {
    format!("/studio/assets/{asset}/stills/at-{second}.jpg")
}

/// `GET /studio/assets/{id}/stills/{frame}.jpg`: the small picture of this frame, if one was kept. With `at-{second}` in
/// the frame's place the one that is seen about then.
pub(crate) async fn still(
    State(site): State<Arc<Site>>,
    _member: Member,
    Named((id, file)): Named<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let wanted = Wanted::of(&file).ok_or(Problem::NotFound)?;
    let id: AssetId = id.parse().map_err(|_| Problem::NotFound)?;
    let found = site.catalogue.analysed(&id).await.map_err(Problem::internal)?;
    let found = found.ok_or(Problem::NotFound)?;
    let stills = found.stills.ok_or(Problem::NotFound)?;
    let analysis = site.tapes.analysis(&site, &found).await?;
    let picture = analysis.picture.as_ref().ok_or(Problem::NotFound)?;
    let still = wanted.among(picture).ok_or(Problem::NotFound)?;
    let admission = site
        .gate
        .admit_to_archive(&Viewer::Team, stills.digest, stills.bytes)?;
    let resource = Resource {
        content_type: HeaderValue::from_static("image/jpeg"),
        etag: answer::text(format!("\"{id}-{}-{}\"", found.made.micros(), still.frame.0)),
        len: u64::from(still.bytes),
        keep: Keep::Never,
    };
    send(&site, &admission, resource, still.start, &Ask::of(&parts)).await
}

/// Which of a tape's stills is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Frame(FrameNo),
    Second(u32),
}

impl Wanted {
    fn of(file: &str) -> Option<Self> {
        let name = file.strip_suffix(".jpg")?;
        match name.strip_prefix("at-") {
            Some(second) => second.parse().ok().map(Self::Second),
            None => name.parse().ok().map(FrameNo).map(Self::Frame),
        }
    }

    fn among(self, picture: &PictureAnalysis) -> Option<&Still> {
        match self {
            Self::Frame(frame) => picture.still_at(frame).filter(|still| still.frame == frame),
            Self::Second(second) => {
                // What is seen in the middle of that second.
                let middle = MediaTime::from_millis(i64::from(second) * 1_000 + 500);
                picture.still_at(FrameNo(picture.rate.frames_before(middle)))
            }
        }
    }
}

async fn asset(site: &Site, id: &str) -> Result<Asset, Problem> {
    let id: AssetId = id.parse().map_err(|_| Problem::NotFound)?;
    let asset = site.catalogue.asset_by_id(&id).await.map_err(Problem::internal)?;
    asset.ok_or(Problem::NotFound)
}

/// The resource's bytes begin at `start` of the object.
async fn send(
    site: &Site,
    admission: &ArchiveAdmission,
    resource: Resource,
    start: u64,
    ask: &Ask<'_>,
) -> Result<Response, Problem> {
    match resource.answer(ask) {
        Sending::Nothing(response) => Ok(response),
        Sending::Bytes(part, response) => {
            let part = start.saturating_add(part.start)..start.saturating_add(part.end);
            let read = site.door.read_archive(admission, part).await;
            let bytes = read.map_err(answer::refusal)?;
            Ok(response.map(|_| ask.body(bytes)))
        }
    }
}

/// The records that pages ask for again and again (each picture of a strip is a request): the last few that were read.
#[derive(Debug, Default)]
pub(crate) struct TapeShelf(std::sync::Mutex<Vec<(Analysed, Arc<Analysis>)>>);

/// Records kept in memory.
const KEPT: usize = 4;

impl TapeShelf {
    /// What was found on a tape.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the vault has not what the catalogue says.
    pub(crate) async fn analysis(&self, site: &Site, found: &Analysed) -> Result<Arc<Analysis>, Problem> {
        if let Some(known) = self.known(found) {
            return Ok(known);
        }
        let record = found.record;
        let admission = site
            .gate
            .admit_to_archive(&Viewer::Team, record.digest, record.bytes)?;
        let bytes = site
            .door
            .read_archive_whole(&admission, LARGEST_RECORD)
            .await
            .map_err(answer::refusal)?;
        let analysis = tokio::task::spawn_blocking(move || serde_json::from_slice::<Analysis>(&bytes));
        let analysis = analysis.await.map_err(Problem::internal)?;
        let analysis = Arc::new(analysis.map_err(Problem::internal)?);
        self.keep(found, &analysis);
        Ok(analysis)
    }

    fn known(&self, found: &Analysed) -> Option<Arc<Analysis>> {
        let kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = kept.iter().find(|(known, _)| known == found);
        known.map(|(_, analysis)| Arc::clone(analysis))
    }

    fn keep(&self, found: &Analysed, analysis: &Arc<Analysis>) {
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.retain(|(known, _)| known.asset != found.asset);
        kept.insert(0, (found.clone(), Arc::clone(analysis)));
        kept.truncate(KEPT);
    }
}
