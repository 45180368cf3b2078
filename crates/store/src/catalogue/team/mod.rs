//! The team's side: accounts, sessions, links and tokens.

mod accounts;
mod links;
mod secret;
mod sessions;
mod throttle;
mod tokens;

pub use accounts::NewAccount;
pub use links::{Link, LinkPurpose};
pub use secret::Secret;
pub use sessions::Session;
pub use throttle::LoginAttempt;
pub use tokens::{ApiToken, NewApiToken};

use super::Catalogue;

/// Cheap to clone.
#[derive(Clone)]
pub struct Team {
    catalogue: Catalogue,
}

impl Team {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        Self { catalogue }
    }
}
