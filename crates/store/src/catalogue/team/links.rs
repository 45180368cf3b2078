//! Links that let somebody in once: from the command line, invitations, and resets of a forgotten password.

use house::Instant;
use house::id::{AccountId, InvitationId};
use house::team::{Account, Actor, EmailAddress, Role};

use super::super::audit::{self, Change};
use super::super::columns::Columns;
use super::accounts::{self, NewAccount};
use super::secret::hash;
use super::{Secret, Team, sessions};
use crate::StoreError;
use crate::db::{Connection, Row, query, query_scalar};

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Made at the terminal: makes the house's first account, an owner; in a house that has accounts it lets in as
    /// this one, or as the oldest owner.
    Door(Option<AccountId>),
    /// Makes an account with this address and role.
    Invitation { email: EmailAddress, role: Role },
    /// Sets a new password of an account.
    Reset(AccountId),
}

/// A link as it is known to the house; its secret is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: InvitationId,
    pub purpose: LinkPurpose,
    pub made_by: Actor,
    pub made: Instant,
    pub expires: Instant,
}

impl LinkPurpose {
    fn name(&self) -> &'static str {
        match self {
            Self::Door(_) => "door",
            Self::Invitation { .. } => "invitation",
            Self::Reset(_) => "reset",
        }
    }

    fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Door(account) => account.as_ref(),
            Self::Invitation { .. } => None,
            Self::Reset(account) => Some(account),
        }
    }
}

impl Team {
    /// A link that is good once and for `valid_ms` milliseconds. An earlier invitation of the same address, or reset of
    /// the same account, is good no longer.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when who is invited has an account.
    pub async fn make_link(
        &self,
        actor: &Actor,
        purpose: &LinkPurpose,
        valid_ms: i64,
    ) -> Result<(Link, Secret), StoreError> {
        let now = self.catalogue.now();
        let link = Link {
            id: InvitationId::random(),
            purpose: purpose.clone(),
            made_by: actor.clone(),
            made: now,
            expires: now.plus_millis(valid_ms),
        };
        let secret = Secret::random();
        let mut write = self.catalogue.write().await?;
        clear_the_way(&mut write, &link, now).await?;
        put(&mut write, &link, &secret).await?;
        record_made(&mut write, &link).await?;
        write.commit().await?;
        Ok((link, secret))
    }

    /// What a link that still holds is good for. Looking spends nothing.
    pub async fn look_at_link(&self, secret: &str) -> Result<Option<Link>, StoreError> {
        let row = query("SELECT * FROM login_tokens WHERE hash = $1 AND expires > $2")
            .bind(hash(secret))
            .bind(self.catalogue.now().micros())
            .fetch_optional(self.catalogue.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Has the house an account that can be logged in with?
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let found: i64 = query_scalar("SELECT count(*) FROM accounts WHERE disabled IS NULL")
            .fetch_one(self.catalogue.readers())
            .await?;
        Ok(found > 0)
    }

    /// Spends a door's link in a house that has accounts, and opens a session; `None` when it is no such link any more.
    pub async fn enter(
        &self,
        secret: &str,
        browser: &str,
        valid_ms: i64,
    ) -> Result<Option<Secret>, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let Some(link) = spend(&mut write, secret, now).await? else {
            return Ok(None);
        };
        let LinkPurpose::Door(named) = &link.purpose else {
            return Ok(None);
        };
        let account: Option<String> = match named {
            Some(id) => Some(id.as_str().to_owned()),
            None => oldest_owner(&mut write).await?,
        };
        let account = match account {
            Some(id) => accounts::read_account(&mut write, &id).await?,
            None => None,
        };
        let Some(account) = account.filter(|account| account.disabled.is_none()) else {
            return Ok(None);
        };
        let session = sessions::open(&mut write, &account.id, browser, now, valid_ms).await?;
        write.commit().await?;
        Ok(Some(session))
    }

    /// Spends a link that makes an account: an invitation, or a door's in a house that has none. The address and the
    /// role of an invitation are those it was made with.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the address has an account meanwhile.
    pub async fn join(&self, secret: &str, new: &NewAccount) -> Result<Option<Account>, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let Some(link) = spend(&mut write, secret, now).await? else {
            return Ok(None);
        };
        let new = match &link.purpose {
            LinkPurpose::Door(None) if accounts::active_owners(&mut write).await? == 0 => NewAccount {
                role: Role::Owner,
                ..new.clone()
            },
            LinkPurpose::Invitation { email, role } => NewAccount {
                email: email.clone(),
                role: *role,
                ..new.clone()
            },
            _ => return Ok(None),
        };
        let account = accounts::add(&mut write, None, &new, now).await?;
        write.commit().await?;
        Ok(Some(account))
    }

    /// Spends a reset's link and sets the password (in Argon2's form).
    pub async fn reset_password(
        &self,
        secret: &str,
        password: &str,
    ) -> Result<Option<AccountId>, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let Some(link) = spend(&mut write, secret, now).await? else {
            return Ok(None);
        };
        let LinkPurpose::Reset(account) = link.purpose else {
            return Ok(None);
        };
        let actor = Actor::Account(account.clone());
        accounts::set_password(&mut write, &actor, &account, password, now).await?;
        write.commit().await?;
        Ok(Some(account))
    }

    /// Invitations that still hold, the newest first.
    pub async fn invitations(&self) -> Result<Vec<Link>, StoreError> {
        let rows = query(
            "SELECT * FROM login_tokens WHERE purpose = 'invitation' AND expires > $1 ORDER BY made DESC, id",
        )
        .bind(self.catalogue.now().micros())
        .fetch_all(self.catalogue.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Takes an invitation back; answers whether there was such a one.
    pub async fn withdraw_invitation(&self, actor: &Actor, id: &InvitationId) -> Result<bool, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let row = query("SELECT * FROM login_tokens WHERE id = $1 AND purpose = 'invitation'")
            .bind(id.as_str())
            .fetch_optional(&mut *write)
            .await?;
        let Some(link) = row.as_ref().map(read).transpose()? else {
            return Ok(false);
        };
        query("DELETE FROM login_tokens WHERE id = $1")
            .bind(id.as_str())
            .execute(&mut *write)
            .await?;
        let change = Change::new("invitation.withdraw", "invitation", id).before(&told(&link))?;
        audit::record(&mut write, actor, now, change).await?;
        write.commit().await?;
        Ok(true)
    }
}

