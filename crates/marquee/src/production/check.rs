use engine::CancelToken;
use house::encode::{Rendition, Track, ladder_for};
use house::id::JobId;
use house::master::Master;
use house::release::{Finding, Report, Subject, label};
use media::segments::SegmentTable;
use media::verify;
use store::Progress;

use crate::jobs::examine::{self, Depth};
use crate::jobs::{Scratch, Timeline, Work, Workshop};
use crate::open_house::OpenHouse;

/// Looks over every rendition that a master has, and all of them together; files the reports. `hear` is told which
/// rendition is looked at.
///
/// # Errors
/// When there is no engine or something cannot be read; what is wrong with a rendition is in its report.
pub async fn check_master(
    house: &OpenHouse,
    master: &Master,
    depth: Depth,
    hear: impl Fn(&str),
) -> anyhow::Result<Vec<Report>> {
    let workshop = Workshop::of(house).await?;
    let timeline = Timeline::of(&master.sheet, &ladder_for(&master.sheet));
    let renditions = house.catalogue.renditions_of(&master.id).await?;
    let mut reports = Vec::with_capacity(renditions.len() + 1);
    for rendition in &renditions {
        hear(&label(&rendition.track));
        let scratch = Scratch::take(&workshop.scratch, &JobId::random(), 0)?;
        let (told, _heard) = tokio::sync::watch::channel(Progress::default());
        let work = Work::new(workshop.clone(), Vec::new(), scratch, told, CancelToken::new());
        let report = examine::rendition(&work, rendition, timeline, depth).await?;
        file(house, master, &report).await?;
        house.catalogue.set_stage(&rendition.id, report.stage()).await?;
        reports.push(report);
    }
    let together = together(house, master, &renditions);
    file(house, master, &together).await?;
    reports.push(together);
    Ok(reports)
}

async fn file(house: &OpenHouse, master: &Master, report: &Report) -> anyhow::Result<()> {
    let json = serde_json::to_value(report)?;
    let subject = report.subject.name();
    Ok(house.catalogue.put_report(&master.id, &subject, &json).await?)
}

/// Pictures must be cut alike, so that a player can switch; sounds where the pictures are.
fn together(house: &OpenHouse, master: &Master, renditions: &[Rendition]) -> Report {
    let tables = |wanted: fn(&Track) -> bool| -> Vec<&SegmentTable> {
        let of_kind = renditions.iter().filter(|rendition| wanted(&rendition.track));
        of_kind
            .filter_map(|rendition| rendition.segments.as_deref())
            .collect()
    };
    let pictures = tables(|track| matches!(track, Track::Picture { .. }));
    let sounds = tables(|track| matches!(track, Track::Sound { .. }));
    let mut found = verify::verify_aligned(&pictures);
    // Sounds without a picture are held against their time line each by itself.
    if let Some(first) = pictures.first() {
        for sound in &sounds {
            found.extend(verify::verify_sound_boundaries(first, sound));
        }
    }
    let lines = match found.is_empty() {
        true if pictures.is_empty() => vec![format!("{} sounds", sounds.len())],
        true => vec![format!(
            "{} pictures cut alike, {} sounds cut where they are",
            pictures.len(),
            sounds.len()
        )],
        false => Vec::new(),
    };
    Report {
        master: master.id.clone(),
        subject: Subject::Together,
        label: "All together".into(),
        findings: found
            .into_iter()
            .map(|finding| Finding {
                place: finding.place,
                sentence: finding.sentence,
            })
            .collect(),
        lines,
        checked: house.clock.now(),
    }
}
