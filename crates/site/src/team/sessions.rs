use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use house::Instant;
use house::release::{Refusal, Viewer};
use house::team::{Actor, Right};
use store::StoreError;

use super::{Member, cookie};
use crate::site::Site;

/// For how long who was recognised is believed without asking the catalogue again: a player asks for a segment every
/// few seconds, a page for a dozen pictures at once. Whatever is taken away through this program's own pages and API
/// is gone at once; what another program (the command line) takes away, after this time.
const BELIEVED_MILLIS: i64 = 1_000;
const MANY: usize = 1_024;

/// Recognises members by what their requests carry.
#[derive(Default)]
pub(crate) struct Sessions {
    /// Who has a secret, and until when that is believed.
    believed: Mutex<HashMap<String, (Member, Instant)>>,
}

/// The secret that a request carries. A request with a token is the token's, whatever cookie comes along.
pub(super) enum Carried<'a> {
    Session(&'a str),
    Token(&'a str),
}

impl<'a> Carried<'a> {
    pub(super) fn by(site: &Site, headers: &'a HeaderMap) -> Option<Self> {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let (scheme, secret) = value.to_str().ok()?.split_once(' ')?;
            let is_bearer = scheme.eq_ignore_ascii_case("bearer");
            return is_bearer.then(|| Self::Token(secret.trim()));
        }
        cookie::read(&site.settings, headers).map(Self::Session)
    }

    fn secret(&self) -> &'a str {
        match self {
            Self::Session(secret) | Self::Token(secret) => secret,
        }
    }
}

impl Sessions {
    /// The member who makes the request, if it is one.
    pub(crate) async fn member(site: &Site, headers: &HeaderMap) -> Result<Option<Member>, StoreError> {
        let Some(carried) = Carried::by(site, headers) else {
            return Ok(None);
        };
        if let Some(member) = site.sessions.believed(carried.secret(), site.clock.now()) {
            return Ok(Some(member));
        }
        let member = look_up(site, &carried).await?;
        if let Some(member) = &member {
            site.sessions.believe(carried.secret(), member, site.clock.now());
        }
        Ok(member)
    }

    /// The team's view, when who asks may see drafts.
    pub(crate) async fn viewer(site: &Site, headers: &HeaderMap) -> Result<Viewer, Refusal> {
        match Self::member(site, headers).await {
            Ok(Some(member)) if member.may(Right::SeeDrafts) => Ok(Viewer::Team),
            Ok(_) => Err(Refusal),
            Err(error) => {
                tracing::error!(%error, "a session could not be looked up");
                Err(Refusal)
            }
        }
    }

    /// To be called after every change of accounts, sessions and tokens.
    pub(crate) fn forget_all(&self) {
        self.lock().clear();
    }

    fn believed(&self, secret: &str, now: Instant) -> Option<Member> {
        let believed = self.lock();
        let (member, until) = believed.get(secret)?;
        (now < *until).then(|| member.clone())
    }

    fn believe(&self, secret: &str, member: &Member, now: Instant) {
        let mut believed = self.lock();
        if believed.len() >= MANY {
            believed.retain(|_, (_, until)| now < *until);
        }
        if believed.len() < MANY {
            believed.insert(
                secret.to_owned(),
                (member.clone(), now.plus_millis(BELIEVED_MILLIS)),
            );
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Member, Instant)>> {
        self.believed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look_up(site: &Site, carried: &Carried<'_>) -> Result<Option<Member>, StoreError> {
    let team = site.catalogue.team();
    Ok(match carried {
        Carried::Session(secret) => {
            let found = team.account_of_session(secret).await?;
            found.map(|(session, account)| Member {
                actor: Actor::Account(account.id.clone()),
                account: Arc::new(account),
                session: Some(session),
                scopes: None,
            })
        }
        Carried::Token(secret) => {
            let found = team.account_of_token(secret).await?;
            found.map(|(token, account)| Member {
                actor: Actor::Token(token.id),
                account: Arc::new(account),
                session: None,
                scopes: Some(token.scopes),
            })
        }
    })
}
