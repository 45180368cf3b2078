//! Going through a tape: what it takes, step by step.

use std::io::BufReader;

use house::analyse::Analysis;
use house::archive::Asset;
use house::encode::{Piece, StepKey};
use house::id::JobId;
use house::master::{ConformOptions, ConformSheet, PictureConform, SoundConform, conform};
use house::team::Actor;
use house::{Digest, HouseError};
use media::time::{FrameNo, MediaTime};
use store::{Deed, NewJob};

use super::working_copy::order_working_copy;
use crate::cli::problem::Advised;
use crate::jobs::Job;
use crate::jobs::analysis::{AnalyseAsset, CompareTapes, HearSound, LookOver, TapePicture, TapeSound};
use crate::jobs::seek_stills::fit;
use crate::open_house::OpenHouse;

/// Below everything that somebody waits for in front of a page.
const PRIORITY: i32 = 300;
/// After all else that is found out about tapes: what takes the longest.
pub(super) const LAST: i32 = 280;
/// Minutes of film that are looked at in one step: as much is done again at most, when the power fails.
const PIECE_SECONDS: u32 = 600;
/// Frames are looked at no larger than this.
const SMALL: (u32, u32) = (384, 216);
/// Bytes that a look and its share of the stills take on disk.
const DISK_OF_FRAME: u64 = 2_000;
const DISK_OF_SOUND: u64 = 32 << 20;

/// Queues every step of going through a tape, for somebody who asked for it (it is in the log) or for the house. Steps that
/// were done before are not done again. Where no browser plays the tape, a copy that all play is queued beside them.
///
/// # Errors
/// A sentence when nothing in it moves or sounds, or there is no engine.
pub async fn order_analysis(
    house: &OpenHouse,
    by: Option<&Actor>,
    asset: &Asset,
) -> anyhow::Result<OrderedPass> {
    let sheet = sheet_of(asset)?;
    let mut plan = Plan::of(asset, &sheet.container, house.engine().await?.build());
    let sound = plan.all(&sheet)?;
    match (sound, house.voice().await) {
        (Some(sound), Ok(Some(voice))) => plan.words(house, voice, &sheet, sound).await?,
        // All else is found out without it.
        (_, Err(error)) => tracing::warn!("words are not listened for: {error:#}"),
        _ => {}
    }
    Ok(OrderedPass {
        jobs: plan.enqueue(house, by, "asset.analyse").await?,
        copy: order_working_copy(house, asset, &sheet).await?,
    })
}

/// The steps of going through a tape.
#[derive(Debug)]
pub struct OrderedPass {
    /// Of finding out what is on it.
    pub jobs: Vec<JobId>,
    /// Of the copy that browsers play: nobody has to wait for it.
    pub copy: Vec<JobId>,
}

/// What was found on a tape.
///
/// # Errors
/// A sentence when it was not gone through yet.
pub async fn analysis_of(house: &OpenHouse, asset: &Asset) -> anyhow::Result<Analysis> {
    let Some(analysed) = house.catalogue.analysed(&asset.id).await? else {
        let sentence = format!("'{}' was not gone through yet", asset.file_name);
        let advice = format!("`marquee analyse {} --wait` does it", asset.id);
        return Err(Advised::new(sentence, advice).into());
    };
    let (file, _) = house.vault.open_object(&analysed.record.digest)?;
    Ok(serde_json::from_reader(BufReader::new(file))?)
}

fn refused(asset: &Asset, error: &HouseError) -> anyhow::Error {
    let sentence = format!("'{}' cannot be gone through: {error}", asset.file_name);
    Advised::new(
        sentence,
        "films, footage and sounds can; `marquee ls assets` lists what there is",
    )
    .into()
}

/// How the tape is read.
pub(super) fn sheet_of(asset: &Asset) -> anyhow::Result<ConformSheet> {
    conform(&asset.survey, &ConformOptions::default()).map_err(|error| refused(asset, &error))
}

/// Of several sounds the one that is heard.
pub(super) fn sound_of(sheet: &ConformSheet) -> Option<&SoundConform> {
    let default = sheet.sounds.iter().find(|sound| sound.default);
    default.or(sheet.sounds.first())
}

