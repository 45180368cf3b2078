use engine::{PosterCandidate, PosterRequest, Reading, StillsRequest, StillsSheet};
use house::Digest;
use house::id::{PictureKey, TitleId};
use house::master::PictureConform;
use house::release::{Picture, PictureRole, StillMeasure, accent, choose_poster};
use media::time::{FrameNo, FrameRate};
use serde::{Deserialize, Serialize};
use store::Effect;

use super::seek_stills::SeekStills;
use super::{Failure, Job, Outcome, Work};

/// Takes a title's pictures from its film: the poster and the sheets of stills for the seek bar.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakePictures {
    pub title: TitleId,
    pub source: Digest,
    pub container: String,
    pub picture: PictureConform,
    pub stills: SeekStills,
    pub poster_width: u32,
    pub poster_height: u32,
    pub engine: String,
}

/// Frames looked at for the poster.
const CANDIDATES: u32 = 12;

impl Job for TakePictures {
    const KIND: &'static str = "take-pictures";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let (poster, accent) = self.poster(work).await?;
        let mut pictures = vec![poster];
        pictures.extend(self.sheets(work).await?);
        let outputs = pictures.iter().map(|picture| picture.digest).collect();
        let effects = vec![Effect::PutPictures {
            title: self.title,
            pictures,
            accent: Some(accent),
        }];
        Ok(Outcome { outputs, effects })
    }
}

impl TakePictures {
    async fn poster(&self, work: &Work) -> Result<(Picture, String), Failure> {
        let folder = folder(work, "poster")?;
        let request = self.poster_request(work)?;
        let candidates = work
            .workshop
            .engine
            .take_poster(&request, &folder, &work.watch())
            .await?;
        let best = best(candidates)
            .ok_or_else(|| Failure::Lasting("no frame of the film could be taken as a poster".into()))?;
        let accent = accent(best.colour);
        let kept = work.keep(best.path).await?;
        let picture = Picture {
            key: PictureKey::random(),
            role: PictureRole::Poster,
            digest: kept.digest,
            bytes: kept.bytes,
            width: self.poster_width,
            height: self.poster_height,
        };
        Ok((picture, accent))
    }

    fn reading(&self, work: &Work) -> Result<Reading, Failure> {
        work.workshop
            .reading(&self.source, &self.container, &self.picture)
    }

    fn poster_request(&self, work: &Work) -> Result<PosterRequest, Failure> {
        Ok(PosterRequest {
            reading: self.reading(work)?,
            width: self.poster_width,
            height: self.poster_height,
            candidates: CANDIDATES,
        })
    }

    async fn sheets(&self, work: &Work) -> Result<Vec<Picture>, Failure> {
        let folder = folder(work, "stills")?;
        let request = self.stills_request(work)?;
        let sheets = work
            .workshop
            .engine
            .take_stills(&request, &folder, &work.watch())
            .await?;
        let mut pictures = Vec::with_capacity(sheets.len());
        for (number, sheet) in (1..).zip(sheets) {
            let role = self.role(number, &sheet)?;
            let kept = work.keep(sheet.path).await?;
            pictures.push(Picture {
                key: PictureKey::random(),
                role,
                digest: kept.digest,
                bytes: kept.bytes,
                width: self.stills.width * self.stills.columns,
                height: self.stills.height * self.stills.rows,
            });
        }
        Ok(pictures)
    }

    fn stills_request(&self, work: &Work) -> Result<StillsRequest, Failure> {
        let stills = &self.stills;
        Ok(StillsRequest {
            reading: self.reading(work)?,
            every_frames: stills.every_frames,
            width: stills.width,
            height: stills.height,
            columns: stills.columns,
            rows: stills.rows,
            count: stills.count,
            keys_only: stills.keys_only,
        })
    }

    fn role(&self, number: u32, sheet: &StillsSheet) -> Result<PictureRole, Failure> {
        let stills = &self.stills;
        Ok(PictureRole::SeekSheet {
            number,
            columns: stills.columns,
            rows: stills.rows,
            tile_width: stills.width,
            tile_height: stills.height,
            first_ms: millis(
                self.picture.rate,
                u64::from(sheet.first) * u64::from(stills.every_frames),
            )?,
            every_ms: millis(self.picture.rate, u64::from(stills.every_frames))?,
            tiles: sheet.count,
        })
    }
}

fn millis(rate: FrameRate, frame: u64) -> Result<i64, Failure> {
    Ok(rate.time_of(FrameNo(frame))?.micros() / 1_000)
}

fn folder(work: &Work, name: &str) -> Result<std::path::PathBuf, Failure> {
    let folder = work.scratch(name);
    std::fs::create_dir(&folder).map_err(|error| Failure::io(&folder, &error))?;
    Ok(folder)
}

/// The house's choice; the engine's first where the house would rather have none.
fn best(candidates: Vec<PosterCandidate>) -> Option<PosterCandidate> {
    let measures: Vec<StillMeasure> = candidates
        .iter()
        .map(|candidate| StillMeasure {
            luma: candidate.luma,
            contrast: candidate.contrast,
            detail: candidate.detail,
        })
        .collect();
    let at = choose_poster(&measures).unwrap_or(0);
    candidates.into_iter().nth(at)
}
