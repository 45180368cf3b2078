//! The archive as its people see it: what is there, what is said about it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use house::archive::{Asset, AssetKind, Edtf, Provenance};
use house::id::AssetId;
use media::facts::Survey;
use serde::{Deserialize, Serialize};
use store::{AssetPlace, AssetQuery, AssetSort, Corrected, Versioned};

use super::{Body, Told};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;

/// An asset in a list.
#[derive(Debug, Serialize)]
pub(crate) struct AssetRecord {
    id: AssetId,
    version: i64,
    kind: AssetKind,
    file_name: String,
    bytes: u64,
    /// Milliseconds; not there for pictures and texts.
    duration_ms: Option<i64>,
    width: Option<u32>,
    height: Option<u32>,
    sounds: usize,
    texts: usize,
    provenance: Provenance,
    added: String,
    /// What was left out of a damaged tape.
    salvage: Option<String>,
}

/// An asset with all that was found in its file.
#[derive(Debug, Serialize)]
pub(crate) struct WholeAsset {
    #[serde(flatten)]
    record: AssetRecord,
    survey: Survey,
}

impl AssetRecord {
    fn of(asset: &Versioned<Asset>) -> Self {
        let (asset, version) = (&asset.record, asset.version);
        let facts = &asset.survey.facts;
        let picture = facts.pictures.iter().find(|picture| !picture.attached_picture);
        Self {
            id: asset.id.clone(),
            version,
            kind: asset.kind,
            file_name: asset.file_name.clone(),
            bytes: asset.bytes,
            duration_ms: facts.duration.map(|duration| duration.micros() / 1_000),
            width: picture.map(|picture| picture.width),
            height: picture.map(|picture| picture.height),
            sounds: facts.sounds.len(),
            texts: facts.texts.len(),
            provenance: asset.provenance.clone(),
            added: asset.added.to_string(),
            salvage: asset.salvage.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Words that must all be in its name, its provenance or its kind.
    #[serde(default)]
    filter: String,
    kind: Option<AssetKind>,
    /// "added", "name", "bytes"; with a minus before it, the other way round. Newest first when nothing is said.
    sort: Option<String>,
    limit: Option<u32>,
    cursor: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Assets {
    items: Vec<AssetRecord>,
    /// For the next page; null on the last.
    next: Option<String>,
    /// How many there are in all pages.
    total: u64,
}

/// `GET /api/v1/assets`
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(wanted): Query<Wanted>,
) -> Result<Told<Assets>, Problem> {
    let (sort, descending) = order(wanted.sort.as_deref().unwrap_or("-added"))?;
    let query = AssetQuery {
        words: wanted.filter,
        kind: wanted.kind,
        sort,
        descending,
    };
    let limit = wanted.limit.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(Problem::invalid(
            "limit",
            format!("a page has 1 to {LARGEST_PAGE} assets"),
        ));
    }
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    // One more than is shown tells whether there is a next page.
    let mut found = site
        .catalogue
        .find_assets(&query, after.as_ref(), limit + 1)
        .await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| cursor(&sort.place(&last.record)));
    Ok(Told(Assets {
        items: found.iter().map(AssetRecord::of).collect(),
        next,
        total: site.catalogue.count_assets(&query).await?,
    }))
}

fn order(text: &str) -> Result<(AssetSort, bool), Problem> {
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
    let sort = match name {
        "added" => AssetSort::Added,
        "name" => AssetSort::Name,
        "bytes" => AssetSort::Bytes,
        _ => {
            return Err(Problem::invalid(
                "sort",
                "sort by added, name or bytes, with - before it for the other way",
            ));
        }
    };
    Ok((sort, descending))
}

fn cursor(place: &AssetPlace) -> String {
    data_encoding::BASE64URL_NOPAD.encode(format!("{}\n{}", place.id, place.value).as_bytes())
}

