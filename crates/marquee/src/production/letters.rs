//! Reading what is written on a tape or a page: which pictures are looked at, step by step.

use engine::Reader;
use house::Digest;
use house::analyse::words::TranscriptSource;
use house::analyse::{PictureAnalysis, Span};
use house::archive::Asset;
use house::id::JobId;
use house::language;
use house::master::PictureConform;
use house::team::Actor;
use media::time::{FrameNo, MediaTime};

use super::analyse::{LAST, Plan, sheet_of};
use super::{analysis_of, still_picture};
use crate::cli::problem::Advised;
use crate::jobs::Job;
use crate::jobs::analysis::{FileLetters, ReadLetters};
use crate::jobs::seek_stills::fit;
use crate::open_house::OpenHouse;

/// A caption stands for as long as it takes to read: one picture in so many microseconds of a shot.
const EVERY: i64 = 4_000_000;
/// Pictures in one step: as many are read again at most, when the power fails.
const IN_A_STEP: usize = 60;
/// Pictures of one tape; of a longer one they stand farther apart.
const MOST: usize = 20_000;
/// Letters smaller than a page of this size shows are not read.
const LARGEST: (u32, u32) = (3_400, 3_400);
const DISK: u64 = 16 << 20;

/// Queues reading what is written on an asset: on the pictures of a tape that was gone through, or on a page.
///
/// # Errors
/// A sentence when there is nothing to see, nothing to read it with, or no shot is known yet.
pub async fn order_letters(
    house: &OpenHouse,
    by: &Actor,
    asset: &Asset,
    tag: Option<&str>,
) -> anyhow::Result<Vec<JobId>> {
    let engine = house.engine().await?;
    let reader = engine.reader().await.map_err(|error| {
        Advised::new(
            error.to_string(),
            "`marquee doctor` says what else was found on this machine",
        )
    })?;
    let (code, tag) = chosen_language(&reader, tag)?;
    let sought = Sought::on(house, asset).await?;
    let is_page = asset.survey.facts.still;
    let (width, height) = fit(sought.picture.width, sought.picture.height, LARGEST);
    let read_by = format!("tesseract {}", reader.version);
    let mut plan = Plan::of(asset, &sought.container, engine.build());
    plan.priority = LAST;
    let frames: Vec<u64> = sought.spans.iter().map(|(frame, _)| *frame).collect();
    let pieces = frames.len().div_ceil(IN_A_STEP);
    for (number, frames) in (1..).zip(frames.chunks(IN_A_STEP)) {
        let step = ReadLetters {
            source: asset.digest,
            container: sought.container.clone(),
            picture: readable(&sought.picture),
            frames: frames.to_vec(),
            width,
            height,
            language: code.clone(),
            is_page,
            read_by: read_by.clone(),
        };
        let name = match pieces {
            1 => "letters".to_owned(),
            many => format!("letters, piece {number} of {many}"),
        };
        let key = step.key(&[asset.digest], plan.engine)?;
        plan.add(&step, key, &name, Vec::new(), DISK)?;
    }
    let inputs: Vec<Digest> = plan.jobs.iter().map(|job| job.key.0).collect();
    let before: Vec<JobId> = plan.jobs.iter().map(|job| job.id.clone()).collect();
    let step = FileLetters {
        asset: asset.id.clone(),
        source: match is_page {
            true => TranscriptSource::Notebook,
            false => TranscriptSource::Ocr,
        },
        language: tag,
        read_by,
        pieces,
        spans: sought.spans,
    };
    let key = step.key(&inputs, plan.engine)?;
    plan.add(&step, key, "letters, join", before, 0)?;
    plan.enqueue(house, Some(by), "asset.read").await
}

/// The pictures in which letters are looked for.
struct Sought {
    picture: PictureConform,
    container: String,
    /// Each frame with the stretch of the tape that it stands for.
    spans: Vec<(u64, Span)>,
}

impl Sought {
    async fn on(house: &OpenHouse, asset: &Asset) -> anyhow::Result<Self> {
        if asset.survey.facts.still {
            return Ok(Self {
                picture: still_picture(asset)?,
                container: asset.survey.facts.container.clone(),
                spans: vec![(0, Span::of_micros(0, 0))],
            });
        }
        let sheet = sheet_of(asset)?;
        let seen = analysis_of(house, asset).await?.picture;
        let Some((picture, seen)) = sheet.picture().cloned().zip(seen) else {
            let sentence = format!("'{}' is heard and not seen", asset.file_name);
            return Err(Advised::new(sentence, "nothing is written on it").into());
        };
        Ok(Self {
            picture,
            container: sheet.container,
            spans: chosen_pictures(&seen),
        })
    }
}

/// Frames of interlaced tapes are read as they come: half of their lines would be made up.
fn readable(picture: &PictureConform) -> PictureConform {
    PictureConform {
        deinterlace: None,
        ..picture.clone()
    }
}

/// Tesseract's name of the language and its tag.
fn chosen_language(reader: &Reader, asked: Option<&str>) -> anyhow::Result<(String, String)> {
    let found = |tag: &str| {
        let mut languages = reader.languages.iter();
        languages.find(|code| language::tag(code) == tag).cloned()
    };
    if let Some(asked) = asked {
        let tag = language::tag(asked);
        let primary = tag.split('-').next().unwrap_or_default();
        return match found(primary) {
            Some(code) => Ok((code, tag)),
            None => Err(Advised::new(
                format!("no {} is installed for tesseract", language::name(&tag)),
                format!(
                    "there are {}; Debian has the others as tesseract-ocr-LANGUAGE",
                    reader.languages.join(", ")
                ),
            )
            .into()),
        };
    }
    let first = || {
        let code = reader.languages.first().cloned().unwrap_or_default();
        let tag = language::tag(&code);
        (code, tag)
    };
    Ok(found("en").map_or_else(first, |code| (code, "en".to_owned())))
}

/// Of each shot its middle, of a long one several, each with the stretch that it stands for.
fn chosen_pictures(seen: &PictureAnalysis) -> Vec<(u64, Span)> {
    let all: i64 = seen.shots.iter().map(|shot| seen.span_of(shot).micros()).sum();
    let every = EVERY.max(all / i64::try_from(MOST / 2).unwrap_or(i64::MAX));
    let mut chosen = Vec::new();
    for shot in &seen.shots {
        let span = seen.span_of(shot);
        let parts = (span.micros() / every).max(0) + 1;
        let edge = |part: i64| span.start.micros() + span.micros() / parts * part;
        for part in 0..parts {
            let end = if part + 1 == parts {
                span.end.micros()
            } else {
                edge(part + 1)
            };
            let middle = MediaTime::from_micros(i64::midpoint(edge(part), end));
            let FrameNo(first) = shot.first;
            let frame = seen.rate.frames_before(middle).saturating_sub(1).max(first);
            chosen.push((frame, Span::of_micros(edge(part), end)));
        }
    }
    chosen.dedup_by_key(|(frame, _)| *frame);
    chosen.truncate(MOST);
    chosen
}
