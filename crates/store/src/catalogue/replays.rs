//! What the audience saw again, and where it reacted: sums over everybody.

use house::analyse::moments::Audience;
use house::audience::{Piece, Replays};
use house::id::{AssetId, MasterId};

use super::Catalogue;
use super::columns::{Columns, to_bigint};
use crate::StoreError;
use crate::db::query;

impl Catalogue {
    /// Adds what was counted to what is there. What was seen of a master that is gone is forgotten.
    pub async fn add_replays(&self, counted: &[(MasterId, Replays)]) -> Result<(), StoreError> {
        if counted.is_empty() {
            return Ok(());
        }
        let mut write = self.write().await?;
        for (master, replays) in counted {
            let known = query("SELECT 1 AS known FROM masters WHERE id = $1")
                .bind(master.as_str())
                .fetch_optional(&mut *write)
                .await?;
            if known.is_none() {
                continue;
            }
            query(
                "INSERT INTO viewings (master, viewers) VALUES ($1, $2)
                 ON CONFLICT (master) DO UPDATE SET viewers = viewings.viewers + excluded.viewers",
            )
            .bind(master.as_str())
            .bind(to_bigint(replays.viewers)?)
            .execute(&mut *write)
            .await?;
            for (number, piece) in &replays.pieces {
                query(
                    "INSERT INTO replays (master, piece, first, again, reactions) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (master, piece) DO UPDATE SET first = replays.first + excluded.first,
                        again = replays.again + excluded.again, reactions = replays.reactions + excluded.reactions",
                )
                .bind(master.as_str())
                .bind(i64::from(*number))
                .bind(to_bigint(piece.first)?)
                .bind(to_bigint(piece.again)?)
                .bind(to_bigint(piece.reactions)?)
                .execute(&mut *write)
                .await?;
            }
        }
        Ok(write.commit().await?)
    }

    /// What was seen again of all masters that are made of a tape. They begin where the tape does.
    pub(super) async fn audience_of(&self, asset: &AssetId) -> Result<Option<Audience>, StoreError> {
        let mut all = Replays::default();
        let row = query(
            "SELECT CAST(coalesce(sum(viewers), 0) AS BIGINT) AS viewers
             FROM viewings JOIN masters ON masters.id = viewings.master WHERE masters.asset = $1",
        )
        .bind(asset.as_str())
        .fetch_one(self.readers())
        .await?;
        all.viewers = row.number("viewers")?;
        if all.viewers < u64::from(Audience::FEWEST) {
            return Ok(None);
        }
        let rows = query(
            "SELECT piece, first, again, reactions
             FROM replays JOIN masters ON masters.id = replays.master WHERE masters.asset = $1",
        )
        .bind(asset.as_str())
        .fetch_all(self.readers())
        .await?;
        for row in &rows {
            let piece = Piece {
                first: row.number("first")?,
                again: row.number("again")?,
                reactions: row.number("reactions")?,
            };
            all.pieces.entry(row.number("piece")?).or_default().add(piece);
        }
        Ok(all.audience())
    }
}