/// What the log says of a link.
fn told(link: &Link) -> serde_json::Value {
    match &link.purpose {
        LinkPurpose::Invitation { email, role } => serde_json::json!({ "email": email, "role": role }),
        LinkPurpose::Door(account) => serde_json::json!({ "account": account }),
        LinkPurpose::Reset(account) => serde_json::json!({ "account": account }),
    }
}

async fn record_made(connection: &mut Connection, link: &Link) -> Result<(), StoreError> {
    let change = match &link.purpose {
        LinkPurpose::Door(_) => Change::new("link.create", "link", &link.id),
        LinkPurpose::Invitation { .. } => Change::new("invitation.create", "invitation", &link.id),
        LinkPurpose::Reset(account) => Change::new("account.reset_link", "account", account),
    };
    audit::record(connection, &link.made_by, link.made, change.after(&told(link))?).await
}

/// What has run out goes, and what the new link takes the place of.
async fn clear_the_way(connection: &mut Connection, link: &Link, now: Instant) -> Result<(), StoreError> {
    query("DELETE FROM login_tokens WHERE expires <= $1")
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    match &link.purpose {
        LinkPurpose::Door(_) => {}
        LinkPurpose::Invitation { email, .. } => {
            if accounts::taken(connection, email, None).await? {
                return Err(accounts::email_taken(email));
            }
            query("DELETE FROM login_tokens WHERE purpose = 'invitation' AND email = $1")
                .bind(email.as_str())
                .execute(connection)
                .await?;
        }
        LinkPurpose::Reset(account) => {
            query("DELETE FROM login_tokens WHERE purpose = 'reset' AND account = $1")
                .bind(account.as_str())
                .execute(connection)
                .await?;
        }
    }
    Ok(())
}

async fn put(connection: &mut Connection, link: &Link, secret: &Secret) -> Result<(), StoreError> {
    let invited = match &link.purpose {
        LinkPurpose::Invitation { email, role } => Some((email, role)),
        LinkPurpose::Door(_) | LinkPurpose::Reset(_) => None,
    };
    query(
        "INSERT INTO login_tokens (hash, id, purpose, account, email, role, made_by, made, expires)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(secret.hash())
    .bind(link.id.as_str())
    .bind(link.purpose.name())
    .bind(link.purpose.account().map(AccountId::as_str))
    .bind(invited.map(|(email, _)| email.as_str()))
    .bind(invited.map(|(_, role)| role.as_str()))
    .bind(link.made_by.to_string())
    .bind(link.made.micros())
    .bind(link.expires.micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a link that holds out of the catalogue; the caller's transaction decides whether it stays out.
async fn spend(connection: &mut Connection, secret: &str, now: Instant) -> Result<Option<Link>, StoreError> {
    let row = query("SELECT * FROM login_tokens WHERE hash = $1 AND expires > $2")
        .bind(hash(secret))
        .bind(now.micros())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(link) = row.as_ref().map(read).transpose()? else {
        return Ok(None);
    };
    query("DELETE FROM login_tokens WHERE id = $1")
        .bind(link.id.as_str())
        .execute(connection)
        .await?;
    Ok(Some(link))
}

async fn oldest_owner(connection: &mut Connection) -> Result<Option<String>, StoreError> {
    Ok(query_scalar(
        "SELECT id FROM accounts WHERE role = 'owner' AND disabled IS NULL ORDER BY made, id LIMIT 1",
    )
    .fetch_optional(connection)
    .await?)
}

fn read(row: &Row) -> Result<Link, StoreError> {
    let damaged = || StoreError::Damaged("a link of the team's side is not whole".into());
    let purpose = match row.text("purpose")?.as_str() {
        "door" => LinkPurpose::Door(row.parsed_or_none("account")?),
        "invitation" => LinkPurpose::Invitation {
            email: row.parsed_or_none("email")?.ok_or_else(damaged)?,
            role: row.parsed_or_none("role")?.ok_or_else(damaged)?,
        },
        "reset" => LinkPurpose::Reset(row.parsed_or_none("account")?.ok_or_else(damaged)?),
        _ => return Err(damaged()),
    };
    Ok(Link {
        id: row.parsed("id")?,
        purpose,
        made_by: row.parsed("made_by")?,
        made: row.instant("made")?,
        expires: row.instant("expires")?,
    })
}
