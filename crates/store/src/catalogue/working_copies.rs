//! Copies of tapes that browsers play.

use house::Instant;
use house::archive::WorkingCopy;
use house::id::AssetId;

use super::Catalogue;
use super::columns::{Columns, to_bigint};
use crate::StoreError;
use crate::db::{Connection, query};

impl Catalogue {
    /// The copy of this tape that browsers play; `None` when none was made.
    pub async fn working_copy(&self, asset: &AssetId) -> Result<Option<WorkingCopy>, StoreError> {
        let row = query("SELECT * FROM working_copies WHERE asset = $1")
            .bind(asset.as_str())
            .fetch_optional(self.readers())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(WorkingCopy {
            asset: row.parsed("asset")?,
            digest: row.parsed("digest")?,
            bytes: row.number("bytes")?,
            is_film: row.flag("is_film")?,
            made: Instant::from_micros(row.bigint("made")?),
        }))
    }
}

/// In place of an earlier one.
pub(super) async fn put(connection: &mut Connection, copy: &WorkingCopy) -> Result<(), StoreError> {
    query(
        "INSERT INTO working_copies (asset, digest, bytes, is_film, made) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (asset) DO UPDATE SET digest = excluded.digest, bytes = excluded.bytes,
            is_film = excluded.is_film, made = excluded.made",
    )
    .bind(copy.asset.as_str())
    .bind(copy.digest.to_string())
    .bind(to_bigint(copy.bytes)?)
    .bind(i64::from(copy.is_film))
    .bind(copy.made.micros())
    .execute(connection)
    .await?;
    Ok(())
}
