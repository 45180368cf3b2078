use house::Instant;
use house::id::ReleaseId;
use house::release::Purpose;
use package::seal::KeyId;

use super::columns::Columns;
use super::{Catalogue, gate_changed};
use crate::StoreError;
use crate::db::{Connection, Row, query};

/// A content key as it is kept: encrypted under the house's own key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptKey {
    pub(crate) id: KeyId,
    pub(crate) release: ReleaseId,
    pub(crate) purpose: Purpose,
    /// Names the house key.
    pub(crate) house_key: String,
    pub(crate) secret: Vec<u8>,
}

impl Catalogue {
    pub(crate) async fn content_keys(&self) -> Result<Vec<KeptKey>, StoreError> {
        let rows = query("SELECT kid, release_id, purpose, house_key, secret FROM content_keys ORDER BY kid")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Keeps each key unless its release has one for that purpose: whoever comes first has made it. One that is
    /// encrypted under another house key than `replaces_other_than` makes room, when that is asked for. All or none.
    pub(crate) async fn put_content_keys(
        &self,
        keys: &[KeptKey],
        replaces_other_than: Option<&str>,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        for key in keys {
            put(&mut write, key, replaces_other_than, now).await?;
        }
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }
}

async fn put(
    connection: &mut Connection,
    key: &KeptKey,
    replaces_other_than: Option<&str>,
    now: Instant,
) -> Result<(), StoreError> {
    if let Some(own) = replaces_other_than {
        query("DELETE FROM content_keys WHERE release_id = $1 AND purpose = $2 AND house_key <> $3")
            .bind(key.release.as_str())
            .bind(key.purpose.as_str())
            .bind(own)
            .execute(&mut *connection)
            .await?;
    }
    query(
        "INSERT INTO content_keys (kid, release_id, purpose, house_key, secret, made)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (release_id, purpose) DO NOTHING",
    )
    .bind(key.id.to_string())
    .bind(key.release.as_str())
    .bind(key.purpose.as_str())
    .bind(key.house_key.as_str())
    .bind(key.secret.as_slice())
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<KeptKey, StoreError> {
    Ok(KeptKey {
        id: row.parsed("kid")?,
        release: row.parsed("release_id")?,
        purpose: row.parsed("purpose")?,
        house_key: row.text("house_key")?,
        secret: row.bytes("secret")?,
    })
}
