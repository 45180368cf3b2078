use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::TokenId;
use house::team::{Account, Right, Scope};
use serde::{Deserialize, Serialize};
use store::{ApiToken, NewApiToken};
use utoipa::ToSchema;

use super::{Body, Page, Told, When, one_of};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A token by which a program uses the API.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenRecord {
    id: String,
    account: String,
    name: String,
    /// read (see), write (see and edit titles), manage (see and manage the house).
    #[schema(schema_with = one_of::scopes)]
    scopes: Vec<&'static str>,
    made: When,
    #[schema(required)]
    expires: Option<When>,
    /// When it was used last, to within a minute.
    #[schema(required)]
    used: Option<When>,
    /// What a program sends as `Authorization: Bearer`: only now.
    #[schema(required)]
    token: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What it is for.
    name: String,
    /// read, write, manage; a token may never do what its account may not.
    #[schema(schema_with = one_of::scopes)]
    scopes: Vec<String>,
    expires: Option<When>,
}

/// Tokens: one's own; who manages the house sees everybody's
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", responses((status = 200, body = Page<TokenRecord>)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    member: Member,
) -> Result<Told<Page<TokenRecord>>, Problem> {
    let own = (!member.may(Right::ManageHouse)).then_some(&member.account.id);
    let tokens = site.catalogue.team().tokens(own).await?;
    Ok(Told(Page::whole(
        tokens.into_iter().map(|token| record(token, None)).collect(),
    )))
}

/// Make a token for a program; people make tokens, programs do not
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = NewToken,
    responses((status = 201, body = TokenRecord)))]
pub(crate) async fn create(
    State(site): State<Arc<Site>>,
    member: Member,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Told<TokenRecord>), Problem> {
    member.must_be_a_person()?;
    let mut scopes = Vec::new();
    for scope in &new.scopes {
        let scope: Scope = scope.parse().map_err(|error| Problem::invalid("scopes", error))?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if scopes.is_empty() {
        return Err(Problem::invalid(
            "scopes",
            "name at least one scope: read, write, manage",
        ));
    }
    let expires = new.expires.map(|When(at)| at);
    if expires.is_some_and(|at| at <= site.clock.now()) {
        return Err(Problem::invalid(
            "expires",
            "the token would have run out already",
        ));
    }
    let new = NewApiToken {
        account: member.account.id.clone(),
        name: Account::checked_name(&new.name).map_err(|error| Problem::invalid("name", error))?,
        scopes,
        expires,
    };
    let (token, secret) = site.catalogue.team().make_token(&member.actor, new).await?;
    Ok((StatusCode::CREATED, Told(record(token, Some(secret.0)))))
}

/// Revoke a token: one's own, or anybody's for who manages the house
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub(crate) async fn revoke(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TokenId>,
) -> Result<StatusCode, Problem> {
    let team = site.catalogue.team();
    let token = team.token(&id).await?.ok_or(Problem::NotFound)?;
    let own = token.account == member.account.id && member.session.is_some();
    if !own && !member.may(Right::ManageHouse) {
        return Err(Problem::NotFound);
    }
    team.revoke_token(&member.actor, &id).await?;
    site.sessions.forget_all();
    Ok(StatusCode::NO_CONTENT)
}

fn record(token: ApiToken, secret: Option<String>) -> TokenRecord {
    TokenRecord {
        id: token.id.to_string(),
        account: token.account.to_string(),
        name: token.name,
        scopes: token.scopes.iter().map(|scope| scope.as_str()).collect(),
        made: token.made.into(),
        expires: token.expires.map(When),
        used: token.used.map(When),
        token: secret,
    }
}
