use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, stream};

use super::hall::Halls;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// Ten thousand streams: every line that only keeps them open is sent ten thousand times.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Milliseconds between which a page that lost its stream waits until it asks again, so that not all ask at once.
const AGAIN: std::ops::Range<u64> = 1_000..6_000;

/// `GET /title/{slug}/live`: how the title stands, and again whenever that changes, as server-sent events.
pub(crate) async fn live(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let viewer = viewer::follower(&site, &parts, &slug).await;
    let mut hears = Halls::enter(&site, viewer, &slug)?;
    hears.mark_changed();
    let again = Duration::from_millis(rand::random_range(AGAIN));
    let events = stream::unfold((hears, Some(again)), |(mut hears, again)| async move {
        hears.changed().await.ok()?;
        let event = Event::default()
            .event("stands")
            .json_data(&*hears.borrow_and_update())
            .ok()?;
        let event = match again {
            Some(again) => event.retry(again),
            None => event,
        };
        Some((Ok(event), (hears, None)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}
