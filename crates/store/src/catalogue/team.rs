use std::fmt;

use house::Digest;

use super::Catalogue;
use crate::StoreError;

/// The team's side: login links and sessions. Only hashes of the secrets are kept.
#[derive(Clone)]
pub struct Team {
    catalogue: Catalogue,
}

/// The secret part of a login link; shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginToken(pub String);

/// The secret in the team's cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl fmt::Debug for LoginToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginToken(secret)")
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(secret)")
    }
}

impl Team {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        Self { catalogue }
    }

    /// A login link's token, good once and for `valid_ms` milliseconds.
    pub async fn make_login(&self, valid_ms: i64) -> Result<LoginToken, StoreError> {
        let secret = random_secret();
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        sqlx::query("DELETE FROM login_tokens WHERE expires <= $1")
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
        sqlx::query("INSERT INTO login_tokens (hash, expires) VALUES ($1, $2)")
            .bind(hash(&secret))
            .bind(now.plus_millis(valid_ms).micros())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(LoginToken(secret))
    }

    /// Spends a login token and opens a session of `valid_ms`; `None` when it is unknown, spent or too old.
    pub async fn enter(&self, token: &str, valid_ms: i64) -> Result<Option<SessionToken>, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let spent = sqlx::query("DELETE FROM login_tokens WHERE hash = $1 AND expires > $2")
            .bind(hash(token))
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
        if spent.rows_affected() == 0 {
            return Ok(None);
        }
        let secret = random_secret();
        sqlx::query("DELETE FROM sessions WHERE expires <= $1")
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
        sqlx::query("INSERT INTO sessions (hash, expires) VALUES ($1, $2)")
            .bind(hash(&secret))
            .bind(now.plus_millis(valid_ms).micros())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(Some(SessionToken(secret)))
    }

    /// Does this cookie belong to a session that has not ended?
    pub async fn is_member(&self, session: &str) -> Result<bool, StoreError> {
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions WHERE hash = $1 AND expires > $2")
            .bind(hash(session))
            .bind(self.catalogue.now().micros())
            .fetch_one(self.catalogue.readers())
            .await?;
        Ok(found > 0)
    }

    pub async fn leave(&self, session: &str) -> Result<(), StoreError> {
        let mut write = self.catalogue.write().await?;
        sqlx::query("DELETE FROM sessions WHERE hash = $1")
            .bind(hash(session))
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }
}

/// 256 random bits in hex.
fn random_secret() -> String {
    Digest::from_bytes(rand::random()).to_string()
}

/// The secrets are random and long, so a fast hash keeps them safe.
fn hash(secret: &str) -> String {
    Digest::of(secret.as_bytes()).to_string()
}
