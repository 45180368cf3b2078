use house::archive::{Asset, Upload, UploadState};
use house::id::{JobId, TitleId, UploadId};
use house::team::Actor;
use house::{Digest, Instant};

use super::audit::{self, Change};
use super::columns::{Columns, to_bigint, to_json};
use super::{Catalogue, assets};
use crate::StoreError;
use crate::db::{Connection, Row, query};

const KNOWN: &str = "These bytes were in the archive already; they are the same asset.";

impl Catalogue {
    pub async fn put_upload(&self, upload: &Upload) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query(
            "INSERT INTO uploads (id, length, label, metadata, actor, state, title, salvageable, made, touched)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)",
        )
        .bind(upload.id.as_str())
        .bind(to_bigint(upload.length)?)
        .bind(to_json(&upload.label)?)
        .bind(&upload.metadata)
        .bind(upload.by.to_string())
        .bind(upload.state.as_str())
        .bind(upload.title.as_ref().map(TitleId::as_str))
        .bind(upload.made.micros())
        .bind(upload.touched.micros())
        .execute(&mut *write)
        .await?;
        let change = Change::new("upload.begin", "upload", &upload.id).after(&told(upload))?;
        audit::record(&mut write, &upload.by, self.now(), change).await?;
        Ok(write.commit().await?)
    }

    pub async fn upload_by_id(&self, id: &UploadId) -> Result<Option<Upload>, StoreError> {
        let row = query("SELECT * FROM uploads WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Where the bytes end that were compared with their checksum, while a checked part comes.
    pub async fn upload_verified(&self, id: &UploadId) -> Result<Option<u64>, StoreError> {
        let row = query("SELECT verified FROM uploads WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.map_or(Ok(None), |row| row.number_or_none("verified"))
    }

    /// Those of one state, newest first.
    pub async fn uploads(&self, state: UploadState) -> Result<Vec<Upload>, StoreError> {
        let rows = query("SELECT * FROM uploads WHERE state = $1 ORDER BY made DESC, id")
            .bind(state.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// At most `limit` of those that are not in the archive, newest first.
    pub async fn unfinished_uploads(&self, limit: u32) -> Result<Vec<Upload>, StoreError> {
        let rows = query("SELECT * FROM uploads WHERE state <> $1 ORDER BY made DESC, id LIMIT $2")
            .bind(UploadState::TakenIn.as_str())
            .bind(i64::from(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// At most `limit` of them, newest first; `after`: when the last one that was seen was made, and its id.
    pub async fn uploads_page(
        &self,
        state: Option<UploadState>,
        after: Option<&(i64, String)>,
        limit: u32,
    ) -> Result<Vec<Upload>, StoreError> {
        let (made, id) = after.map_or((i64::MAX, ""), |(made, id)| (*made, id));
        let rows = query(
            "SELECT * FROM uploads WHERE ($1 IS NULL OR state = $1) AND (made < $2 OR (made = $2 AND id > $3))
             ORDER BY made DESC, id LIMIT $4",
        )
        .bind(state.map(UploadState::as_str))
        .bind(made)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Notes that something of it came just now. `verified`: a part with a checksum begins there; `None`: all that lies
    /// in its file counts.
    pub async fn touch_upload(&self, id: &UploadId, verified: Option<u64>) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query("UPDATE uploads SET touched = $2, verified = $3 WHERE id = $1")
            .bind(id.as_str())
            .bind(self.now().micros())
            .bind(verified.map(to_bigint).transpose()?)
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    /// It is whole. `digest` of all its bytes, if that is known.
    pub async fn upload_arrived(&self, id: &UploadId, digest: Option<&Digest>) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query(
            "UPDATE uploads SET state = 'arrived', touched = $2, verified = NULL, digest = coalesce($3, digest)
             WHERE id = $1 AND state = 'receiving'",
        )
        .bind(id.as_str())
        .bind(self.now().micros())
        .bind(digest.map(ToString::to_string))
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }

    /// Which step takes it in. One that was refused is looked at again.
    pub async fn upload_queued(&self, id: &UploadId, job: &JobId) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query(
            "UPDATE uploads SET job = $2, state = 'arrived', sentence = NULL, salvageable = 0
             WHERE id = $1 AND state IN ('arrived', 'refused')",
        )
        .bind(id.as_str())
        .bind(job.as_str())
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }

    /// Written down before its file is moved: whoever finds no file finds it in the vault by this.
    pub async fn set_upload_digest(&self, id: &UploadId, digest: &Digest) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query("UPDATE uploads SET digest = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(digest.to_string())
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    /// Refuses one while it comes, or when it could not be looked over.
    pub async fn refuse_upload(&self, id: &UploadId, sentence: &str) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        refuse(&mut write, id, sentence, false, self.now()).await?;
        Ok(write.commit().await?)
    }

    /// Removes the record; its file goes afterwards. Answers whether there was one.
    pub async fn remove_upload(&self, id: &UploadId, actor: &Actor) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let row = query("SELECT * FROM uploads WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *write)
            .await?;
        let Some(upload) = row.as_ref().map(read).transpose()? else {
            return Ok(false);
        };
        query("DELETE FROM uploads WHERE id = $1")
            .bind(id.as_str())
            .execute(&mut *write)
            .await?;
        let change = Change::new("upload.remove", "upload", id).before(&told(&upload))?;
        audit::record(&mut write, actor, self.now(), change).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Those of which nothing came since, and that no step is about to take in.
    pub async fn uploads_left_since(&self, touched_before: Instant) -> Result<Vec<UploadId>, StoreError> {
        let rows = query("SELECT id FROM uploads WHERE touched < $1 AND state <> 'arrived' ORDER BY id")
            .bind(touched_before.micros())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }
}

/// For a job: files the asset that an upload became, unless the record of the upload is gone.
pub(super) async fn file(
    connection: &mut Connection,
    id: &UploadId,
    asset: &Asset,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(actor) = sender(connection, id).await? else {
        return Ok(());
    };
    let filed = assets::put(connection, asset).await?;
    let is_known = filed.id != asset.id;
    if !is_known {
        let after =
            serde_json::json!({ "file_name": filed.file_name, "kind": filed.kind, "bytes": filed.bytes });
        let change = Change::new("asset.add", "asset", &filed.id).after(&after)?;
        audit::record(connection, &actor, now, change).await?;
    }
    let after = serde_json::json!({ "asset": filed.id, "salvage": asset.salvage });
    let change = Change::new("upload.take_in", "upload", id).after(&after)?;
    audit::record(connection, &actor, now, change).await?;
    query(
        "UPDATE uploads SET state = 'taken_in', asset = $2, sentence = $3, salvageable = 0, touched = $4
         WHERE id = $1",
    )
    .bind(id.as_str())
    .bind(filed.id.as_str())
    .bind(is_known.then_some(KNOWN))
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn refuse(
    connection: &mut Connection,
    id: &UploadId,
    sentence: &str,
    salvageable: bool,
    now: Instant,
) -> Result<(), StoreError> {
    query(
        "UPDATE uploads SET state = 'refused', sentence = $2, salvageable = $3, verified = NULL, touched = $4
         WHERE id = $1 AND state <> 'taken_in'",
    )
    .bind(id.as_str())
    .bind(sentence)
    .bind(i64::from(salvageable))
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Who sent it. `None` when the record is gone.
async fn sender(connection: &mut Connection, id: &UploadId) -> Result<Option<Actor>, StoreError> {
    let row = query("SELECT actor FROM uploads WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    row.map(|row| row.parsed("actor")).transpose()
}

/// What the log says about an upload.
fn told(upload: &Upload) -> serde_json::Value {
    serde_json::json!({ "file_name": upload.label.file_name, "length": upload.length })
}

fn read(row: &Row) -> Result<Upload, StoreError> {
    Ok(Upload {
        id: row.parsed("id")?,
        length: row.number("length")?,
        label: row.json("label")?,
        metadata: row.text("metadata")?,
        by: row.parsed("actor")?,
        state: row.parsed("state")?,
        digest: row.parsed_or_none("digest")?,
        job: row.parsed_or_none("job")?,
        asset: row.parsed_or_none("asset")?,
        title: row.parsed_or_none("title")?,
        sentence: row.text_or_none("sentence")?,
        salvageable: row.bigint("salvageable")? != 0,
        made: row.instant("made")?,
        touched: row.instant("touched")?,
    })
}
