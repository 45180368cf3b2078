use std::collections::HashSet;

use house::id::{AssetId, MasterId, TitleId};
use house::master::Master;

use super::columns::{Columns, to_json};
use super::{Catalogue, gate_changed};
use crate::StoreError;
use crate::db::{Row, query};

impl Catalogue {
    /// Files a master. `planned` is how many renditions its ladder, sounds and texts will have.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the title has a master with this revision.
    pub async fn put_master(&self, master: &Master, planned: usize) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let done = query(
            "INSERT INTO masters (id, title, asset, source, revision, sheet, planned, made)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT DO NOTHING",
        )
        .bind(master.id.as_str())
        .bind(master.title.as_str())
        .bind(master.asset.as_str())
        .bind(master.source.to_string())
        .bind(i64::from(master.revision))
        .bind(to_json(&master.sheet)?)
        .bind(count(planned))
        .bind(master.made.micros())
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Refused(format!(
                "this title has a master of revision {} already",
                master.revision
            )));
        }
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }

    pub async fn master_by_id(&self, id: &MasterId) -> Result<Option<Master>, StoreError> {
        let row = query("SELECT * FROM masters WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Newest revision first.
    pub async fn masters_of(&self, title: &TitleId) -> Result<Vec<Master>, StoreError> {
        let rows = query("SELECT * FROM masters WHERE title = $1 ORDER BY revision DESC")
            .bind(title.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Titles of which any master, in whatever revision, is made of this asset.
    pub async fn titles_made_of(&self, asset: &AssetId) -> Result<HashSet<TitleId>, StoreError> {
        let rows = query("SELECT title FROM masters WHERE asset = $1")
            .bind(asset.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| row.parsed("title")).collect()
    }

    pub async fn planned_renditions(&self, master: &MasterId) -> Result<usize, StoreError> {
        let row = query("SELECT planned FROM masters WHERE id = $1")
            .bind(master.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.ok_or_else(|| no_master(master))?.number("planned")
    }

    pub async fn set_planned_renditions(&self, master: &MasterId, planned: usize) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let done = query("UPDATE masters SET planned = $2 WHERE id = $1")
            .bind(master.as_str())
            .bind(count(planned))
            .execute(&mut *write)
            .await?;
        if done.rows_affected() == 0 {
            return Err(no_master(master));
        }
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }
}

fn read(row: &Row) -> Result<Master, StoreError> {
    Ok(Master {
        id: row.parsed("id")?,
        title: row.parsed("title")?,
        asset: row.parsed("asset")?,
        source: row.parsed("source")?,
        revision: row.number("revision")?,
        sheet: row.json("sheet")?,
        made: row.instant("made")?,
    })
}

fn count(planned: usize) -> i64 {
    i64::try_from(planned).unwrap_or(i64::MAX)
}

fn no_master(id: &MasterId) -> StoreError {
    StoreError::Refused(format!("there is no master {id}"))
}
