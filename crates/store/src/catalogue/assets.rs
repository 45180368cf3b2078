use house::Digest;
use house::archive::{Asset, AssetKind};
use house::id::AssetId;

use super::Catalogue;
use super::columns::{Columns, to_bigint, to_json};
use super::search;
use crate::StoreError;
use crate::db::{Connection, Row, query};

impl Catalogue {
    /// Files an asset. The same bytes twice are one asset: when one with this digest is there already, that one is
    /// returned and nothing is changed.
    pub async fn put_asset(&self, asset: &Asset) -> Result<Asset, StoreError> {
        let mut write = self.write().await?;
        let kept = put(&mut write, asset).await?;
        write.commit().await?;
        Ok(kept)
    }

    pub async fn asset_by_id(&self, id: &AssetId) -> Result<Option<Asset>, StoreError> {
        let row = query("SELECT * FROM assets WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    pub async fn asset_by_digest(&self, digest: &Digest) -> Result<Option<Asset>, StoreError> {
        let row = query("SELECT * FROM assets WHERE digest = $1")
            .bind(digest.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// All assets, or those of one kind; oldest first.
    pub async fn assets(&self, kind: Option<AssetKind>) -> Result<Vec<Asset>, StoreError> {
        let rows = query("SELECT * FROM assets WHERE $1 IS NULL OR kind = $1 ORDER BY added, id")
            .bind(kind.map(AssetKind::as_str))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }
}

pub(super) async fn put(connection: &mut Connection, asset: &Asset) -> Result<Asset, StoreError> {
    query(
        "INSERT INTO assets (id, kind, digest, bytes, file_name, survey, provenance, added, salvage, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (digest) DO NOTHING",
    )
    .bind(asset.id.as_str())
    .bind(asset.kind.as_str())
    .bind(asset.digest.to_string())
    .bind(to_bigint(asset.bytes)?)
    .bind(&asset.file_name)
    .bind(to_json(&asset.survey)?)
    .bind(to_json(&asset.provenance)?)
    .bind(asset.added.micros())
    .bind(&asset.salvage)
    .bind(words(asset))
    .execute(&mut *connection)
    .await?;
    let row = query("SELECT * FROM assets WHERE digest = $1")
        .bind(asset.digest.to_string())
        .fetch_one(&mut *connection)
        .await?;
    let kept = read(&row)?;
    if kept.id == asset.id {
        search::index_asset(connection, &kept.id).await?;
    }
    Ok(kept)
}

/// What people may type to find it, in lower case.
pub(super) fn words(asset: &Asset) -> String {
    let said = &asset.provenance;
    let lines = [&said.title, &said.place, &said.rights, &said.notes];
    let mut words = format!("{} {}", asset.file_name, asset.kind.as_str());
    let date = said.date.as_ref().map(|date| date.as_str());
    for line in lines
        .into_iter()
        .flatten()
        .chain(&said.people)
        .map(String::as_str)
        .chain(date)
    {
        words.push(' ');
        words.push_str(line);
    }
    words.to_lowercase()
}

pub(super) fn read(row: &Row) -> Result<Asset, StoreError> {
    Ok(Asset {
        id: row.parsed("id")?,
        kind: row.parsed("kind")?,
        digest: row.parsed("digest")?,
        bytes: row.number("bytes")?,
        file_name: row.text("file_name")?,
        survey: row.json("survey")?,
        provenance: row.json("provenance")?,
        added: row.instant("added")?,
        salvage: row.text_or_none("salvage")?,
    })
}
