//! Who wants a letter before an opening.

use house::id::TitleId;
use house::team::EmailAddress;

use super::columns::Columns;
use super::{Catalogue, letters};
use crate::db::query;
use crate::{Secret, StoreError};

/// Who did not answer the first letter by then did not want one.
const UNCONFIRMED_MS: i64 = 24 * 3_600_000;

/// Somebody who asked for a letter, and said so twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    pub id: String,
    pub title: TitleId,
    pub email: String,
}

impl Catalogue {
    /// Keeps who asks for a letter until the link with the returned secret is opened; `None` when that was done before,
    /// or when one was written within the last hour: nobody's letterbox is filled by others.
    pub async fn ask_reminder(
        &self,
        title: &TitleId,
        email: &EmailAddress,
    ) -> Result<Option<Secret>, StoreError> {
        let now = self.now();
        let secret = Secret::random();
        let mut write = self.write().await?;
        query("DELETE FROM reminders WHERE confirmed IS NULL AND made < $1")
            .bind(now.plus_millis(-UNCONFIRMED_MS).micros())
            .execute(&mut *write)
            .await?;
        let done = query(
            "INSERT INTO reminders (id, title, email, secret, made) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (title, email) DO UPDATE SET secret = excluded.secret, made = excluded.made
             WHERE reminders.confirmed IS NULL AND reminders.made < $6",
        )
        .bind(format!("{:032x}", rand::random::<u128>()))
        .bind(title.as_str())
        .bind(email.as_str())
        .bind(secret.hash())
        .bind(now.micros())
        .bind(now.plus_millis(-3_600_000).micros())
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok((done.rows_affected() > 0).then_some(secret))
    }

    /// The link in the letter was opened: whose title it is about; `None` when it opens nothing.
    pub async fn confirm_reminder(&self, secret: &str) -> Result<Option<TitleId>, StoreError> {
        let mut write = self.write().await?;
        let row = query("UPDATE reminders SET confirmed = $2 WHERE secret = $1 RETURNING title")
            .bind(Secret(secret.to_owned()).hash())
            .bind(self.now().micros())
            .fetch_optional(&mut *write)
            .await?;
        write.commit().await?;
        row.map(|row| row.parsed("title")).transpose()
    }

    /// Whoever has the link wants no letter after all. Answers whether there was one.
    pub async fn forget_reminder(&self, secret: &str) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let done = query("DELETE FROM reminders WHERE secret = $1")
            .bind(Secret(secret.to_owned()).hash())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The titles that somebody waits for a letter about.
    pub async fn reminded_titles(&self) -> Result<Vec<TitleId>, StoreError> {
        let rows = query("SELECT DISTINCT title FROM reminders ORDER BY title")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| row.parsed("title")).collect()
    }

    /// Who wants to be written to about a title now, a hundred at a time.
    pub async fn reminders_of(&self, title: &TitleId) -> Result<Vec<Reminder>, StoreError> {
        let rows = query(
            "SELECT id, title, email FROM reminders WHERE title = $1 AND confirmed IS NOT NULL ORDER BY id LIMIT 100",
        )
        .bind(title.as_str())
        .fetch_all(self.readers())
        .await?;
        let read = |row: &crate::db::Row| {
            Ok(Reminder {
                id: row.text("id")?,
                title: row.parsed("title")?,
                email: row.text("email")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// The letter is the post's and the address is forgotten, in one transaction: nobody is written to twice. Answers
    /// whether it was still to be written.
    pub async fn send_reminder(
        &self,
        reminder: &Reminder,
        subject: &str,
        text: &str,
    ) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let done = query("DELETE FROM reminders WHERE id = $1")
            .bind(reminder.id.as_str())
            .execute(&mut *write)
            .await?;
        let is_mine = done.rows_affected() > 0;
        if is_mine {
            letters::put(&mut write, self.now(), &reminder.email, subject, text).await?;
        }
        write.commit().await?;
        Ok(is_mine)
    }

    /// Nothing is written about this title any more.
    pub async fn forget_reminders(&self, title: &TitleId) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query("DELETE FROM reminders WHERE title = $1")
            .bind(title.as_str())
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }
}
