use house::Instant;
use house::id::{AccountId, SessionId};
use house::team::{Account, Actor};

use super::super::audit::{self, Change};
use super::super::columns::Columns;
use super::secret::hash;
use super::{Secret, Team, accounts};
use crate::StoreError;
use crate::db::{Connection, Row, query};

/// A session is noted as seen at most this often: reading must not write each time.
const SEEN_EVERY_MS: i64 = 5 * 60_000;
/// Letters of what a browser calls itself that are kept.
const BROWSER_LETTERS: usize = 200;

/// A browser that somebody is logged in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub account: AccountId,
    pub browser: String,
    pub made: Instant,
    /// To within minutes.
    pub seen: Instant,
    pub expires: Instant,
}

impl Team {
    /// Opens a session of `valid_ms` for an account.
    pub async fn open_session(
        &self,
        account: &AccountId,
        browser: &str,
        valid_ms: i64,
    ) -> Result<Secret, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let secret = open(&mut write, account, browser, now, valid_ms).await?;
        write.commit().await?;
        Ok(secret)
    }

    /// Whose session is it, if it holds and the account is not disabled?
    pub async fn account_of_session(&self, secret: &str) -> Result<Option<(SessionId, Account)>, StoreError> {
        let now = self.catalogue.now();
        let row = query(
            "SELECT a.*, s.id AS session, s.seen FROM sessions s JOIN accounts a ON a.id = s.account
             WHERE s.hash = $1 AND s.expires > $2 AND a.disabled IS NULL",
        )
        .bind(hash(secret))
        .bind(now.micros())
        .fetch_optional(self.catalogue.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        if now.millis_since(row.instant("seen")?) >= SEEN_EVERY_MS {
            self.note_seen(secret, now).await?;
        }
        Ok(Some((row.parsed("session")?, accounts::read(&row)?)))
    }

    async fn note_seen(&self, secret: &str, now: Instant) -> Result<(), StoreError> {
        let mut write = self.catalogue.write().await?;
        query("UPDATE sessions SET seen = $2 WHERE hash = $1")
            .bind(hash(secret))
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    /// The account's sessions, the one that was seen last first.
    pub async fn sessions_of(&self, account: &AccountId) -> Result<Vec<Session>, StoreError> {
        let rows = query(
            "SELECT * FROM sessions WHERE account = $1 AND expires > $2 ORDER BY seen DESC, made DESC, id",
        )
        .bind(account.as_str())
        .bind(self.catalogue.now().micros())
        .fetch_all(self.catalogue.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Ends the session that has this secret, if there is one.
    pub async fn leave(&self, secret: &str) -> Result<(), StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let row = query("SELECT * FROM sessions WHERE hash = $1")
            .bind(hash(secret))
            .fetch_optional(&mut *write)
            .await?;
        let Some(session) = row.as_ref().map(read).transpose()? else {
            return Ok(());
        };
        end(
            &mut write,
            &Actor::Account(session.account.clone()),
            &session,
            now,
        )
        .await?;
        Ok(write.commit().await?)
    }

    /// Ends one session of an account; answers whether there was such a one.
    pub async fn end_session(
        &self,
        actor: &Actor,
        account: &AccountId,
        id: &SessionId,
    ) -> Result<bool, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let row = query("SELECT * FROM sessions WHERE id = $1 AND account = $2")
            .bind(id.as_str())
            .bind(account.as_str())
            .fetch_optional(&mut *write)
            .await?;
        let Some(session) = row.as_ref().map(read).transpose()? else {
            return Ok(false);
        };
        end(&mut write, actor, &session, now).await?;
        write.commit().await?;
        Ok(true)
    }
}

async fn end(
    connection: &mut Connection,
    actor: &Actor,
    session: &Session,
    now: Instant,
) -> Result<(), StoreError> {
    query("DELETE FROM sessions WHERE id = $1")
        .bind(session.id.as_str())
        .execute(&mut *connection)
        .await?;
    audit::record(
        connection,
        actor,
        now,
        Change::new("session.end", "account", &session.account),
    )
    .await
}

pub(super) async fn open(
    connection: &mut Connection,
    account: &AccountId,
    browser: &str,
    now: Instant,
    valid_ms: i64,
) -> Result<Secret, StoreError> {
    query("DELETE FROM sessions WHERE expires <= $1")
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    let secret = Secret::random();
    let browser: String = browser
        .chars()
        .filter(|c| !c.is_control())
        .take(BROWSER_LETTERS)
        .collect();
    query(
        "INSERT INTO sessions (hash, id, account, browser, made, seen, expires)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(secret.hash())
    .bind(SessionId::random().as_str())
    .bind(account.as_str())
    .bind(browser)
    .bind(now.micros())
    .bind(now.micros())
    .bind(now.plus_millis(valid_ms).micros())
    .execute(&mut *connection)
    .await?;
    let actor = Actor::Account(account.clone());
    audit::record(
        connection,
        &actor,
        now,
        Change::new("session.open", "account", account),
    )
    .await?;
    Ok(secret)
}

fn read(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.parsed("id")?,
        account: row.parsed("account")?,
        browser: row.text("browser")?,
        made: row.instant("made")?,
        seen: row.instant("seen")?,
        expires: row.instant("expires")?,
    })
}
