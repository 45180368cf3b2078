//! What was found on assets, in a word each: "crowd", "music".

use house::id::AssetId;

use super::Catalogue;
use super::columns::Columns;
use super::search;
use crate::StoreError;
use crate::db::{Connection, query};

impl Catalogue {
    pub async fn asset_has(&self, asset: &AssetId) -> Result<Vec<String>, StoreError> {
        read(&mut *self.readers().begin().await?, asset).await
    }
}

pub(super) async fn read(connection: &mut Connection, asset: &AssetId) -> Result<Vec<String>, StoreError> {
    let rows = query("SELECT what FROM asset_has WHERE asset = $1 ORDER BY what")
        .bind(asset.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| row.text("what")).collect()
}

/// Says anew what is on an asset.
pub(super) async fn set(
    connection: &mut Connection,
    asset: &AssetId,
    what: &[String],
) -> Result<(), StoreError> {
    query("DELETE FROM asset_has WHERE asset = $1")
        .bind(asset.as_str())
        .execute(&mut *connection)
        .await?;
    for what in what {
        query("INSERT INTO asset_has (asset, what) VALUES ($1, $2) ON CONFLICT (asset, what) DO NOTHING")
            .bind(asset.as_str())
            .bind(what)
            .execute(&mut *connection)
            .await?;
    }
    search::index_asset(connection, asset).await
}
