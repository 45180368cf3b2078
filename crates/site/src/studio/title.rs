use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::archive::{Asset, AssetKind};
use house::encode::{Rendition, Stage, Track, ladder_for};
use house::id::TitleId;
use house::master::{ConformSheet, Master};
use house::release::{BoardLine, ExtraKind, PartKind, Release, Report, Shape, Title, may_release};
use package::address;
use store::AssetQuery;

use super::parts::{self, PartLine};
use super::report::ReportLine;
use super::standing::released;
use super::{Desk, Field, Standing};
use crate::pages::{Film, Frame, Poster, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::{tracks, words};

/// More than a list that is opened can be read through.
const FILMS_OFFERED: u32 = 100;

#[derive(Template)]
#[template(path = "studio/title.html")]
struct TitlePage<'a> {
    frame: Frame<'a>,
    studio: Desk,
    title: &'a Title,
    standing: Standing,
    has_release: bool,
    opens: Option<String>,
    closes: Option<String>,
    /// It is seen together, and something may be said meanwhile.
    talks: bool,
    /// What the night needs.
    board: Vec<BoardLine>,
    /// From when on the waiting room is public, if it is to be.
    announced: Option<String>,
    territories: String,
    /// Why it cannot open at once.
    not_yet: Option<String>,
    fields: Vec<Field>,
    /// The title that it is part of: id and name.
    whole: Option<(String, String)>,
    belonging: Vec<PartLine>,
    is_series: bool,
    extra_kinds: [(&'static str, &'static str); 6],
    poster: Option<Poster>,
    film: Option<Playable>,
    master: Option<MasterFacts<'a>>,
    ready: usize,
    planned: usize,
    tracks: Vec<TrackLine>,
    reports: Vec<ReportLine>,
    /// What the title's film can be made of.
    films: Vec<AssetChoice<'a>>,
}

/// Where a player finds the film.
struct Playable {
    hls: String,
    dash: String,
}

struct MasterFacts<'a> {
    revision: u32,
    asset: &'a str,
    asset_name: &'a str,
    picture: String,
    notes: &'a [String],
}

struct TrackLine {
    name: String,
    /// Where the API has its lines, when it is a text.
    edit: Option<String>,
}

struct AssetChoice<'a> {
    id: &'a str,
    name: &'a str,
}

/// Everything that the page tells of.
struct Known {
    title: Title,
    release: Option<Release>,
    master: Option<Master>,
    asset: Option<Asset>,
    renditions: Vec<Rendition>,
    planned: usize,
    reports: Vec<Report>,
    films: Vec<Asset>,
    whole: Option<Title>,
    belonging: Vec<PartLine>,
}

/// `GET /studio/titles/{id}`
pub(crate) async fn title(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let id: TitleId = id.parse().map_err(|_| Problem::NotFound)?;
    let known = known(&site, &id).await.map_err(Problem::internal)?;
    let mut known = known.ok_or(Problem::NotFound)?;
    let belonging = std::mem::take(&mut known.belonging);
    let Known { title, release, .. } = &known;
    let admission = released(&site, &title.slug);
    let film = admission.as_ref().and_then(|admission| {
        let media = |name: &str| format!("/media/{}/{name}", admission.release().key);
        Film::of(admission).playable.then(|| Playable {
            hls: media(address::MULTIVARIANT),
            dash: media(address::MANIFEST),
        })
    });
    let master = known.master.as_ref();
    page(&TitlePage {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/titles"),
        standing: Standing::of(release.as_ref(), site.clock.now()),
        has_release: release.is_some(),
        opens: release.as_ref().and_then(Release::night).map(words::machine_time),
        closes: release
            .as_ref()
            .and_then(|release| release.closes)
            .map(words::machine_time),
        board: board(&site, &id).await,
        talks: release
            .as_ref()
            .is_some_and(|release| release.plan.showing.is_some()),
        announced: release
            .as_ref()
            .and_then(|release| release.plan.announced)
            .map(words::machine_time),
        territories: release.as_ref().map_or_else(String::new, |release| {
            let countries = release.territories.iter().map(ToString::to_string);
            countries.collect::<Vec<_>>().join(", ")
        }),
        not_yet: master.and_then(|master| {
            let ladder = ladder_for(&master.sheet);
            let may = may_release(&known.renditions, &ladder, master.sheet.texts.len());
            may.err().map(|refused| refused.to_string())
        }),
        fields: fields(title),
        whole: known
            .whole
            .as_ref()
            .map(|whole| (whole.id.to_string(), whole.name.clone())),
        belonging,
        is_series: title.shape == Shape::Series,
        extra_kinds: ExtraKind::ALL.map(|kind| (kind.as_str(), kind.said())),
        poster: Poster::of(title),
        film,
        master: master.map(|master| master_facts(master, known.asset.as_ref())),
        ready: stage(&known.renditions, Stage::Checked),
        planned: known.planned.max(known.renditions.len()),
        tracks: track_lines(title, &known.renditions),
        reports: known.reports.iter().map(ReportLine::of).collect(),
        films: known
            .films
            .iter()
            .map(|asset| AssetChoice {
                id: asset.id.as_str(),
                name: &asset.file_name,
            })
            .collect(),
        title,
    })
}

/// Empty where nobody can say.
async fn board(site: &Site, id: &TitleId) -> Vec<BoardLine> {
    match site.workroom.board(id.clone()).await {
        Ok(board) => board.lines,
        Err(error) => {
            tracing::debug!(%error, "the board of a title");
            Vec::new()
        }
    }
}

