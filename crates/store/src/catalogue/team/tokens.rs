//! Tokens by which programs use the API.

use house::Instant;
use house::id::{AccountId, TokenId};
use house::team::{Account, Actor, Scope};
use serde::Serialize;

use super::super::audit::{self, Change};
use super::super::columns::{Columns, to_json};
use super::secret::hash;
use super::{Secret, Team, accounts};
use crate::StoreError;
use crate::db::{Row, query};

/// How a token's secret begins, so that one that was left lying about is recognised.
const PREFIX: &str = "mq_";
/// A token is noted as used at most this often.
const USED_EVERY_MS: i64 = 60_000;

/// A token as it is known to the house; its secret is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiToken {
    pub id: TokenId,
    pub account: AccountId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub made: Instant,
    pub expires: Option<Instant>,
    /// To within a minute.
    pub used: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct NewApiToken {
    pub account: AccountId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub expires: Option<Instant>,
}

impl Team {
    pub async fn make_token(
        &self,
        actor: &Actor,
        new: NewApiToken,
    ) -> Result<(ApiToken, Secret), StoreError> {
        let now = self.catalogue.now();
        let secret = Secret(format!("{PREFIX}{}", Secret::random().0));
        let token = ApiToken {
            id: TokenId::random(),
            account: new.account,
            name: new.name,
            scopes: new.scopes,
            made: now,
            expires: new.expires,
            used: None,
        };
        let mut write = self.catalogue.write().await?;
        query(
            "INSERT INTO api_tokens (id, hash, account, name, scopes, made, expires, used, revoked)
             VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)",
        )
        .bind(token.id.as_str())
        .bind(secret.hash())
        .bind(token.account.as_str())
        .bind(&token.name)
        .bind(to_json(&token.scopes)?)
        .bind(now.micros())
        .bind(token.expires.map(Instant::micros))
        .execute(&mut *write)
        .await?;
        let change = Change::new("token.create", "token", &token.id).after(&token)?;
        audit::record(&mut write, actor, now, change).await?;
        write.commit().await?;
        Ok((token, secret))
    }

    /// Whose token is it, if it holds and the account is not disabled?
    pub async fn account_of_token(&self, secret: &str) -> Result<Option<(ApiToken, Account)>, StoreError> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let now = self.catalogue.now();
        let row = query(
            "SELECT * FROM api_tokens WHERE hash = $1 AND revoked IS NULL AND (expires IS NULL OR expires > $2)",
        )
        .bind(hash(secret))
        .bind(now.micros())
        .fetch_optional(self.catalogue.readers())
        .await?;
        let Some(token) = row.as_ref().map(read).transpose()? else {
            return Ok(None);
        };
        let mut reader = self.catalogue.readers().acquire().await?;
        let account = accounts::read_account(&mut reader, token.account.as_str()).await?;
        drop(reader);
        let Some(account) = account.filter(|account| account.disabled.is_none()) else {
            return Ok(None);
        };
        if token
            .used
            .is_none_or(|used| now.millis_since(used) >= USED_EVERY_MS)
        {
            self.note_used(&token.id, now).await?;
        }
        Ok(Some((token, account)))
    }

    async fn note_used(&self, id: &TokenId, now: Instant) -> Result<(), StoreError> {
        let mut write = self.catalogue.write().await?;
        query("UPDATE api_tokens SET used = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    /// Tokens that were not revoked, of one account or of all; the newest first.
    pub async fn tokens(&self, account: Option<&AccountId>) -> Result<Vec<ApiToken>, StoreError> {
        let rows = query(
            "SELECT * FROM api_tokens WHERE revoked IS NULL AND ($1 IS NULL OR account = $1)
             ORDER BY made DESC, id",
        )
        .bind(account.map(AccountId::as_str))
        .fetch_all(self.catalogue.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    pub async fn token(&self, id: &TokenId) -> Result<Option<ApiToken>, StoreError> {
        let row = query("SELECT * FROM api_tokens WHERE id = $1 AND revoked IS NULL")
            .bind(id.as_str())
            .fetch_optional(self.catalogue.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Answers whether there was such a token.
    pub async fn revoke_token(&self, actor: &Actor, id: &TokenId) -> Result<bool, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let row = query("SELECT * FROM api_tokens WHERE id = $1 AND revoked IS NULL")
            .bind(id.as_str())
            .fetch_optional(&mut *write)
            .await?;
        let Some(token) = row.as_ref().map(read).transpose()? else {
            return Ok(false);
        };
        query("UPDATE api_tokens SET revoked = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
        let change = Change::new("token.revoke", "token", id).before(&token)?;
        audit::record(&mut write, actor, now, change).await?;
        write.commit().await?;
        Ok(true)
    }
}

fn read(row: &Row) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: row.parsed("id")?,
        account: row.parsed("account")?,
        name: row.text("name")?,
        scopes: row.json("scopes")?,
        made: row.instant("made")?,
        expires: row.instant_or_none("expires")?,
        used: row.instant_or_none("used")?,
    })
}
