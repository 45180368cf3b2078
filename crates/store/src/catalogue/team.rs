use super::{Catalogue, unfinished};
use crate::StoreError;

/// The team's side: login links and sessions. Only hashes of the secrets are kept.
#[derive(Clone)]
pub struct Team {
    _catalogue: Catalogue,
}

/// The secret part of a login link; shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginToken(pub String);

/// The secret in the team's cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl Team {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        Self {
            _catalogue: catalogue,
        }
    }

    /// A login link's token, good once and for `valid_ms` milliseconds.
    pub async fn make_login(&self, valid_ms: i64) -> Result<LoginToken, StoreError> {
        let _ = valid_ms;
        Err(unfinished())
    }

    /// Spends a login token and opens a session of `valid_ms`; `None` when it is unknown, spent or too old.
    pub async fn enter(&self, token: &str, valid_ms: i64) -> Result<Option<SessionToken>, StoreError> {
        let _ = (token, valid_ms);
        Err(unfinished())
    }

    /// Does this cookie belong to a session that has not ended?
    pub async fn is_member(&self, session: &str) -> Result<bool, StoreError> {
        let _ = session;
        Err(unfinished())
    }

    pub async fn leave(&self, session: &str) -> Result<(), StoreError> {
        let _ = session;
        Err(unfinished())
    }
}