/// Steps on their way into the queue.
pub(super) struct Plan<'a> {
    pub(super) asset: &'a Asset,
    pub(super) container: &'a str,
    pub(super) engine: &'a str,
    /// Of the steps that are added from here on.
    pub(super) priority: i32,
    pub(super) jobs: Vec<NewJob>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(asset: &'a Asset, container: &'a str, engine: &'a str) -> Self {
        Self {
            asset,
            container,
            engine,
            priority: PRIORITY,
            jobs: Vec::new(),
        }
    }

    /// Queues the steps; the log has `action` when somebody asked for them.
    pub(super) async fn enqueue(
        self,
        house: &OpenHouse,
        by: Option<&Actor>,
        action: &'static str,
    ) -> anyhow::Result<Vec<JobId>> {
        let queue = house.catalogue.queue();
        let answers = match by {
            Some(actor) => {
                let deed = Deed {
                    actor,
                    action,
                    kind: "asset",
                    id: self.asset.id.as_str(),
                };
                queue.enqueue_by(&deed, self.jobs).await?
            }
            None => queue.enqueue(self.jobs).await?,
        };
        Ok(answers.iter().map(|answer| answer.id().clone()).collect())
    }

    pub(super) fn length(sheet: &ConformSheet) -> anyhow::Result<MediaTime> {
        Ok(sheet.rate().time_of(FrameNo(sheet.frames()))?)
    }

    /// The sound is heard by one step; answers its place among the steps.
    pub(super) fn sound(&mut self, sheet: &ConformSheet) -> anyhow::Result<Option<usize>> {
        let Some(sound) = sound_of(sheet) else {
            return Ok(None);
        };
        let step = HearSound {
            source: self.asset.digest,
            container: self.container.to_owned(),
            sound: sound.clone(),
            length: Self::length(sheet)?,
            engine: self.engine.to_owned(),
        };
        let key = step.key(&[self.asset.digest], self.engine)?;
        self.add(&step, key, "sound", Vec::new(), DISK_OF_SOUND)?;
        Ok(Some(self.jobs.len() - 1))
    }

    /// All but the words; answers which of the steps hears the sound.
    fn all(&mut self, sheet: &ConformSheet) -> anyhow::Result<Option<usize>> {
        let length = Self::length(sheet)?;
        let picture = match sheet.picture() {
            Some(picture) => Some(self.looks(picture)?),
            None => None,
        };
        let place = self.sound(sheet)?;
        let sound = sound_of(sheet);
        let step = AnalyseAsset {
            asset: self.asset.id.clone(),
            length,
            picture,
            sound: sound.map(|sound: &SoundConform| TapeSound {
                conform: sound.clone(),
                start: sheet.start(),
            }),
        };
        let before: Vec<JobId> = self.jobs.iter().map(|job| job.id.clone()).collect();
        let inputs: Vec<Digest> = self.jobs.iter().map(|job| job.key.0).collect();
        let key = step.key(&inputs, self.engine)?;
        self.add(&step, key, "what is on it", before, DISK_OF_SOUND)?;
        if step.picture.is_some() {
            let compare = CompareTapes {
                asset: self.asset.id.clone(),
            };
            let (inputs, before): (Vec<Digest>, Vec<JobId>) = self
                .jobs
                .last()
                .map(|job| (job.key.0, job.id.clone()))
                .into_iter()
                .unzip();
            let key = compare.key(&inputs, self.engine)?;
            self.add(&compare, key, "the same on other tapes", before, 0)?;
        }
        Ok(place)
    }

    fn looks(&mut self, picture: &PictureConform) -> anyhow::Result<TapePicture> {
        let (width, height) = fit(picture.width, picture.height, SMALL);
        let pieces = pieces(picture);
        for piece in &pieces {
            let step = LookOver {
                source: self.asset.digest,
                container: self.container.to_owned(),
                picture: picture.clone(),
                piece: *piece,
                width,
                height,
                engine: self.engine.to_owned(),
            };
            let name = match pieces.len() {
                1 => "picture".to_owned(),
                many => format!("picture, piece {} of {many}", piece.number + 1),
            };
            let key = step.key(&[self.asset.digest], self.engine)?;
            let disk = piece.frames.saturating_mul(DISK_OF_FRAME);
            self.add(&step, key, &name, Vec::new(), disk)?;
        }
        Ok(TapePicture {
            conform: picture.clone(),
            pieces: pieces.len(),
            still_width: width,
            still_height: height,
        })
    }

    pub(super) fn add<J: Job>(
        &mut self,
        step: &J,
        key: StepKey,
        name: &str,
        after: Vec<JobId>,
        disk: u64,
    ) -> anyhow::Result<()> {
        self.jobs.push(NewJob {
            id: JobId::random(),
            kind: J::KIND.to_owned(),
            title: None,
            label: format!("analyse '{}': {name}", self.asset.file_name),
            params: serde_json::to_value(step)?,
            key,
            after,
            priority: self.priority,
            disk,
        });
        Ok(())
    }
}

/// Runs of about ten minutes; a tape that cannot be sought is one, since each would be decoded from its beginning.
fn pieces(picture: &PictureConform) -> Vec<Piece> {
    let frames = picture.source_frames.max(1);
    let whole = if picture.seekable {
        u64::from(picture.rate.frames_in_seconds(PIECE_SECONDS)).max(1)
    } else {
        frames
    };
    let count = (frames / whole).max(1);
    (0..count)
        .map(|number| {
            let first_frame = frames * number / count;
            Piece {
                number: u32::try_from(number).unwrap_or(u32::MAX),
                first_frame,
                frames: frames * (number + 1) / count - first_frame,
            }
        })
        .collect()
}
