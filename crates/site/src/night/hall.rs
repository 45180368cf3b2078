use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use house::audience::{Line, Reaction};
use house::id::TitleId;
use house::release::{PassKind, Refusal, Viewer};
use serde::Serialize;
use store::TalkChange;
use tokio::sync::{broadcast, watch};

use super::standing::{Standing, standing};
use crate::site::Site;

/// How often it is looked whether a title stands otherwise than before, and what was said and shown meanwhile.
const LOOK_AGAIN: Duration = Duration::from_millis(400);
/// Lines that somebody who comes in is told.
const RECENT: usize = 60;
/// Looks that a slow listener may miss.
const BEHIND: usize = 32;

/// The titles that somebody follows just now. Nothing is known of who follows but what the gate must know.
#[derive(Default)]
pub(crate) struct Halls {
    halls: Mutex<HashMap<Room, Hall>>,
}

/// A rehearsal of a night has a hall of its own: the public hears nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Room {
    slug: String,
    rehearsal: bool,
}

impl Room {
    fn of(viewer: &Viewer, slug: &str) -> Self {
        let rehearsal =
            matches!(viewer, Viewer::Guest(pass) if matches!(pass.kind, PassKind::Rehearsal { .. }));
        Self {
            slug: slug.to_owned(),
            rehearsal,
        }
    }
}

/// Those who follow one title; all to whom it stands in the same way are told together.
struct Hall {
    views: Vec<View>,
    told: broadcast::Sender<Told>,
    lines: VecDeque<LineTold>,
    /// Up to where the catalogue's lines were read.
    read: i64,
    /// Shown since the last look.
    reactions: BTreeMap<Reaction, u32>,
}

struct View {
    viewer: Viewer,
    standing: watch::Sender<Standing>,
}

/// What a hall hears together.
#[derive(Debug, Clone)]
pub(super) enum Told {
    Said(Arc<Vec<LineTold>>),
    Unsaid(Arc<Vec<String>>),
    Reacted(Arc<BTreeMap<Reaction, u32>>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct LineTold {
    id: String,
    by: String,
    text: String,
}

impl From<&Line> for LineTold {
    fn from(line: &Line) -> Self {
        Self {
            id: line.id.to_string(),
            by: line.by.clone(),
            text: line.text.clone(),
        }
    }
}

/// Somebody's ears in a hall, for as long as they are kept.
pub(super) struct Ears {
    pub(super) standing: watch::Receiver<Standing>,
    pub(super) told: broadcast::Receiver<Told>,
    /// What was said before.
    pub(super) recent: Vec<LineTold>,
}

impl Default for Hall {
    fn default() -> Self {
        Self {
            views: Vec::new(),
            told: broadcast::channel(BEHIND).0,
            lines: VecDeque::new(),
            read: 0,
            reactions: BTreeMap::new(),
        }
    }
}

impl Halls {
    /// From here on the title is followed, until what is returned is dropped.
    ///
    /// # Errors
    /// [`Refusal`] when the viewer may not know of the title.
    pub(super) fn enter(site: &Arc<Site>, viewer: Viewer, slug: &str) -> Result<Ears, Refusal> {
        let room = Room::of(&viewer, slug);
        let mut halls = site.halls.lock();
        let people = halls.get(&room).map_or(0, Hall::people);
        let now = standing(site, &viewer, slug, people + 1);
        if now.is_gone() {
            return Err(Refusal);
        }
        if !halls.contains_key(&room) {
            tokio::spawn(keep_told(Arc::clone(site), room.clone()));
        }
        let hall = halls.entry(room).or_default();
        let told = hall.told.subscribe();
        let recent = hall.lines.iter().cloned().collect();
        let standing = match hall.views.iter().find(|view| view.viewer == viewer) {
            Some(view) => view.standing.subscribe(),
            None => {
                let (standing, ears) = watch::channel(now);
                hall.views.push(View { viewer, standing });
                ears
            }
        };
        Ok(Ears {
            standing,
            told,
            recent,
        })
    }

    /// Counted until the next look; nothing is kept of it. Where nobody listens nobody has to be told.
    pub(super) fn react(&self, viewer: &Viewer, slug: &str, reaction: Reaction) {
        if let Some(hall) = self.lock().get_mut(&Room::of(viewer, slug)) {
            *hall.reactions.entry(reaction).or_default() += 1;
        }
    }

    /// What was said in a rehearsal is told at once and kept nowhere else; of a real night the catalogue keeps it, and all
    /// programs of the house hear of it there. Answers whether that is still to be done.
    pub(super) fn say_in_rehearsal(&self, viewer: &Viewer, slug: &str, line: &Line) -> bool {
        let room = Room::of(viewer, slug);
        if !room.rehearsal {
            return false;
        }
        if let Some(hall) = self.lock().get_mut(&room) {
            hall.hear(vec![TalkChange::Said(line.clone())]);
        }
        true
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Room, Hall>> {
        self.halls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hall {
    fn people(&self) -> usize {
        self.views.iter().map(|view| view.standing.receiver_count()).sum()
    }

    /// Tells what has changed; answers with the title of which lines are to be read.
    fn look(&mut self, site: &Site, slug: &str) -> Option<TitleId> {
        self.views.retain(|view| view.standing.receiver_count() > 0);
        let people = self.people();
        let mut talks = None;
        for view in &self.views {
            let now = standing(site, &view.viewer, slug, people);
            talks = talks.or_else(|| now.talks_about());
            view.standing.send_if_modified(|told| {
                let changed = *told != now;
                *told = now;
                changed
            });
        }
        if !self.reactions.is_empty() {
            let shown = std::mem::take(&mut self.reactions);
            // Nobody listens any more: nothing is lost.
            let _ = self.told.send(Told::Reacted(Arc::new(shown)));
        }
        talks
    }

    fn hear(&mut self, changes: Vec<TalkChange>) {
        let (mut said, mut unsaid) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                TalkChange::Said(line) => said.push(LineTold::from(&line)),
                TalkChange::Removed(id) => unsaid.push(id.to_string()),
            }
        }
        self.lines.extend(said.iter().cloned());
        self.lines.retain(|line| !unsaid.contains(&line.id));
        while self.lines.len() > RECENT {
            self.lines.pop_front();
        }
        if !said.is_empty() {
            let _ = self.told.send(Told::Said(Arc::new(said)));
        }
        if !unsaid.is_empty() {
            let _ = self.told.send(Told::Unsaid(Arc::new(unsaid)));
        }
    }
}

/// One task for each hall, however many follow; it ends with the last of them.
async fn keep_told(site: Arc<Site>, room: Room) {
    loop {
        let looked = {
            let mut halls = site.halls.lock();
            let Some(hall) = halls.get_mut(&room) else { return };
            let talks = hall.look(&site, &room.slug);
            if hall.views.is_empty() {
                halls.remove(&room);
                return;
            }
            talks.filter(|_| !room.rehearsal).map(|title| (title, hall.read))
        };
        if let Some((title, read)) = looked {
            match site.catalogue.talk_since(&title, read, RECENT as u32).await {
                Ok((changes, upto)) => {
                    if let Some(hall) = site.halls.lock().get_mut(&room) {
                        hall.read = upto;
                        hall.hear(changes);
                    }
                }
                Err(error) => tracing::warn!(%error, "what is said in a showing cannot be read"),
            }
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
