use std::sync::Arc;

use axum::extract::State;
use house::archive::{AssetKind, Edtf, Provenance};
use house::id::AssetId;
use serde::Deserialize;
use store::Corrected;
use utoipa::ToSchema;

use super::record::{WholeAsset, found, whole};
use crate::api::patch::present;
use crate::api::{Body, IfMatch, Versioned, one_of};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// What is said of an asset: a field that is left out stays, null takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssetCorrection {
    #[schema(schema_with = one_of::asset_kind)]
    kind: Option<AssetKind>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    title: Option<Option<String>>,
    /// Replaces all people.
    people: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    place: Option<Option<String>>,
    /// EDTF, level 1: 1974, 197X, 1974-05~, 1974/1976.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    date: Option<Option<Edtf>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    rights: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    notes: Option<Option<String>>,
}

/// Correct what is said of an asset; its bytes never change
#[utoipa::path(patch, path = "/api/v1/assets/{id}", tag = "assets",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), request_body = AssetCorrection,
    responses((status = 200, body = WholeAsset), (status = 404)))]
pub(crate) async fn correct(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<AssetId>,
    if_match: IfMatch,
    Body(said): Body<AssetCorrection>,
) -> Result<Versioned<WholeAsset>, Problem> {
    let before = found(&site, &id).await?;
    if_match.holds(&whole(before.clone()))?;
    let (version, before) = (before.version, before.record);
    let kind = said.kind.unwrap_or(before.kind);
    kind.check(&before.survey.facts)
        .map_err(|error| Problem::invalid("kind", error))?;
    let provenance = said.of(before.provenance);
    let corrected = site
        .catalogue
        .correct_asset(&member.actor, &id, Some(version), kind, &provenance)
        .await?;
    match corrected {
        None => Err(Problem::NotFound),
        Some(Corrected::Done(asset)) => Ok(whole(asset)),
        Some(Corrected::Changed(asset)) => Err(whole(asset).changed()),
    }
}

impl AssetCorrection {
    fn of(self, was: Provenance) -> Provenance {
        Provenance {
            title: self.title.unwrap_or(was.title),
            people: self.people.unwrap_or(was.people),
            place: self.place.unwrap_or(was.place),
            date: self.date.unwrap_or(was.date),
            rights: self.rights.unwrap_or(was.rights),
            notes: self.notes.unwrap_or(was.notes),
        }
    }
}
