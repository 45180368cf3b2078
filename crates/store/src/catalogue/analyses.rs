//! What was found on the tapes.

use house::analyse::moments::Known;
use house::analyse::{Analysed, NearDuplicate, Object, Span};
use house::id::AssetId;
use house::{Digest, Instant};

use super::Catalogue;
use super::columns::Columns;
use crate::StoreError;
use crate::db::{Connection, Row, query};

impl Catalogue {
    /// Where lies what was found on this tape; `None` when it was never gone through.
    pub async fn analysed(&self, asset: &AssetId) -> Result<Option<Analysed>, StoreError> {
        let row = query("SELECT * FROM analyses WHERE asset = $1")
            .bind(asset.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(analysed).transpose()
    }

    /// Every tape that has pictures to be known again by.
    pub async fn all_prints(&self) -> Result<Vec<(AssetId, Digest)>, StoreError> {
        let rows = query("SELECT asset, prints FROM analyses WHERE prints IS NOT NULL ORDER BY asset")
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok((row.parsed("asset")?, row.parsed("prints")?)))
            .collect()
    }

    /// Where the tape's pictures are found on others, in the tape's order.
    pub async fn near_duplicates(&self, asset: &AssetId) -> Result<Vec<NearDuplicate>, StoreError> {
        let rows =
            query("SELECT * FROM near_duplicates WHERE asset = $1 ORDER BY starts, other, other_starts")
                .bind(asset.as_str())
                .fetch_all(self.readers())
                .await?;
        rows.iter().map(near_duplicate).collect()
    }

    /// What is known of a tape besides what was found on it: what is said, and which others show the same.
    pub async fn known_of(&self, asset: &AssetId) -> Result<Known, StoreError> {
        let transcripts = self.words(asset).await?;
        let lines = transcripts.into_iter().flat_map(|transcript| transcript.lines);
        Ok(Known {
            lines: lines.collect(),
            duplicates: self.near_duplicates(asset).await?,
            audience: self.audience_of(asset).await?,
        })
    }
}

/// In place of what was found before.
pub(super) async fn put(connection: &mut Connection, analysed: &Analysed) -> Result<(), StoreError> {
    let (record, stills) = (&analysed.record, analysed.stills.as_ref());
    query(
        "INSERT INTO analyses (asset, made, record, record_bytes, stills, stills_bytes, prints)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (asset) DO UPDATE SET made = excluded.made, record = excluded.record,
            record_bytes = excluded.record_bytes, stills = excluded.stills, stills_bytes = excluded.stills_bytes,
            prints = excluded.prints",
    )
    .bind(analysed.asset.as_str())
    .bind(analysed.made.micros())
    .bind(record.digest.to_string())
    .bind(length(record.bytes))
    .bind(stills.map(|stills| stills.digest.to_string()))
    .bind(stills.map_or(0, |stills| length(stills.bytes)))
    .bind(analysed.prints.map(|prints| prints.to_string()))
    .execute(connection)
    .await?;
    Ok(())
}

/// In place of what was known of this tape, from its side and from the others'.
pub(super) async fn put_near_duplicates(
    connection: &mut Connection,
    asset: &AssetId,
    duplicates: &[NearDuplicate],
) -> Result<(), StoreError> {
    let asset = asset.as_str();
    query("DELETE FROM near_duplicates WHERE asset = $1 OR other = $1")
        .bind(asset)
        .execute(&mut *connection)
        .await?;
    for duplicate in duplicates {
        let (here, there) = (duplicate.here, duplicate.there);
        let other = duplicate.other.as_str();
        for (asset, span, other, other_span) in [(asset, here, other, there), (other, there, asset, here)] {
            query(
                "INSERT INTO near_duplicates
                    (asset, starts, ends, other, other_starts, other_ends, likeness)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (asset, starts, other, other_starts) DO NOTHING",
            )
            .bind(asset)
            .bind(span.start.micros())
            .bind(span.end.micros())
            .bind(other)
            .bind(other_span.start.micros())
            .bind(other_span.end.micros())
            .bind(i64::from(duplicate.likeness))
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

fn length(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn analysed(row: &Row) -> Result<Analysed, StoreError> {
    let stills = match row.parsed_or_none("stills")? {
        Some(digest) => Some(Object {
            digest,
            bytes: row.number("stills_bytes")?,
        }),
        None => None,
    };
    Ok(Analysed {
        asset: row.parsed("asset")?,
        made: Instant::from_micros(row.bigint("made")?),
        record: Object {
            digest: row.parsed("record")?,
            bytes: row.number("record_bytes")?,
        },
        stills,
        prints: row.parsed_or_none("prints")?,
    })
}

fn near_duplicate(row: &Row) -> Result<NearDuplicate, StoreError> {
    Ok(NearDuplicate {
        here: Span::of_micros(row.bigint("starts")?, row.bigint("ends")?),
        other: row.parsed("other")?,
        there: Span::of_micros(row.bigint("other_starts")?, row.bigint("other_ends")?),
        likeness: row.number("likeness")?,
    })
}
