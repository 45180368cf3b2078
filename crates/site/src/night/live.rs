use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::error::RecvError;

use super::hall::{Ears, Halls, Told};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// Ten thousand streams: every line that only keeps them open is sent ten thousand times.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Milliseconds between which a page that lost its stream waits until it asks again, so that not all ask at once.
const AGAIN: std::ops::Range<u64> = 1_000..6_000;

/// `GET /title/{slug}/live`: how the title stands, and again whenever that changes; during a showing what is said and
/// shown, too. Server-sent events.
pub(crate) async fn live(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let viewer = viewer::follower(&site, &parts, &slug).await;
    let mut ears = Halls::enter(&site, viewer, &slug)?;
    ears.standing.mark_changed();
    let listening = Listening {
        ears,
        again: Some(Duration::from_millis(rand::random_range(AGAIN))),
    };
    let events = stream::unfold(listening, |mut listening| async move {
        let event = listening.next().await?;
        Some((Ok(event), listening))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Listening {
    ears: Ears,
    /// Told with the first event.
    again: Option<Duration>,
}

impl Listening {
    async fn next(&mut self) -> Option<Event> {
        // The first event says how the title stands, the second what was said before.
        if self.again.is_none() && !self.ears.recent.is_empty() && self.ears.standing.borrow().is_open() {
            let recent = std::mem::take(&mut self.ears.recent);
            return event("said", &recent);
        }
        loop {
            let told = tokio::select! {
                biased;
                changed = self.ears.standing.changed() => {
                    changed.ok()?;
                    None
                }
                told = self.ears.told.recv() => Some(told),
            };
            let Some(told) = told else {
                let event = event("stands", &*self.ears.standing.borrow_and_update())?;
                return Some(match self.again.take() {
                    Some(again) => event.retry(again),
                    None => event,
                });
            };
            if !self.ears.standing.borrow().is_open() {
                continue;
            }
            return match told {
                Ok(Told::Said(lines)) => event("said", &*lines),
                Ok(Told::Unsaid(ids)) => event("unsaid", &*ids),
                Ok(Told::Reacted(counts)) => event("reacted", &*counts),
                // A slow line: what it missed is over.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => None,
            };
        }
    }
}

fn event<T: serde::Serialize + ?Sized>(name: &str, told: &T) -> Option<Event> {
    Event::default().event(name).json_data(told).ok()
}
