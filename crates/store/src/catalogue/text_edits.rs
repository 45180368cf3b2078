//! Subtitles that somebody corrects: each correction is a new file in the place of the one before.

use crate::db::query;
use house::Digest;
use house::encode::{Rendition, Track};
use house::id::{MasterId, RenditionId, RenditionKey};
use house::team::Actor;

use super::audit::{self, Change};
use super::columns::{to_bigint, to_json};
use super::{Catalogue, gate_changed};
use crate::StoreError;

/// What takes a text's place.
#[derive(Debug, Clone)]
pub struct TextRevision {
    /// Its new address, so that nobody's cache shows the old lines.
    pub key: RenditionKey,
    pub digest: Digest,
    pub bytes: u64,
    pub track: Track,
    /// For the log: what was changed, before and after.
    pub before: serde_json::Value,
    pub after: serde_json::Value,
}

impl Catalogue {
    /// Puts corrected subtitles in the place of those that were corrected. Answers `false`, and changes nothing, when
    /// they are others by now than `corrected`.
    pub async fn revise_text(
        &self,
        actor: &Actor,
        corrected: &Rendition,
        revision: &TextRevision,
    ) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let done = query(
            "UPDATE renditions SET rendition_key = $3, digest = $4, bytes = $5, track = $6
             WHERE id = $1 AND rendition_key = $2",
        )
        .bind(corrected.id.as_str())
        .bind(corrected.key.as_str())
        .bind(revision.key.as_str())
        .bind(revision.digest.to_string())
        .bind(to_bigint(revision.bytes)?)
        .bind(to_json(&revision.track)?)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let change = Change::new("subtitles.update", "rendition", &corrected.id)
            .before(&revision.before)?
            .after(&revision.after)?;
        audit::record(&mut write, actor, self.now(), change).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Takes subtitles from a master; their file stays in the archive if it came from there.
    pub async fn remove_text(
        &self,
        actor: &Actor,
        master: &MasterId,
        text: &RenditionId,
    ) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let done = query("DELETE FROM renditions WHERE id = $1 AND master = $2 AND segments IS NULL")
            .bind(text.as_str())
            .bind(master.as_str())
            .execute(&mut *write)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let change = Change::new("subtitles.remove", "rendition", text).before(&text.as_str())?;
        audit::record(&mut write, actor, self.now(), change).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(true)
    }
}
