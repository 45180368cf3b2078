//! Subtitles of a title: added, corrected line by line, taken away.

use anyhow::Context;
use house::archive::{Asset, Sidecar};
use house::encode::{Line, LineChange, Rendition, Track, apply, ladder_for};
use house::id::{JobId, RenditionId, RenditionKey};
use house::master::{Master, TextConform, TextSource};
use house::release::Title;
use house::team::Actor;
use media::text::{Cue, read_subtitles, write_webvtt};
use media::time::{FrameNo, MediaTime};
use site::{CorrectedLines, ReadLines, SubtitleFlags};
use store::{Deed, Enqueued, TextRevision};

use super::newest_master;
use crate::cli::problem::Advised;
use crate::jobs::plan::plan_text;
use crate::open_house::OpenHouse;

/// How often a correction is tried again when others correct other lines at the same time.
const TRIES: usize = 8;

/// # Errors
/// A sentence when the title has no such subtitles.
pub async fn read_lines(house: &OpenHouse, title: &Title, id: &RenditionId) -> anyhow::Result<ReadLines> {
    let (text, _) = find(house, title, id).await?;
    let lines = lines_of(house, &text).await?;
    Ok(ReadLines { text, lines })
}

/// Applies all changes or none, to the subtitles as they are at that moment.
///
/// # Errors
/// A sentence when what comes out are no subtitles of this film.
pub async fn correct_lines(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    id: &RenditionId,
    changes: &[LineChange],
    flags: &SubtitleFlags,
) -> anyhow::Result<CorrectedLines> {
    for _ in 0..TRIES {
        let (text, master) = find(house, title, id).await?;
        let lines = lines_of(house, &text).await?;
        let corrected = match apply(&lines, changes) {
            Ok(corrected) => corrected,
            Err(_) => return Ok(CorrectedLines::Overtaken(ReadLines { text, lines })),
        };
        refuse_unshowable(&corrected, changes, &master)?;
        let cues: Vec<Cue> = corrected.iter().map(cue).collect();
        let written = write_webvtt(&cues);
        let vault = house.vault.clone();
        let bytes = written.clone();
        let kept = tokio::task::spawn_blocking(move || vault.put(&mut bytes.as_bytes())).await??;
        let revision = TextRevision {
            key: RenditionKey::random(),
            digest: kept.digest,
            bytes: kept.bytes,
            track: flagged(&text.track, flags)?,
            before: serde_json::json!({ "track": text.track, "lines": changes.iter().map(|c| &c.was).collect::<Vec<_>>() }),
            after: serde_json::json!({ "track": flagged(&text.track, flags)?, "lines": changes.iter().map(|c| &c.now).collect::<Vec<_>>() }),
        };
        if house.catalogue.revise_text(actor, &text, &revision).await? {
            return Ok(CorrectedLines::Done(read_lines(house, title, id).await?));
        }
    }
    Err(Advised::new(
        "many people correct these subtitles at the same time",
        "try again in a moment; nothing was changed",
    )
    .into())
}

/// Queues the conversion and the check of a subtitle file for the title's newest master.
///
/// # Errors
/// A sentence when the asset is no subtitle file, or the title has no film.
pub async fn add_subtitles(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    asset: &Asset,
    flags: &SubtitleFlags,
) -> anyhow::Result<JobId> {
    if asset.survey.facts.texts.is_empty() || !asset.survey.facts.pictures.is_empty() {
        let sentence = format!(
            "'{}' is no subtitle file but {}",
            asset.file_name,
            asset.kind.as_str()
        );
        return Err(Advised::new(sentence, "upload subtitles as SRT or WebVTT").into());
    }
    let master = newest_master(house, title).await?;
    let sidecar = Sidecar::of_name(&asset.file_name);
    let text = TextConform {
        source: TextSource::File(asset.digest),
        language: flags.language.clone().unwrap_or(sidecar.language),
        title: flags.name.clone().flatten(),
        forced: flags.forced.unwrap_or(sidecar.forced),
        hearing_impaired: flags.hearing_impaired.unwrap_or(sidecar.hearing_impaired),
        default: flags.default.unwrap_or(false),
    };
    let engine = house.engine().await?;
    let jobs = plan_text(&master, &ladder_for(&master.sheet), &text, engine.build())?;
    let deed = Deed {
        actor,
        action: "subtitles.add",
        kind: "title",
        id: title.id.as_str(),
    };
    let queued = house.catalogue.queue().enqueue_by(&deed, jobs).await?;
    let last = queued.last().context("a step that was queued")?;
    if matches!(last, Enqueued::Done(_)) {
        let sentence = "these subtitles were added to this film before";
        return Err(Advised::new(sentence, "correct them where they are").into());
    }
    if matches!(last, Enqueued::New(_)) {
        let planned = house.catalogue.planned_renditions(&master.id).await?;
        house
            .catalogue
            .set_planned_renditions(&master.id, planned + 1)
            .await?;
    }
    Ok(last.id().clone())
}

