use house::Instant;
use house::id::AccountId;
use house::team::{Account, Actor, EmailAddress, Role};

use super::super::audit::{self, Change};
use super::super::columns::{Columns, to_bigint};
use super::Team;
use crate::StoreError;
use crate::db::{Connection, Row, query, query_scalar};

/// An account that is to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub email: EmailAddress,
    pub name: String,
    pub role: Role,
    /// In Argon2's own form.
    pub password: Option<String>,
}

impl Team {
    /// Owners first, then by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = query(
            "SELECT * FROM accounts
             ORDER BY CASE role WHEN 'owner' THEN 0 WHEN 'editor' THEN 1 ELSE 2 END, lower(name), id",
        )
        .fetch_all(self.catalogue.readers())
        .await?;
        rows.iter().map(read).collect()
    }

    pub async fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        let row = query("SELECT * FROM accounts WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.catalogue.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    pub async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        let row = query("SELECT * FROM accounts WHERE email = $1")
            .bind(email.as_str())
            .fetch_optional(self.catalogue.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The account's password in Argon2's form, when it has one.
    pub async fn password_of(&self, id: &AccountId) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> = query_scalar("SELECT password FROM accounts WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.catalogue.readers())
            .await?;
        Ok(found.flatten())
    }

    /// # Errors
    /// [`StoreError::Refused`] when the address has an account.
    pub async fn add_account(&self, actor: &Actor, new: &NewAccount) -> Result<Account, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let account = add(&mut write, Some(actor), new, now).await?;
        write.commit().await?;
        Ok(account)
    }

    /// Replaces address, name, role and standing of an account, if it still is what `before` says. A disabled one
    /// loses its sessions, links and tokens.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it was changed meanwhile; [`StoreError::Refused`] when the house would be left
    /// without an owner, or the address has another account.
    pub async fn change_account(
        &self,
        actor: &Actor,
        before: &Account,
        wanted: &Account,
    ) -> Result<Account, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        if taken(&mut write, &wanted.email, Some(&before.id)).await? {
            return Err(email_taken(&wanted.email));
        }
        let after = Account {
            id: before.id.clone(),
            made: before.made,
            version: before.version + 1,
            ..wanted.clone()
        };
        let done = query(
            "UPDATE accounts SET email = $2, name = $3, role = $4, disabled = $5, version = version + 1
             WHERE id = $1 AND version = $6",
        )
        .bind(before.id.as_str())
        .bind(after.email.as_str())
        .bind(&after.name)
        .bind(after.role.as_str())
        .bind(after.disabled.map(Instant::micros))
        .bind(to_bigint(before.version)?)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Stale);
        }
        if active_owners(&mut write).await? == 0 {
            return Err(StoreError::Refused(
                "the house would be left without an owner: make another account an owner first".into(),
            ));
        }
        if after.disabled.is_some() {
            shut_out(&mut write, &before.id, now).await?;
        }
        let change = Change::new("account.update", "account", &before.id);
        audit::record(&mut write, actor, now, change.before(before)?.after(&after)?).await?;
        write.commit().await?;
        Ok(after)
    }

    /// Sets a password (in Argon2's form). All sessions and links of the account end.
    pub async fn set_password(
        &self,
        actor: &Actor,
        account: &AccountId,
        password: &str,
    ) -> Result<(), StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        set_password(&mut write, actor, account, password, now).await?;
        Ok(write.commit().await?)
    }
}

pub(super) async fn set_password(
    connection: &mut Connection,
    actor: &Actor,
    account: &AccountId,
    password: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let done = query("UPDATE accounts SET password = $2, version = version + 1 WHERE id = $1")
        .bind(account.as_str())
        .bind(password)
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::Refused(format!("there is no account {account}")));
    }
    end_sessions_and_links(connection, account).await?;
    audit::record(
        connection,
        actor,
        now,
        Change::new("account.password", "account", account),
    )
    .await
}

/// `actor`: `None` when somebody makes their own account, by a link.
pub(super) async fn add(
    connection: &mut Connection,
    actor: Option<&Actor>,
    new: &NewAccount,
    now: Instant,
) -> Result<Account, StoreError> {
    if taken(connection, &new.email, None).await? {
        return Err(email_taken(&new.email));
    }
    let account = Account {
        id: AccountId::random(),
        email: new.email.clone(),
        name: new.name.clone(),
        role: new.role,
        made: now,
        disabled: None,
        version: 1,
    };
    query(
        "INSERT INTO accounts (id, email, name, role, password, made, disabled, version)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, 1)",
    )
    .bind(account.id.as_str())
    .bind(account.email.as_str())
    .bind(&account.name)
    .bind(account.role.as_str())
    .bind(&new.password)
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    let itself = Actor::Account(account.id.clone());
    let change = Change::new("account.create", "account", &account.id).after(&account)?;
    audit::record(connection, actor.unwrap_or(&itself), now, change).await?;
    Ok(account)
}

pub(super) async fn active_owners(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(
        query_scalar("SELECT count(*) FROM accounts WHERE role = 'owner' AND disabled IS NULL")
            .fetch_one(connection)
            .await?,
    )
}

pub(super) async fn read_account(
    connection: &mut Connection,
    id: &str,
) -> Result<Option<Account>, StoreError> {
    let row = query("SELECT * FROM accounts WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn taken(
    connection: &mut Connection,
    email: &EmailAddress,
    but: Option<&AccountId>,
) -> Result<bool, StoreError> {
    let found: Option<String> = query_scalar("SELECT id FROM accounts WHERE email = $1")
        .bind(email.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some_and(|id| but.is_none_or(|but| but.as_str() != id)))
}

pub(super) fn email_taken(email: &EmailAddress) -> StoreError {
    StoreError::Refused(format!("{email} has an account already"))
}

async fn end_sessions_and_links(connection: &mut Connection, account: &AccountId) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM sessions WHERE account = $1",
        "DELETE FROM login_tokens WHERE account = $1",
    ] {
        query(statement)
            .bind(account.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn shut_out(connection: &mut Connection, account: &AccountId, now: Instant) -> Result<(), StoreError> {
    end_sessions_and_links(connection, account).await?;
    query("UPDATE api_tokens SET revoked = $2 WHERE account = $1 AND revoked IS NULL")
        .bind(account.as_str())
        .bind(now.micros())
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) fn read(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: row.parsed("id")?,
        email: row.parsed("email")?,
        name: row.text("name")?,
        role: row.parsed("role")?,
        made: row.instant("made")?,
        disabled: row.instant_or_none("disabled")?,
        version: row.number("version")?,
    })
}
