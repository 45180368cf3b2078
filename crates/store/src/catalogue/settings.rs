use house::team::Actor;

use super::audit::{self, Change};
use super::{Catalogue, gate_changed};
use crate::StoreError;
use crate::db::{query, query_scalar};

impl Catalogue {
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(name)
            .fetch_optional(self.readers())
            .await?)
    }

    /// Somebody said that the machine's clock is right. Every server of the house looks at it again.
    pub async fn note_clock_accepted(&self, actor: &Actor, name: &str) -> Result<(), StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        audit::record(
            &mut write,
            actor,
            now,
            Change::new("clock.accept", "house", "clock").after(&name)?,
        )
        .await?;
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }

    pub async fn put_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query(
            "INSERT INTO settings (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }
}
