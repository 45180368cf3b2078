//! Who has which title open just now. Kept in memory only: it is worth nothing after a restart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use house::Instant;
use house::id::TitleId;
use serde::Serialize;

use crate::caching::Never;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A page says that it is there every ten seconds; two may get lost.
const GONE_AFTER_MILLIS: i64 = 25_000;
const LONGEST_PAGE: usize = 32;
const MANY: usize = 1_024;

#[derive(Default)]
pub(crate) struct Presence {
    /// By the title and the page that has it open.
    pages: Mutex<HashMap<(TitleId, String), Seen>>,
}

struct Seen {
    name: String,
    until: Instant,
}

#[derive(Serialize)]
struct Here {
    /// Names of the others, each once.
    others: Vec<String>,
}

impl Presence {
    /// Notes one page and tells who else is there. The same person in another window is somebody else, too: their
    /// words can meet as well.
    fn look(&self, title: &TitleId, page: &str, name: &str, now: Instant) -> Vec<String> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|_, seen| now < seen.until);
        if pages.len() < MANY {
            let seen = Seen {
                name: name.to_owned(),
                until: now.plus_millis(GONE_AFTER_MILLIS),
            };
            pages.insert((title.clone(), page.to_owned()), seen);
        }
        let others = pages.iter().filter(|((of, from), _)| of == title && from != page);
        let mut names: Vec<_> = others
            .map(|(_, seen)| {
                if seen.name == name {
                    "Another window of yours".to_owned()
                } else {
                    seen.name.clone()
                }
            })
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// `POST /studio/titles/{id}/here/{page}`
pub(crate) async fn here(
    State(site): State<Arc<Site>>,
    member: Member,
    Named((id, page)): Named<(String, String)>,
) -> Result<Response, Problem> {
    let id: TitleId = id.parse().map_err(|_| Problem::NotFound)?;
    if page.len() > LONGEST_PAGE {
        return Err(Problem::NotFound);
    }
    let others = site
        .presence
        .look(&id, &page, &member.account.name, site.clock.now());
    Ok((Never, Json(Here { others })).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_named_until_they_are_gone() {
        let presence = Presence::default();
        let title = TitleId::random();
        let now = Instant::from_micros(0);
        assert!(presence.look(&title, "a", "Ada", now).is_empty());
        assert_eq!(presence.look(&title, "b", "Bela", now), ["Ada"]);
        assert_eq!(presence.look(&title, "a", "Ada", now), ["Bela"]);
        assert!(presence.look(&TitleId::random(), "c", "Cem", now).is_empty());
        let later = now.plus_millis(GONE_AFTER_MILLIS);
        assert!(presence.look(&title, "a", "Ada", later).is_empty());
    }

    #[test]
    fn a_second_window_is_told_of_too() {
        let presence = Presence::default();
        let title = TitleId::random();
        let now = Instant::from_micros(0);
        presence.look(&title, "a", "Ada", now);
        assert_eq!(
            presence.look(&title, "b", "Ada", now),
            ["Another window of yours"]
        );
    }
}
