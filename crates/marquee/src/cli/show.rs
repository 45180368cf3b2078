use clap::Args;
use house::Instant;
use house::analyse::NearDuplicate;
use house::analyse::moments::clock_with_tenth;
use house::archive::Asset;
use house::encode::{Rendition, Stage, size_text};
use house::id::AssetId;
use house::master::Master;
use house::release::{Release, Title, label};
use serde::Serialize;

use super::lines::Lines;
use super::{Front, facts, ls};
use crate::named::{self, Named};
use crate::open_house::OpenHouse;

/// Show everything that is known about a title or an asset
#[derive(Debug, Args)]
pub struct Show {
    /// Id, or the last part of the title's address
    #[arg(value_name = "NAME")]
    name: String,
}

impl Show {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        match named::find(&house, &self.name).await? {
            Named::Title(title) => show_title(front, &house, *title).await,
            Named::Asset(asset) => show_asset(front, &house, &asset).await,
        }
    }
}

#[derive(Serialize)]
struct ShownTitle {
    #[serde(flatten)]
    title: Title,
    state: &'static str,
    address: String,
    release: Option<Release>,
    masters: Vec<ShownMaster>,
}

#[derive(Serialize)]
struct ShownMaster {
    #[serde(flatten)]
    master: Master,
    planned: usize,
    renditions: Vec<Rendition>,
}

pub(super) async fn show_title(front: &Front, house: &OpenHouse, title: Title) -> anyhow::Result<()> {
    let release = house.catalogue.release_of(&title.id).await?;
    let mut masters = Vec::new();
    for master in house.catalogue.masters_of(&title.id).await? {
        masters.push(ShownMaster {
            planned: house.catalogue.planned_renditions(&master.id).await?,
            renditions: house.catalogue.renditions_of(&master.id).await?,
            master,
        });
    }
    let shown = ShownTitle {
        state: ls::state(release.as_ref(), house.clock.now()),
        address: format!("{}/title/{}", house.config.public_address(), title.slug),
        title,
        release,
        masters,
    };
    if front.terminal.is_json() {
        return front.terminal.out_json(&shown);
    }
    shown.print(front)
}

impl ShownTitle {
    fn print(&self, front: &Front) -> anyhow::Result<()> {
        let mut lines = title_lines(&self.title);
        lines.add("state", self.state).add("address", &self.address);
        if let Some(release) = &self.release {
            lines.maybe("opens", release.opens.as_ref());
            lines.maybe("closes", release.closes.as_ref());
            lines.maybe("withdrawn", release.withdrawn.as_ref());
            lines.add(
                "territories",
                release
                    .territories
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", "),
            );
        }
        for shown in &self.masters {
            shown.add_to(&mut lines);
        }
        lines.print(&front.terminal)
    }
}

/// What the title's page says, in its order.
pub(super) fn title_lines(title: &Title) -> Lines {
    let mut lines = Lines::default();
    lines.add("title", &title.id).add("name", &title.name);
    lines.maybe("tagline", title.tagline.as_ref());
    lines.maybe("synopsis", title.synopsis.as_ref());
    for credit in &title.credits {
        lines.add(&credit.role, &credit.name);
    }
    lines.maybe("year", title.year.as_ref());
    lines.maybe("licence", title.licence.as_ref());
    lines.maybe("licence at", title.licence_url.as_ref());
    lines.maybe("attribution", title.attribution.as_ref());
    lines.maybe("source", title.source_url.as_ref());
    lines.maybe("accent", title.accent.as_ref());
    lines
}

impl ShownMaster {
    fn add_to(&self, lines: &mut Lines) {
        lines.add(
            &format!("master {}", self.master.revision),
            format!(
                "{}, {} of {} renditions",
                facts::of_sheet(&self.master.sheet),
                self.renditions.len(),
                self.planned
            ),
        );
        for note in &self.master.sheet.notes {
            lines.add("  note", note);
        }
        for rendition in &self.renditions {
            let stage = match rendition.stage {
                Stage::Made => "not checked yet",
                Stage::Checked => "checked",
                Stage::Failed => "failed the check",
            };
            let size = size_text(rendition.bytes);
            lines.add(
                "  rendition",
                format!("{}, {size}, {stage}", label(&rendition.track)),
            );
        }
    }
}

#[derive(Serialize)]
struct ShownAsset<'a> {
    #[serde(flatten)]
    asset: &'a Asset,
    /// When it was gone through last.
    analysed: Option<Instant>,
    /// Bytes of its copy that browsers play.
    copy_bytes: Option<u64>,
    near_duplicates: Vec<ShownDuplicate>,
}

#[derive(Serialize)]
struct ShownDuplicate {
    start_s: f64,
    end_s: f64,
    other: AssetId,
    other_start_s: f64,
    other_end_s: f64,
    /// Of the pictures compared, the share that is alike.
    likeness: f64,
}

impl ShownDuplicate {
    fn of(duplicate: NearDuplicate) -> Self {
        Self {
            start_s: duplicate.here.start.seconds_number(),
            end_s: duplicate.here.end.seconds_number(),
            other_start_s: duplicate.there.start.seconds_number(),
            other_end_s: duplicate.there.end.seconds_number(),
            likeness: f64::from(duplicate.likeness) / 1_000.0,
            other: duplicate.other,
        }
    }
}

async fn show_asset(front: &Front, house: &OpenHouse, asset: &Asset) -> anyhow::Result<()> {
    let duplicates = house.catalogue.near_duplicates(&asset.id).await?;
    let copy = house.catalogue.working_copy(&asset.id).await?;
    if front.terminal.is_json() {
        let analysed = house.catalogue.analysed(&asset.id).await?;
        return front.terminal.out_json(&ShownAsset {
            asset,
            analysed: analysed.map(|analysed| analysed.made),
            copy_bytes: copy.map(|copy| copy.bytes),
            near_duplicates: duplicates.into_iter().map(ShownDuplicate::of).collect(),
        });
    }
    let mut lines = Lines::default();
    lines.add("asset", &asset.id).add("kind", asset.kind.as_str());
    lines
        .add("file", &asset.file_name)
        .add("size", size_text(asset.bytes));
    lines.add("digest", asset.digest).add("added", asset.added);
    lines.add("container", &asset.survey.facts.container);
    lines.add("in it", facts::of_media(&asset.survey.facts).join(", "));
    let provenance = &asset.provenance;
    lines.maybe("title", provenance.title.as_ref());
    for person in &provenance.people {
        lines.add("person", person);
    }
    lines.maybe("place", provenance.place.as_ref());
    lines.maybe("date", provenance.date.as_ref().map(house::archive::Edtf::as_str));
    lines.maybe("rights", provenance.rights.as_ref());
    lines.maybe("notes", provenance.notes.as_ref());
    lines.maybe("salvage", asset.salvage.as_ref());
    let copied = copy.map(|copy| size_text(copy.bytes));
    lines.maybe("copy for browsers", copied.as_ref());
    for complaint in &asset.survey.complaints {
        lines.add("complaint", complaint);
    }
    for duplicate in &duplicates {
        lines.add(
            "also on",
            format!(
                "{}, from {}: here from {} to {}",
                duplicate.other,
                clock_with_tenth(duplicate.there.start),
                clock_with_tenth(duplicate.here.start),
                clock_with_tenth(duplicate.here.end)
            ),
        );
    }
    lines.print(&front.terminal)
}
