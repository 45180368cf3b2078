use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::archive::{Asset, AssetKind, Edtf};
use house::id::AssetId;
use serde::Deserialize;

use super::assets::AssetRow;
use super::tape::Tape;
use super::{Desk, Fact, Field};
use crate::api::Query;
use crate::pages::{Frame, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

#[derive(Template)]
#[template(path = "studio/asset.html")]
struct AssetPage<'a> {
    frame: Frame<'a>,
    studio: Desk,
    asset: AssetRow,
    facts: Vec<Fact>,
    provenance: Vec<Field>,
    titles: Vec<TitleLink>,
    tape: Tape,
    can_be_film: bool,
    suggested_name: String,
}

struct TitleLink {
    id: String,
    name: String,
    /// Moments are on its page.
    shows_moments: bool,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The second to play from.
    t: Option<u32>,
}

/// `GET /studio/assets/{id}`
pub(crate) async fn asset(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id: AssetId = id.parse().map_err(|_| Problem::NotFound)?;
    let asset = site.catalogue.asset_by_id(&id).await.map_err(Problem::internal)?;
    let asset = asset.ok_or(Problem::NotFound)?;
    let titles = made_of(&site, &id).await.map_err(Problem::internal)?;
    let tape = Tape::of(&site, &asset, asked.t).await?;
    page(&AssetPage {
        tape,
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/assets"),
        facts: facts(&asset),
        provenance: provenance(&asset),
        titles,
        can_be_film: matches!(asset.kind, AssetKind::Film | AssetKind::Music),
        suggested_name: suggested_name(&asset),
        asset: AssetRow::of(&asset),
    })
}

async fn made_of(site: &Site, asset: &AssetId) -> Result<Vec<TitleLink>, store::StoreError> {
    let mut links = Vec::new();
    for id in site.catalogue.titles_made_of(asset).await? {
        if let Some(title) = site.catalogue.title_by_id(&id).await? {
            links.push(TitleLink {
                id: id.to_string(),
                shows_moments: title.moments.is_some(),
                name: title.name,
            });
        }
    }
    links.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(links)
}

fn facts(asset: &Asset) -> Vec<Fact> {
    let survey = &asset.survey.facts;
    let fact = |name, words| Fact { name, words };
    let mut facts: Vec<Fact> = Vec::new();
    for picture in survey.pictures.iter().filter(|picture| !picture.attached_picture) {
        let words = format!("{}, {} × {}", picture.codec, picture.width, picture.height);
        facts.push(fact("Picture", words));
    }
    for sound in &survey.sounds {
        let shape = sound
            .layout
            .clone()
            .unwrap_or_else(|| format!("{} channels", sound.channels));
        let language = sound
            .language
            .as_deref()
            .map(|language| format!(", {language}"))
            .unwrap_or_default();
        let words = format!("{}, {shape}, {} Hz{language}", sound.codec, sound.sample_rate);
        facts.push(fact("Sound", words));
    }
    for complaint in asset.survey.complaints.iter().take(3) {
        facts.push(fact("The reader says", complaint.clone()));
    }
    if let Some(salvage) = &asset.salvage {
        facts.push(fact("Left out", salvage.clone()));
    }
    facts.push(fact("BLAKE3", asset.digest.to_string()));
    facts
}

fn provenance(asset: &Asset) -> Vec<Field> {
    let provenance = &asset.provenance;
    vec![
        Field::line("title", "Called", provenance.title.as_deref(), ""),
        Field::list("people", "People", &provenance.people, "With commas between them"),
        Field::line("place", "Place", provenance.place.as_deref(), ""),
        Field::line(
            "date",
            "Date",
            provenance.date.as_ref().map(Edtf::as_str),
            "As sure as it is: 1974, 197X, 1974-05~",
        ),
        Field::line("rights", "Rights", provenance.rights.as_deref(), ""),
        Field::text("notes", "Notes", provenance.notes.as_deref(), ""),
    ]
}

/// "the-last-train.mov" is offered as "The last train".
fn suggested_name(asset: &Asset) -> String {
    let name = asset.provenance.title.as_deref().unwrap_or(&asset.file_name);
    let stem = match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && end.len() <= 4 => stem,
        _ => name,
    };
    // Marks that turn the text around them are no part of a name; a title with one is refused.
    let turning = |letter: char| matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let spaced = stem.replace(['_', '-'], " ").replace(turning, "");
    let mut letters = spaced.trim().chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