fn place(cursor: &str) -> Result<AssetPlace, Problem> {
    let wrong = || Problem::invalid("cursor", "take the cursor from 'next' of the page before");
    let bytes = data_encoding::BASE64URL_NOPAD
        .decode(cursor.as_bytes())
        .map_err(|_| wrong())?;
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    let (id, value) = text.split_once('\n').ok_or_else(wrong)?;
    Ok(AssetPlace {
        value: value.to_owned(),
        id: id.to_owned(),
    })
}

/// `GET /api/v1/assets/{id}`
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let asset = find(&site, &id).await?;
    Ok(whole(&asset))
}

/// What is said of it; what is not given stays, null takes it away.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    kind: Option<AssetKind>,
    #[serde(default, deserialize_with = "given")]
    title: Option<Option<String>>,
    people: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    place: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    date: Option<Option<Edtf>>,
    #[serde(default, deserialize_with = "given")]
    rights: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    notes: Option<Option<String>>,
}

/// `null` is another thing than nothing.
pub(super) fn given<'de, D, T>(value: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(value).map(Some)
}

/// `PATCH /api/v1/assets/{id}`
pub(crate) async fn correct(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
    headers: HeaderMap,
    Body(said): Body<Correction>,
) -> Result<Response, Problem> {
    let asset = find(&site, &id).await?;
    let version = if_match(&headers)?;
    let before = asset.record;
    let kind = said.kind.unwrap_or(before.kind);
    kind.check(&before.survey.facts)
        .map_err(|error| Problem::invalid("kind", error))?;
    let was = before.provenance;
    let provenance = Provenance {
        title: said.title.unwrap_or(was.title),
        people: said.people.unwrap_or(was.people),
        place: said.place.unwrap_or(was.place),
        date: said.date.unwrap_or(was.date),
        rights: said.rights.unwrap_or(was.rights),
        notes: said.notes.unwrap_or(was.notes),
    };
    let corrected = site
        .catalogue
        .correct_asset(&member.actor, &before.id, version, kind, &provenance)
        .await?;
    match corrected {
        None => Err(Problem::NotFound),
        Some(Corrected::Done(asset)) => Ok(whole(&asset)),
        Some(Corrected::Changed(asset)) => {
            let current = serde_json::to_value(AssetRecord::of(&asset)).map_err(Problem::internal)?;
            Err(Problem::Changed {
                current: Arc::new(current),
                etag: etag(asset.version),
            })
        }
    }
}

/// The version that a change was made of; `*` is any.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let value = headers.get(header::IF_MATCH).ok_or(Problem::NeedsVersion)?;
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.trim_matches('"').parse();
    // What is no version of ours matches none.
    Ok(Some(version.unwrap_or(-1)))
}

fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

fn whole(asset: &Versioned<Asset>) -> Response {
    let told = Told(WholeAsset {
        record: AssetRecord::of(asset),
        survey: asset.record.survey.clone(),
    });
    let mut response = told.into_response();
    if let Ok(etag) = HeaderValue::from_str(&etag(asset.version)) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

async fn find(site: &Site, id: &str) -> Result<Versioned<Asset>, Problem> {
    let id: AssetId = id.parse().map_err(|_| Problem::NotFound)?;
    let asset = site.catalogue.asset_with_version(&id).await?;
    asset.ok_or(Problem::NotFound)
}

/// What encoding it would take.
#[derive(Debug, Serialize)]
pub(crate) struct EstimateRecord {
    /// Seconds on this machine when nothing else runs.
    seconds: u64,
    /// Bytes of the finished renditions.
    bytes: u64,
    /// Bytes needed besides while encodes run.
    scratch_bytes: u64,
    /// What is done to the film, in sentences.
    notes: Vec<String>,
}

/// `GET /api/v1/assets/{id}/estimate`
pub(crate) async fn estimate(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Told<EstimateRecord>, Problem> {
    let asset = find(&site, &id).await?;
    let (estimate, notes) = site.workroom.estimate(asset.record.id).await?;
    Ok(Told(EstimateRecord {
        seconds: estimate.time.as_secs(),
        bytes: estimate.bytes,
        scratch_bytes: estimate.scratch,
        notes,
    }))
}