async fn find(house: &OpenHouse, title: &Title, id: &RenditionId) -> anyhow::Result<(Rendition, Master)> {
    let missing = || {
        Advised::new(
            "this title has no such subtitles",
            "they may have been taken away",
        )
    };
    let found = house.catalogue.rendition_by_id(id).await?;
    let text = found
        .filter(|text| matches!(text.track, Track::Text { .. }))
        .ok_or_else(missing)?;
    let master = house.catalogue.master_by_id(&text.master).await?;
    let master = master
        .filter(|master| master.title == title.id)
        .ok_or_else(missing)?;
    Ok((text, master))
}

async fn lines_of(house: &OpenHouse, text: &Rendition) -> anyhow::Result<Vec<Line>> {
    let path = house.vault.path_of(&text.digest);
    let bytes = tokio::task::spawn_blocking(move || std::fs::read(path)).await??;
    // A file without one line left is no subtitle file to its reader; it is one to its editor.
    let cues = match read_subtitles(&bytes) {
        Ok(read) => read.cues,
        Err(_) if bytes.starts_with(b"WEBVTT") => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    Ok(cues
        .into_iter()
        .map(|cue| Line {
            start_ms: cue.start.micros() / 1_000,
            end_ms: cue.end.micros() / 1_000,
            text: cue.text,
            settings: cue.settings,
        })
        .collect())
}

fn cue(line: &Line) -> Cue {
    Cue {
        start: MediaTime::from_millis(line.start_ms),
        end: MediaTime::from_millis(line.end_ms),
        settings: line.settings.clone(),
        text: line.text.clone(),
    }
}

/// Each new line must come back as it was written: within the film, with something to read, and in a form that WebVTT
/// can say.
fn refuse_unshowable(lines: &[Line], changes: &[LineChange], master: &Master) -> anyhow::Result<()> {
    let end = master.sheet.rate().time_of(FrameNo(master.sheet.frames()))?;
    let end = end.micros() / 1_000;
    let refused =
        |sentence: String| Err(Advised::new(sentence, "correct the line; nothing was changed").into());
    for line in changes.iter().filter_map(|change| change.now.as_ref()) {
        let at = line.start_ms;
        if at < 0 || line.end_ms <= at || at >= end {
            return refused(format!(
                "the line at {at} ms must begin within the film (it ends at {end} ms) and end after it begins"
            ));
        }
        if line.text.trim().is_empty() {
            return refused(format!("the line at {at} ms has no words; take it away instead"));
        }
        let alone = write_webvtt(&[cue(line)]);
        if read_subtitles(alone.as_bytes()).map_or(0, |read| read.cues.len()) != 1 {
            return refused(format!("the line at {at} ms cannot be written as a subtitle"));
        }
    }
    if lines.is_empty() {
        return refused("no line would be left; take the subtitles away instead".into());
    }
    Ok(())
}

fn flagged(track: &Track, flags: &SubtitleFlags) -> anyhow::Result<Track> {
    let Track::Text {
        language,
        title,
        forced,
        hearing_impaired,
        default,
    } = track
    else {
        return Err(anyhow::anyhow!("a track that is no text"));
    };
    Ok(Track::Text {
        language: flags.language.clone().unwrap_or_else(|| language.clone()),
        title: flags.name.clone().unwrap_or_else(|| title.clone()),
        forced: flags.forced.unwrap_or(*forced),
        hearing_impaired: flags.hearing_impaired.unwrap_or(*hearing_impaired),
        default: flags.default.unwrap_or(*default),
    })
}