async fn known(site: &Site, id: &TitleId) -> Result<Option<Known>, store::StoreError> {
    let catalogue = &site.catalogue;
    let Some(title) = catalogue.title_by_id(id).await? else {
        return Ok(None);
    };
    let newest = |master: &Master| master.revision;
    let master = catalogue.masters_of(id).await?.into_iter().max_by_key(newest);
    let (mut renditions, mut reports, mut planned, mut asset) = (Vec::new(), Vec::new(), 0, None);
    if let Some(master) = &master {
        renditions = catalogue.renditions_of(&master.id).await?;
        planned = catalogue.planned_renditions(&master.id).await?;
        asset = catalogue.asset_by_id(&master.asset).await?;
        let kept = catalogue.reports_of(&master.id).await?;
        let read = |(_, report)| serde_json::from_value::<Report>(report).ok();
        reports = kept.into_iter().filter_map(read).collect();
    }
    Ok(Some(Known {
        release: catalogue.release_of(id).await?,
        films: newest_films(site, &title).await?,
        whole: match &title.part {
            Some(part) => catalogue.title_by_id(&part.of).await?,
            None => None,
        },
        belonging: parts::lines(site, &title).await?,
        title,
        master,
        asset,
        renditions,
        planned,
        reports,
    }))
}

/// For a track, sounds. What somebody brought in last is what they want to use; an older film, dropped again, is found by its bytes.
async fn newest_films(site: &Site, title: &Title) -> Result<Vec<Asset>, store::StoreError> {
    let is_track = title
        .part
        .as_ref()
        .is_some_and(|part| matches!(part.kind, PartKind::Track { .. }));
    let films = AssetQuery {
        kind: Some(if is_track {
            AssetKind::Music
        } else {
            AssetKind::Film
        }),
        descending: true,
        ..AssetQuery::default()
    };
    let found = site.catalogue.find_assets(&films, None, FILMS_OFFERED).await?;
    Ok(found.into_iter().map(|film| film.record).collect())
}

fn fields(title: &Title) -> Vec<Field> {
    vec![
        Field::line("name", "Name", Some(&title.name), "").wide(),
        Field::line(
            "tagline",
            "Tagline",
            title.tagline.as_deref(),
            "One line under the name",
        )
        .wide(),
        Field::text(
            "synopsis",
            "Synopsis",
            title.synopsis.as_deref(),
            "A blank line begins a new paragraph",
        ),
        Field::line(
            "year",
            "Year or date",
            title.year.as_deref(),
            "As sure as it is: 1974, 197X, 1974-05~",
        ),
        Field::line(
            "first_shown",
            "First shown",
            title.about.first_shown.as_deref(),
            "A day or a year, as sure as it is",
        ),
        Field::list(
            "languages",
            "Languages",
            &title.about.languages,
            "Spoken in it, with commas between: en, de, pt-BR",
        ),
        Field::list(
            "advisories",
            "Advisories",
            &title.about.advisories,
            "What somebody may want to know before: Flashing lights",
        ),
        Field::list("tags", "Tags", &title.about.tags, "With commas between them"),
        Field::line("licence", "Licence", title.licence.as_deref(), "CC BY 4.0, say"),
        Field::line(
            "licence_url",
            "Address of the licence",
            title.licence_url.as_deref(),
            "",
        ),
        Field::line(
            "attribution",
            "Attribution",
            title.attribution.as_deref(),
            "The line that the licence asks to be shown",
        ),
        Field::line(
            "source_url",
            "Where it comes from",
            title.source_url.as_deref(),
            "An address",
        ),
    ]
}

fn master_facts<'a>(master: &'a Master, asset: Option<&'a Asset>) -> MasterFacts<'a> {
    MasterFacts {
        revision: master.revision,
        asset: master.asset.as_str(),
        asset_name: asset.map_or("", |asset| &asset.file_name),
        picture: seen(&master.sheet),
        notes: &master.sheet.notes,
    }
}

/// What is seen of it.
fn seen(sheet: &ConformSheet) -> String {
    let Some(picture) = sheet.picture() else {
        return "none: it is heard".into();
    };
    let (per, second) = (picture.rate.numerator(), picture.rate.denominator());
    let rate = match second {
        1 => format!("{per}"),
        _ => format!("{per}/{second}"),
    };
    format!(
        "{} × {}, {rate} frames a second, {} frames",
        picture.width, picture.height, picture.frames
    )
}

fn stage(renditions: &[Rendition], stage: Stage) -> usize {
    renditions
        .iter()
        .filter(|rendition| rendition.stage == stage)
        .count()
}

/// Sounds and texts; several encodes of one sound are one line.
fn track_lines(title: &Title, renditions: &[Rendition]) -> Vec<TrackLine> {
    let mut lines: Vec<TrackLine> = Vec::new();
    for rendition in renditions {
        let (kind, edit) = match &rendition.track {
            Track::Picture { .. } => continue,
            Track::Sound { .. } => ("Sound", None),
            Track::Text { .. } => (
                "Subtitles",
                Some(format!("/titles/{}/subtitles/{}", title.id, rendition.id)),
            ),
        };
        let note = tracks::note(&rendition.track)
            .map(|note| format!(", {note}"))
            .unwrap_or_default();
        let name = format!("{kind}: {}{note}", tracks::name(&rendition.track));
        if !lines.iter().any(|line| line.name == name && edit.is_none()) {
            lines.push(TrackLine { name, edit });
        }
    }
    lines
}
