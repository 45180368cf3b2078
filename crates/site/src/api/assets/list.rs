use std::sync::Arc;

use axum::extract::State;
use house::archive::AssetKind;
use house::id::AssetId;
use serde::{Deserialize, Serialize};
use store::{AssetPlace, AssetQuery, AssetSort};
use utoipa::{IntoParams, ToSchema};

use super::record::{AssetRecord, WholeAsset, found, whole};
use crate::api::{Page, Query, Told, Versioned, one_of, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

/// Which assets to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AssetsAsked {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
    /// added, name or bytes; with a minus sign in front the other way round. Newest first when nothing is said.
    sort: Option<String>,
    /// Words that must all be in its name, its provenance or its kind.
    filter: Option<String>,
    #[param(schema_with = one_of::asset_kind)]
    kind: Option<AssetKind>,
}

/// A part of the archive's list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Assets {
    #[serde(flatten)]
    page: Page<AssetRecord>,
    /// How many there are in all parts.
    total: u64,
}

/// Assets
#[utoipa::path(get, path = "/api/v1/assets", tag = "assets", params(AssetsAsked),
    responses((status = 200, body = Assets)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(asked): Query<AssetsAsked>,
) -> Result<Told<Assets>, Problem> {
    let limit = page::limit(asked.limit)?;
    let (sort, descending) = order(asked.sort.as_deref().unwrap_or("-added"))?;
    let wanted = AssetQuery {
        words: asked.filter.unwrap_or_default(),
        kind: asked.kind,
        sort,
        descending,
    };
    let after = page::after::<(String, String)>(asked.cursor.as_deref())?;
    let after = after.map(|(value, id)| AssetPlace { value, id });
    let found = site.catalogue.find_assets(&wanted, after.as_ref(), limit + 1);
    let found = found.await?.into_iter().map(|asset| {
        let AssetPlace { value, id } = sort.place(&asset.record);
        ((value, id), AssetRecord::from(asset))
    });
    Ok(Told(Assets {
        page: Page::of(found.collect(), limit),
        total: site.catalogue.count_assets(&wanted).await?,
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
                "sort is added, name or bytes, or one of them after a minus sign",
            ));
        }
    };
    Ok((sort, descending))
}

/// One asset, with all that was found in its file
#[utoipa::path(get, path = "/api/v1/assets/{id}", tag = "assets", params(("id" = String, Path)),
    responses((status = 200, body = WholeAsset), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<AssetId>,
) -> Result<Versioned<WholeAsset>, Problem> {
    Ok(whole(found(&site, &id).await?))
}
