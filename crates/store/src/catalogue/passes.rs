//! Personal links to a title before its night, and the book of their uses.

use house::id::{PassId, TitleId};
use house::release::{Pass, PassKind};
use house::team::Actor;
use house::{Digest, Instant};

use super::audit::{self, Change};
use super::columns::{Columns, to_json};
use super::team::Secret;
use super::{Catalogue, gate_changed};
use crate::StoreError;
use crate::db::{Connection, Row, query, query_scalar};

/// A view that was begun may be paused and gone on with for so long.
const VIEW_MS: i64 = 6 * 3_600_000;
/// Letters of what a browser calls itself that are kept.
const BROWSER_LETTERS: usize = 200;

/// What was done with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassDeed {
    /// Its page was opened.
    Entered,
    /// A view was begun.
    Began,
    /// It wanted to begin, and no view was left.
    Refused,
}

impl PassDeed {
    pub fn name(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Began => "began",
            Self::Refused => "refused",
        }
    }

    fn of(name: &str) -> Result<Self, StoreError> {
        [Self::Entered, Self::Began, Self::Refused]
            .into_iter()
            .find(|deed| deed.name() == name)
            .ok_or_else(|| StoreError::Damaged(format!("column what: '{name}'")))
    }
}

/// Who used a link: the part of the network it came from, and what the browser calls itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassUser {
    pub origin: String,
    pub browser: String,
}

/// A line of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassUse {
    pub at: Instant,
    pub deed: PassDeed,
    pub user: PassUser,
}

impl Catalogue {
    /// Files a new link and answers the secret that its address carries; it cannot be had again.
    pub async fn put_pass(&self, actor: &Actor, pass: &Pass) -> Result<Secret, StoreError> {
        let now = self.now();
        let secret = Secret::random();
        let mut write = self.write().await?;
        query(
            "INSERT INTO passes (id, hash, title, kind, name, from_time, until_time, views, viewing, revoked, made)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(pass.id.as_str())
        .bind(secret.hash())
        .bind(pass.title.as_str())
        .bind(to_json(&pass.kind)?)
        .bind(pass.name.as_str())
        .bind(pass.from.micros())
        .bind(pass.until.micros())
        .bind(pass.views.map(i64::from))
        .bind(pass.viewing.map(Instant::micros))
        .bind(pass.revoked.map(Instant::micros))
        .bind(now.micros())
        .execute(&mut *write)
        .await?;
        let change = Change::new("pass.create", "title", &pass.title).after(pass)?;
        audit::record(&mut write, actor, now, change).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(secret)
    }

    /// What the gate knows links by: those that are not over.
    pub async fn passes(&self) -> Result<Vec<(Digest, Pass)>, StoreError> {
        let rows = query("SELECT * FROM passes WHERE until_time > $1 AND revoked IS NULL")
            .bind(self.now().micros())
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok((row.parsed("hash")?, read(row)?)))
            .collect()
    }

    /// A title's links, newest first, also those that are over.
    pub async fn passes_of(&self, title: &TitleId) -> Result<Vec<Pass>, StoreError> {
        let rows = query("SELECT * FROM passes WHERE title = $1 ORDER BY made DESC, id")
            .bind(title.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    pub async fn pass_by_id(&self, id: &PassId) -> Result<Option<Pass>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        read_by_id(&mut reader, id).await
    }

    /// Ends a link now. Answers it as it is then.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is none.
    pub async fn revoke_pass(&self, actor: &Actor, id: &PassId) -> Result<Pass, StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        let before = read_by_id(&mut write, id).await?.ok_or_else(|| no_pass(id))?;
        let after = Pass {
            revoked: before.revoked.or(Some(now)),
            ..before.clone()
        };
        query("UPDATE passes SET revoked = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(after.revoked.map(Instant::micros))
            .execute(&mut *write)
            .await?;
        let change = Change::new("pass.revoke", "title", &before.title);
        audit::record(&mut write, actor, now, change.before(&before)?.after(&after)?).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(after)
    }

    pub async fn note_pass_entered(&self, id: &PassId, user: &PassUser) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        note(&mut write, id, PassDeed::Entered, user, self.now()).await?;
        Ok(write.commit().await?)
    }

    /// Begins a view, or goes on with the one that was begun: counted and decided in one transaction, so that two who begin
    /// at once cannot both have the last one. `None` when no view is left, or the link is over.
    pub async fn begin_view(&self, id: &PassId, user: &PassUser) -> Result<Option<Pass>, StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        let pass = read_by_id(&mut write, id).await?.ok_or_else(|| no_pass(id))?;
        if !pass.is_valid(now) {
            return Ok(None);
        }
        if pass.is_viewing(now) {
            return Ok(Some(pass));
        }
        let begun: i64 = query_scalar("SELECT count(*) FROM pass_uses WHERE pass = $1 AND what = 'began'")
            .bind(id.as_str())
            .fetch_one(&mut *write)
            .await?;
        if pass.views.is_some_and(|views| begun >= i64::from(views)) {
            note(&mut write, id, PassDeed::Refused, user, now).await?;
            write.commit().await?;
            return Ok(None);
        }
        let viewing = now.plus_millis(VIEW_MS).min(pass.until);
        query("UPDATE passes SET viewing = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(viewing.micros())
            .execute(&mut *write)
            .await?;
        note(&mut write, id, PassDeed::Began, user, now).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(Some(Pass {
            viewing: Some(viewing),
            ..pass
        }))
    }

    /// The book of a link's uses, newest first.
    pub async fn pass_uses(&self, id: &PassId) -> Result<Vec<PassUse>, StoreError> {
        let rows = query("SELECT * FROM pass_uses WHERE pass = $1 ORDER BY position DESC")
            .bind(id.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(PassUse {
                    at: row.instant("at")?,
                    deed: PassDeed::of(&row.text("what")?)?,
                    user: PassUser {
                        origin: row.text("origin")?,
                        browser: row.text("browser")?,
                    },
                })
            })
            .collect()
    }
}

async fn note(
    connection: &mut Connection,
    id: &PassId,
    deed: PassDeed,
    user: &PassUser,
    now: Instant,
) -> Result<(), StoreError> {
    let browser: String = user.browser.chars().take(BROWSER_LETTERS).collect();
    query(
        "INSERT INTO pass_uses (position, pass, at, what, origin, browser)
         VALUES ((SELECT coalesce(max(position), 0) + 1 FROM pass_uses), $1, $2, $3, $4, $5)",
    )
    .bind(id.as_str())
    .bind(now.micros())
    .bind(deed.name())
    .bind(user.origin.as_str())
    .bind(browser)
    .execute(connection)
    .await?;
    Ok(())
}

async fn read_by_id(connection: &mut Connection, id: &PassId) -> Result<Option<Pass>, StoreError> {
    let row = query("SELECT * FROM passes WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

fn no_pass(id: &PassId) -> StoreError {
    StoreError::Refused(format!("there is no link {id}"))
}

fn read(row: &Row) -> Result<Pass, StoreError> {
    let kind: PassKind = row.json("kind")?;
    Ok(Pass {
        id: row.parsed("id")?,
        title: row.parsed("title")?,
        kind,
        name: row.text("name")?,
        from: row.instant("from_time")?,
        until: row.instant("until_time")?,
        views: row.number_or_none("views")?,
        viewing: row.instant_or_none("viewing")?,
        revoked: row.instant_or_none("revoked")?,
    })
}
