use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use house::Digest;
use house::encode::{Rendition, Stage, Track};
use house::id::{MasterId, RenditionId};
use media::segments::SegmentTable;

use super::columns::{Columns, from_json, to_bigint, to_json};
use super::{Catalogue, gate_changed};
use crate::StoreError;
use crate::db::{Connection, Row, query, query_scalar};

impl Catalogue {
    /// Files a rendition; one with the same id is replaced. The same bytes for the same track of a master are one
    /// rendition: when they are filed already (a lost file was made again) nothing changes.
    pub async fn put_rendition(&self, rendition: &Rendition) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        put(&mut write, rendition).await?;
        Ok(write.commit().await?)
    }

    pub async fn rendition_by_id(&self, id: &RenditionId) -> Result<Option<Rendition>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        let row = query(
            "SELECT id, rendition_key, master, track, digest, bytes, stage, made FROM renditions WHERE id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(&mut reader)
        .await?;
        match row {
            Some(row) => self.read_rendition(&mut reader, &row).await.map(Some),
            None => Ok(None),
        }
    }

    /// All of a master in every stage: pictures from the smallest to the largest, then sounds and texts in the
    /// order in which they were made.
    pub async fn renditions_of(&self, master: &MasterId) -> Result<Vec<Rendition>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        self.read_renditions_of(&mut reader, master).await
    }

    pub(super) async fn read_renditions_of(
        &self,
        reader: &mut Connection,
        master: &MasterId,
    ) -> Result<Vec<Rendition>, StoreError> {
        let rows = query(
            "SELECT id, rendition_key, master, track, digest, bytes, stage, made
             FROM renditions WHERE master = $1 ORDER BY made, id",
        )
        .bind(master.as_str())
        .fetch_all(&mut *reader)
        .await?;
        let mut renditions = Vec::with_capacity(rows.len());
        for row in &rows {
            renditions.push(self.read_rendition(reader, row).await?);
        }
        renditions.sort_by_key(showing_order);
        Ok(renditions)
    }

    /// What passed the check of every master that a release shows or showed before, smallest pictures first.
    pub(super) async fn checked_renditions(
        &self,
        reader: &mut Connection,
    ) -> Result<HashMap<MasterId, Vec<Rendition>>, StoreError> {
        let rows = query(
            "SELECT id, rendition_key, master, track, digest, bytes, stage, made
             FROM renditions
             WHERE stage = 'checked' AND master IN
                 (SELECT master FROM releases UNION SELECT former FROM releases WHERE former IS NOT NULL)
             ORDER BY made, id",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut by_master: HashMap<MasterId, Vec<Rendition>> = HashMap::new();
        for row in &rows {
            let rendition = self.read_rendition(reader, row).await?;
            by_master
                .entry(rendition.master.clone())
                .or_default()
                .push(rendition);
        }
        for renditions in by_master.values_mut() {
            renditions.sort_by_key(showing_order);
        }
        Ok(by_master)
    }

    pub async fn set_stage(&self, rendition: &RenditionId, stage: Stage) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        set_stage(&mut write, rendition, stage).await?;
        Ok(write.commit().await?)
    }

    async fn read_rendition(&self, reader: &mut Connection, row: &Row) -> Result<Rendition, StoreError> {
        let digest: Digest = row.parsed("digest")?;
        let track: Track = row.json("track")?;
        let segments = match track {
            Track::Text { .. } => None,
            _ => self.segment_table(reader, &digest).await?,
        };
        Ok(Rendition {
            id: row.parsed("id")?,
            key: row.parsed("rendition_key")?,
            master: row.parsed("master")?,
            track,
            digest,
            bytes: row.number("bytes")?,
            segments,
            stage: read_stage(&row.text("stage")?)?,
            made: row.instant("made")?,
        })
    }

    async fn segment_table(
        &self,
        reader: &mut Connection,
        digest: &Digest,
    ) -> Result<Option<Arc<SegmentTable>>, StoreError> {
        let known = &self.inner.segments;
        let found = known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(digest)
            .cloned();
        if found.is_some() {
            return Ok(found);
        }
        let text: Option<String> = query_scalar(
            "SELECT segments FROM renditions WHERE digest = $1 AND segments IS NOT NULL LIMIT 1",
        )
        .bind(digest.to_string())
        .fetch_optional(reader)
        .await?;
        let Some(text) = text else { return Ok(None) };
        let table: Arc<SegmentTable> = Arc::new(from_json(&text, "segments")?);
        known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(*digest, Arc::clone(&table));
        Ok(Some(table))
    }
}

pub(super) async fn put(connection: &mut Connection, rendition: &Rendition) -> Result<(), StoreError> {
    let track = to_json(&rendition.track)?;
    let twin: Option<String> = query_scalar(
        "SELECT id FROM renditions WHERE master = $1 AND digest = $2 AND track = $3 AND id <> $4",
    )
    .bind(rendition.master.as_str())
    .bind(rendition.digest.to_string())
    .bind(&track)
    .bind(rendition.id.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    if twin.is_some() {
        return Ok(());
    }
    query(
        "INSERT INTO renditions (id, rendition_key, master, track, digest, bytes, segments, stage, made)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET rendition_key = excluded.rendition_key, master = excluded.master,
            track = excluded.track, digest = excluded.digest, bytes = excluded.bytes,
            segments = excluded.segments, stage = excluded.stage",
    )
    .bind(rendition.id.as_str())
    .bind(rendition.key.as_str())
    .bind(rendition.master.as_str())
    .bind(track)
    .bind(rendition.digest.to_string())
    .bind(to_bigint(rendition.bytes)?)
    .bind(rendition.segments.as_ref().map(to_json).transpose()?)
    .bind(stage_text(rendition.stage))
    .bind(rendition.made.micros())
    .execute(&mut *connection)
    .await?;
    gate_changed(connection).await
}

pub(super) async fn set_stage(
    connection: &mut Connection,
    rendition: &RenditionId,
    stage: Stage,
) -> Result<(), StoreError> {
    let done = query("UPDATE renditions SET stage = $2 WHERE id = $1")
        .bind(rendition.as_str())
        .bind(stage_text(stage))
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::Refused(format!("there is no rendition {rendition}")));
    }
    gate_changed(connection).await
}

/// Pictures before sounds before texts; pictures by size. Stable for the rest.
fn showing_order(rendition: &Rendition) -> (u8, u64) {
    match rendition.track {
        Track::Picture { width, height, .. } => (0, u64::from(width) * u64::from(height)),
        Track::Sound { .. } => (1, 0),
        Track::Text { .. } => (2, 0),
    }
}

fn stage_text(stage: Stage) -> &'static str {
    match stage {
        Stage::Made => "made",
        Stage::Checked => "checked",
        Stage::Failed => "failed",
    }
}

fn read_stage(text: &str) -> Result<Stage, StoreError> {
    match text {
        "made" => Ok(Stage::Made),
        "checked" => Ok(Stage::Checked),
        "failed" => Ok(Stage::Failed),
        other => Err(StoreError::Damaged(format!("column stage: '{other}'"))),
    }
}
