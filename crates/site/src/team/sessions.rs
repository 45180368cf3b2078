use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;
use house::Instant;
use house::release::{Refusal, Viewer};

use super::cookie;
use crate::site::Site;

/// For how long a session that was found good is believed without asking the catalogue again: a player asks for a
/// segment every few seconds. Leaving forgets it at once.
const BELIEVED_MILLIS: i64 = 5_000;
const MANY: usize = 1_024;

#[derive(Default)]
pub(crate) struct Sessions {
    /// Until when a session's secret is believed.
    believed: Mutex<HashMap<String, Instant>>,
}

impl Sessions {
    /// The team's view, when the request carries the cookie of a session that holds.
    pub(crate) async fn viewer(site: &Site, headers: &HeaderMap) -> Result<Viewer, Refusal> {
        let session = cookie::read(&site.settings, headers).ok_or(Refusal)?;
        if site.sessions.is_believed(session, site.clock.now()) {
            return Ok(Viewer::Team);
        }
        match site.catalogue.team().is_member(session).await {
            Ok(true) => {
                site.sessions.believe(session, site.clock.now());
                Ok(Viewer::Team)
            }
            Ok(false) => Err(Refusal),
            Err(error) => {
                tracing::error!(%error, "a session could not be looked up");
                Err(Refusal)
            }
        }
    }

    pub(super) fn forget(&self, session: &str) {
        self.lock().remove(session);
    }

    fn is_believed(&self, session: &str, now: Instant) -> bool {
        self.lock().get(session).is_some_and(|until| now < *until)
    }

    fn believe(&self, session: &str, now: Instant) {
        let mut believed = self.lock();
        if believed.len() >= MANY {
            believed.retain(|_, until| now < *until);
        }
        if believed.len() < MANY {
            believed.insert(session.to_owned(), now.plus_millis(BELIEVED_MILLIS));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Instant>> {
        self.believed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
