use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::AccountId;
use house::team::{Account, EmailAddress, Password, Role};
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::ToSchema;

use super::invitations::LinkRecord;
use super::{Body, IfMatch, Page, Told, Versioned, When, one_of};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::{Member, Reset, refuse_locked};

/// A person of the team.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountRecord {
    id: String,
    email: String,
    name: String,
    #[schema(schema_with = one_of::role)]
    role: &'static str,
    made: When,
    /// Since when it lets nobody in.
    #[schema(required)]
    disabled: Option<When>,
    version: u64,
}

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountChange {
    #[schema(format = Email)]
    email: Option<String>,
    name: Option<String>,
    #[schema(schema_with = one_of::role)]
    role: Option<String>,
    /// A disabled account loses its sessions and tokens.
    disabled: Option<bool>,
}

/// The house's accounts
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts",
    responses((status = 200, body = Page<AccountRecord>)))]
pub(crate) async fn list(State(site): State<Arc<Site>>) -> Result<Told<Page<AccountRecord>>, Problem> {
    let accounts = site.catalogue.team().accounts().await?;
    Ok(Told(Page::whole(accounts.into_iter().map(record).collect())))
}

/// One account
#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = AccountRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<AccountId>,
) -> Result<Versioned<AccountRecord>, Problem> {
    Ok(versioned(found(&site, &id).await?))
}

/// Change an account's name, address, role or standing
#[utoipa::path(patch, path = "/api/v1/accounts/{id}", tag = "accounts",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), request_body = AccountChange,
    responses((status = 200, body = AccountRecord), (status = 404)))]
pub(crate) async fn change(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<AccountId>,
    if_match: IfMatch,
    Body(change): Body<AccountChange>,
) -> Result<Versioned<AccountRecord>, Problem> {
    let before = found(&site, &id).await?;
    if_match.holds(&versioned(before.clone()))?;
    let wanted = change.of(&before, site.clock.now())?;
    let changed = site
        .catalogue
        .team()
        .change_account(&member.actor, &before, &wanted)
        .await;
    site.sessions.forget_all();
    match changed {
        Ok(after) => Ok(versioned(after)),
        Err(StoreError::Stale) => Err(versioned(found(&site, &id).await?).changed()),
        Err(error) => Err(error.into()),
    }
}

impl AccountChange {
    fn of(self, before: &Account, now: house::Instant) -> Result<Account, Problem> {
        let mut wanted = before.clone();
        if let Some(email) = self.email {
            wanted.email = email
                .parse::<EmailAddress>()
                .map_err(|error| Problem::invalid("email", error))?;
        }
        if let Some(name) = self.name {
            wanted.name = Account::checked_name(&name).map_err(|error| Problem::invalid("name", error))?;
        }
        if let Some(role) = self.role {
            wanted.role = role
                .parse::<Role>()
                .map_err(|error| Problem::invalid("role", error))?;
        }
        match self.disabled {
            Some(true) => wanted.disabled = before.disabled.or(Some(now)),
            Some(false) => wanted.disabled = None,
            None => {}
        }
        Ok(wanted)
    }
}

/// Make a link that sets a new password; it is mailed, or shown here when the house has no mail
#[utoipa::path(post, path = "/api/v1/accounts/{id}/reset", tag = "accounts", params(("id" = String, Path)),
    responses((status = 201, body = LinkRecord), (status = 404)))]
pub(crate) async fn reset(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<AccountId>,
) -> Result<(StatusCode, Told<LinkRecord>), Problem> {
    let account = found(&site, &id).await?;
    if account.disabled.is_some() {
        return Err(Problem::Refused(
            "the account is disabled: let it in again first".into(),
        ));
    }
    let Reset {
        link,
        address,
        letter,
    } = Reset::made(&site, &member.actor, &account).await?;
    let record = LinkRecord::handed_over(&site, &link, address, letter).await?;
    Ok((StatusCode::CREATED, Told(record)))
}

/// A change of one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    old: String,
    new: String,
}

/// Change one's own password; every session of the account ends, this one too
#[utoipa::path(post, path = "/api/v1/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 204)))]
pub(crate) async fn change_password(
    State(site): State<Arc<Site>>,
    member: Member,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    member.must_be_a_person()?;
    let account = &member.account;
    let team = site.catalogue.team();
    let attempt = store::LoginAttempt::new(account.email.as_str(), None);
    refuse_locked(&team, &attempt).await?;
    let kept = team.password_of(&account.id).await?;
    if !site.passwords.is_right(&change.old, kept).await? {
        return Err(Problem::invalid("old", "this is not the account's password"));
    }
    team.login_succeeded(&attempt).await?;
    let new = Password::chosen(&change.new, account.email.as_str(), &account.name);
    let new = new.map_err(|error| Problem::invalid("new", error))?;
    let hash = site.passwords.hash(&new).await?;
    team.set_password(&member.actor, &account.id, &hash).await?;
    site.sessions.forget_all();
    Ok(StatusCode::NO_CONTENT)
}

async fn found(site: &Site, id: &AccountId) -> Result<Account, Problem> {
    site.catalogue.team().account(id).await?.ok_or(Problem::NotFound)
}

fn versioned(account: Account) -> Versioned<AccountRecord> {
    Versioned {
        version: account.version,
        record: record(account),
    }
}

fn record(account: Account) -> AccountRecord {
    AccountRecord {
        id: account.id.to_string(),
        email: account.email.to_string(),
        name: account.name,
        role: account.role.as_str(),
        made: account.made.into(),
        disabled: account.disabled.map(When),
        version: account.version,
    }
}
