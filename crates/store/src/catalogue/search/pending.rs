//! Assets that the index does not know yet: all of them after an upgrade from an earlier form, after a move to another
//! database, or when what a word is has changed.

use house::id::AssetId;

use super::index::index_asset;
use crate::StoreError;
use crate::catalogue::Catalogue;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, query, query_scalar};

/// Changes with the rule of what a word is and of what is kept of an asset.
const RULE: &str = "1";
const RULE_SETTING: &str = "search_rule";

impl Catalogue {
    /// Assets that cannot be found yet.
    pub async fn search_pending(&self) -> Result<u64, StoreError> {
        let row = query("SELECT count(*) AS waiting FROM search_pending")
            .fetch_one(self.readers())
            .await?;
        row.number("waiting")
    }

    /// Takes at most `most` of the waiting assets into the index, the oldest first, each in a transaction of its own, so
    /// that nobody waits for all. Answers how many are left.
    pub async fn index_pending(&self, most: u32) -> Result<u64, StoreError> {
        self.follow_rule().await?;
        let rows = query(
            "SELECT search_pending.asset FROM search_pending LEFT JOIN assets ON assets.id = search_pending.asset
             ORDER BY assets.added, search_pending.asset LIMIT $1",
        )
        .bind(i64::from(most))
        .fetch_all(self.readers())
        .await?;
        for row in &rows {
            let asset: AssetId = row.parsed("asset")?;
            let mut write = self.write().await?;
            index_asset(&mut write, &asset).await?;
            write.commit().await?;
        }
        self.search_pending().await
    }

    /// Empties the index and lets every asset be taken in anew.
    pub async fn forget_index(&self) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        empty(&mut write).await?;
        write.commit().await?;
        Ok(())
    }

    async fn follow_rule(&self) -> Result<(), StoreError> {
        let known: Option<String> = query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(RULE_SETTING)
            .fetch_optional(self.readers())
            .await?;
        if known.as_deref() == Some(RULE) {
            return Ok(());
        }
        let mut write = self.write().await?;
        if known.is_some() {
            empty(&mut write).await?;
        }
        query(
            "INSERT INTO settings (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(RULE_SETTING)
        .bind(RULE)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(())
    }
}

async fn empty(connection: &mut Connection) -> Result<(), StoreError> {
    let index = if connection.is_sqlite() {
        "INSERT INTO search_index (search_index) VALUES ('delete-all')"
    } else {
        "DELETE FROM search_index"
    };
    query(index).execute(&mut *connection).await?;
    for statement in [
        "DELETE FROM search_blocks",
        "DELETE FROM search_words",
        "DELETE FROM search_assets",
        "DELETE FROM search_pending",
    ] {
        query(statement).execute(&mut *connection).await?;
    }
    fill(connection).await
}

/// Lets every asset be taken in.
pub(crate) async fn fill(connection: &mut Connection) -> Result<(), StoreError> {
    query(
        "INSERT INTO search_pending (asset) SELECT id FROM assets WHERE true ON CONFLICT (asset) DO NOTHING",
    )
    .execute(connection)
    .await?;
    Ok(())
}
