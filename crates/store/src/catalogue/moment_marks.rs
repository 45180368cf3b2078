//! What editors decided about the moments of tapes.

use house::analyse::moments::{Decided, MomentMark};
use house::id::AssetId;
use house::team::Actor;

use super::Catalogue;
use super::audit::{self, Change};
use super::columns::{Columns, to_json};
use crate::StoreError;
use crate::db::{Connection, query};

impl Catalogue {
    /// In the order in which they were first made.
    pub async fn moment_marks(&self, asset: &AssetId) -> Result<Vec<MomentMark>, StoreError> {
        let rows = query("SELECT mark FROM moment_marks WHERE asset = $1 ORDER BY made, starts, ends, kind")
            .bind(asset.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| row.json("mark")).collect()
    }

    /// Keeps what was decided, all of it or nothing.
    pub async fn decide_moments(
        &self,
        actor: &Actor,
        asset: &AssetId,
        decided: &Decided,
    ) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        for mark in &decided.removed {
            let Some(before) = known(&mut write, asset, mark).await? else {
                continue;
            };
            query("DELETE FROM moment_marks WHERE asset = $1 AND kind = $2 AND starts = $3 AND ends = $4")
                .bind(asset.as_str())
                .bind(mark.kind().as_str())
                .bind(mark.moment.span.start.micros())
                .bind(mark.moment.span.end.micros())
                .execute(&mut *write)
                .await?;
            let change = Change::new("moment.unmark", "asset", asset).before(&before)?;
            audit::record(&mut write, actor, self.now(), change).await?;
        }
        for mark in &decided.put {
            let before = known(&mut write, asset, mark).await?;
            query(
                "INSERT INTO moment_marks (asset, kind, starts, ends, verdict, mark, made)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (asset, kind, starts, ends)
                 DO UPDATE SET verdict = excluded.verdict, mark = excluded.mark",
            )
            .bind(asset.as_str())
            .bind(mark.kind().as_str())
            .bind(mark.moment.span.start.micros())
            .bind(mark.moment.span.end.micros())
            .bind(mark.verdict.as_str())
            .bind(to_json(mark)?)
            .bind(self.now().micros())
            .execute(&mut *write)
            .await?;
            let mut change = Change::new("moment.mark", "asset", asset).after(mark)?;
            if let Some(before) = before {
                change = change.before(&before)?;
            }
            audit::record(&mut write, actor, self.now(), change).await?;
        }
        write.commit().await?;
        Ok(())
    }
}

async fn known(
    connection: &mut Connection,
    asset: &AssetId,
    mark: &MomentMark,
) -> Result<Option<MomentMark>, StoreError> {
    let row =
        query("SELECT mark FROM moment_marks WHERE asset = $1 AND kind = $2 AND starts = $3 AND ends = $4")
            .bind(asset.as_str())
            .bind(mark.kind().as_str())
            .bind(mark.moment.span.start.micros())
            .bind(mark.moment.span.end.micros())
            .fetch_optional(connection)
            .await?;
    row.map(|row| row.json("mark")).transpose()
}
