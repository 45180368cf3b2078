use house::Instant;
use house::id::MasterId;

use super::Catalogue;
use super::columns::{Columns, to_json};
use crate::StoreError;
use crate::db::{Connection, query};

impl Catalogue {
    /// Keeps what the check found about `subject` ("rendition KEY", "alignment", ...) of a master, in place of what
    /// was kept before.
    pub async fn put_report(
        &self,
        master: &MasterId,
        subject: &str,
        report: &serde_json::Value,
    ) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        put(&mut write, master, subject, report, self.now()).await?;
        Ok(write.commit().await?)
    }

    /// Reports of a master by subject.
    pub async fn reports_of(
        &self,
        master: &MasterId,
    ) -> Result<Vec<(String, serde_json::Value)>, StoreError> {
        let rows = query("SELECT subject, report FROM reports WHERE master = $1 ORDER BY subject")
            .bind(master.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok((row.text("subject")?, row.json("report")?)))
            .collect()
    }
}

pub(super) async fn put(
    connection: &mut Connection,
    master: &MasterId,
    subject: &str,
    report: &serde_json::Value,
    now: Instant,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO reports (master, subject, report, made) VALUES ($1, $2, $3, $4)
         ON CONFLICT (master, subject) DO UPDATE SET report = excluded.report, made = excluded.made",
    )
    .bind(master.as_str())
    .bind(subject)
    .bind(to_json(report)?)
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(())
}
