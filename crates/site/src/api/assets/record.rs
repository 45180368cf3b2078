use house::archive::{Asset, Provenance};
use house::id::AssetId;
use media::facts::Survey;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{Versioned, When, one_of};
use crate::problem::Problem;
use crate::site::Site;

/// An asset in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct AssetRecord {
    id: String,
    version: u64,
    #[schema(schema_with = one_of::asset_kind)]
    kind: &'static str,
    /// As it came; for people.
    file_name: String,
    bytes: u64,
    /// Null for pictures and texts.
    #[schema(required)]
    duration_ms: Option<i64>,
    #[schema(required)]
    width: Option<u32>,
    #[schema(required)]
    height: Option<u32>,
    sounds: usize,
    texts: usize,
    provenance: ProvenanceRecord,
    added: When,
    /// What was left out of a damaged tape.
    #[schema(required)]
    salvage: Option<String>,
}

/// Who handed the asset in, under which rights, with which dates.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProvenanceRecord {
    #[schema(required)]
    title: Option<String>,
    people: Vec<String>,
    #[schema(required)]
    place: Option<String>,
    /// As uncertain as it is: EDTF, level 1.
    #[schema(required)]
    date: Option<String>,
    #[schema(required)]
    rights: Option<String>,
    #[schema(required)]
    notes: Option<String>,
}

/// An asset with all that was found in its file.
#[derive(Serialize, ToSchema)]
pub(crate) struct WholeAsset {
    #[serde(flatten)]
    record: AssetRecord,
    /// What the engine found: container, streams, their timing.
    #[schema(value_type = Object)]
    survey: Survey,
}

impl From<Provenance> for ProvenanceRecord {
    fn from(said: Provenance) -> Self {
        Self {
            title: said.title,
            people: said.people,
            place: said.place,
            date: said.date.map(String::from),
            rights: said.rights,
            notes: said.notes,
        }
    }
}

impl From<store::Versioned<Asset>> for AssetRecord {
    fn from(asset: store::Versioned<Asset>) -> Self {
        let version = number(&asset);
        let asset = asset.record;
        let facts = &asset.survey.facts;
        let picture = facts.pictures.iter().find(|picture| !picture.attached_picture);
        Self {
            id: asset.id.to_string(),
            version,
            kind: asset.kind.as_str(),
            duration_ms: facts.duration.map(|duration| duration.micros() / 1_000),
            width: picture.map(|picture| picture.width),
            height: picture.map(|picture| picture.height),
            sounds: facts.sounds.len(),
            texts: facts.texts.len(),
            file_name: asset.file_name,
            bytes: asset.bytes,
            provenance: asset.provenance.into(),
            added: asset.added.into(),
            salvage: asset.salvage,
        }
    }
}

pub(super) fn whole(asset: store::Versioned<Asset>) -> Versioned<WholeAsset> {
    Versioned {
        version: number(&asset),
        record: WholeAsset {
            survey: asset.record.survey.clone(),
            record: asset.into(),
        },
    }
}

/// Versions count from 1.
fn number(asset: &store::Versioned<Asset>) -> u64 {
    u64::try_from(asset.version).unwrap_or_default()
}

pub(super) async fn found(site: &Site, id: &AssetId) -> Result<store::Versioned<Asset>, Problem> {
    let asset = site.catalogue.asset_with_version(id).await?;
    asset.ok_or(Problem::NotFound)
}

/// # Errors
/// [`Problem::Invalid`] for a request that names, as its `asset`, one that the archive does not have.
pub(in crate::api) async fn must_be_there(site: &Site, id: &AssetId) -> Result<(), Problem> {
    match site.catalogue.asset_with_version(id).await? {
        Some(_) => Ok(()),
        None => Err(Problem::invalid("asset", "the archive has no such asset")),
    }
}
