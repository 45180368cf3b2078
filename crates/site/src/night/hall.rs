use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use house::release::{Refusal, Viewer};
use serde::Serialize;
use tokio::sync::watch;

use super::honest;
use crate::site::Site;

/// How often it is looked whether a title stands otherwise than before.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How a title stands to somebody who follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Standing {
    stands: Stands,
    /// While it waits: microseconds since 1970, by the time that `/api/v1/clock` tells the same viewer.
    opens: Option<i64>,
    /// While it waits: how many do, as it is said.
    waiting: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Stands {
    Waiting,
    Open,
    Gone,
}

/// The titles that somebody follows just now. Nothing is known of who follows but what the gate must know.
#[derive(Default)]
pub(crate) struct Halls {
    halls: Mutex<HashMap<String, Hall>>,
}

/// Those who follow one title; all to whom it stands in the same way are told together.
#[derive(Default)]
struct Hall {
    views: Vec<View>,
}

struct View {
    viewer: Viewer,
    told: watch::Sender<Standing>,
}

impl Halls {
    /// From here on the title is followed, until what is returned is dropped.
    ///
    /// # Errors
    /// [`Refusal`] when the viewer may not know of the title.
    pub(super) fn enter(
        site: &Arc<Site>,
        viewer: Viewer,
        slug: &str,
    ) -> Result<watch::Receiver<Standing>, Refusal> {
        let mut halls = site.halls.lock();
        let people = halls.get(slug).map_or(0, Hall::people);
        let standing = standing(site, &viewer, slug, people + 1);
        if standing.stands == Stands::Gone {
            return Err(Refusal);
        }
        if !halls.contains_key(slug) {
            halls.insert(slug.to_owned(), Hall::default());
            tokio::spawn(keep_told(Arc::clone(site), slug.to_owned()));
        }
        let hall = halls.entry(slug.to_owned()).or_default();
        if let Some(view) = hall.views.iter().find(|view| view.viewer == viewer) {
            return Ok(view.told.subscribe());
        }
        let (told, hears) = watch::channel(standing);
        hall.views.push(View { viewer, told });
        Ok(hears)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Hall>> {
        self.halls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hall {
    fn people(&self) -> usize {
        self.views.iter().map(|view| view.told.receiver_count()).sum()
    }

    /// Tells what has changed.
    fn look(&mut self, site: &Site, slug: &str) {
        self.views.retain(|view| view.told.receiver_count() > 0);
        let people = self.people();
        for view in &self.views {
            let now = standing(site, &view.viewer, slug, people);
            view.told.send_if_modified(|told| {
                let changed = *told != now;
                *told = now;
                changed
            });
        }
    }
}

/// One task for each hall, however many follow; it ends with the last of them.
async fn keep_told(site: Arc<Site>, slug: String) {
    loop {
        tokio::time::sleep(LOOK_AGAIN).await;
        let mut halls = site.halls.lock();
        let Some(hall) = halls.get_mut(&slug) else { return };
        hall.look(&site, &slug);
        if hall.views.is_empty() {
            halls.remove(&slug);
            return;
        }
    }
}

fn standing(site: &Site, viewer: &Viewer, slug: &str, people: usize) -> Standing {
    if let Some(announcement) = site.gate.announced(viewer, slug) {
        return Standing {
            stands: Stands::Waiting,
            opens: Some(announcement.opens().micros()),
            waiting: Some(honest::crowd(people)),
        };
    }
    Standing {
        stands: match site.gate.admit_slug(viewer, slug) {
            Ok(_) => Stands::Open,
            Err(Refusal) => Stands::Gone,
        },
        opens: None,
        waiting: None,
    }
}
