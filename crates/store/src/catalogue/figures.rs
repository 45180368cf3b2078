//! What the house did, hour by hour. No row says who did anything.

use super::Catalogue;
use super::columns::Columns;
use crate::db::query;
use crate::{JobState, StoreError};

/// Hours that figures are kept: thirteen months.
const KEPT_HOURS: i64 = 24 * 396;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Hours since 1970.
    pub hour: i64,
    pub name: String,
    /// Of a histogram; 0 for all else.
    pub bucket: i64,
    pub value: i64,
}

/// How the queue stands at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFigures {
    pub jobs: Vec<(JobState, u64)>,
    /// Milliseconds that the oldest waiting job has waited; `None` when none waits.
    pub oldest_waiting_ms: Option<i64>,
}

impl Catalogue {
    /// Adds what was counted to what is there of the same hour.
    pub async fn add_figures(&self, counted: &[Figure]) -> Result<(), StoreError> {
        self.write_figures(
            counted,
            "INSERT INTO figures (hour, name, bucket, value) VALUES ($1, $2, $3, $4)
             ON CONFLICT (hour, name, bucket) DO UPDATE SET value = figures.value + excluded.value",
        )
        .await
    }

    /// Puts what was measured in the place of what is there of the same hour.
    pub async fn set_figures(&self, measured: &[Figure]) -> Result<(), StoreError> {
        self.write_figures(
            measured,
            "INSERT INTO figures (hour, name, bucket, value) VALUES ($1, $2, $3, $4)
             ON CONFLICT (hour, name, bucket) DO UPDATE SET value = excluded.value",
        )
        .await
    }

    async fn write_figures(&self, figures: &[Figure], sql: &'static str) -> Result<(), StoreError> {
        let Some(newest) = figures.iter().map(|figure| figure.hour).max() else {
            return Ok(());
        };
        let mut write = self.write().await?;
        for figure in figures {
            query(sql)
                .bind(figure.hour)
                .bind(figure.name.as_str())
                .bind(figure.bucket)
                .bind(figure.value)
                .execute(&mut *write)
                .await?;
        }
        query("DELETE FROM figures WHERE hour < $1")
            .bind(newest - KEPT_HOURS)
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    /// Every figure from this hour on, oldest first.
    pub async fn figures_since(&self, hour: i64) -> Result<Vec<Figure>, StoreError> {
        let rows = query("SELECT * FROM figures WHERE hour >= $1 ORDER BY hour, name, bucket")
            .bind(hour)
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Figure {
                    hour: row.bigint("hour")?,
                    name: row.text("name")?,
                    bucket: row.bigint("bucket")?,
                    value: row.bigint("value")?,
                })
            })
            .collect()
    }

    pub async fn queue_figures(&self) -> Result<QueueFigures, StoreError> {
        let rows = query("SELECT state, count(*) AS jobs, min(made) AS oldest FROM jobs GROUP BY state")
            .fetch_all(self.readers())
            .await?;
        let mut figures = QueueFigures::default();
        for row in &rows {
            let state: JobState = row.parsed("state")?;
            figures.jobs.push((state, row.number("jobs")?));
            if state == JobState::Waiting {
                let oldest = row.instant("oldest")?;
                figures.oldest_waiting_ms = Some(self.now().millis_since(oldest).max(0));
            }
        }
        figures.jobs.sort_by_key(|(state, _)| state.as_str());
        Ok(figures)
    }
}
