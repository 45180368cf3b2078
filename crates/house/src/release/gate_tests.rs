use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use media::time::FrameRate;
use proptest::prelude::*;

use super::{Gate, GateTable, Picture, PictureRole, Refusal, Release, ReleasedTitle, Title, Viewer};
use crate::Digest;
use crate::clock::{Clock, Instant};
use crate::encode::{Codec, Rendition, Stage, Track};
use crate::id::{MasterId, PictureKey, RenditionId, RenditionKey, TitleId};

#[derive(Default)]
struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub(super) struct House {
    clock: Arc<HandClock>,
    gate: Gate,
}

impl House {
    pub(super) fn with(entries: Vec<ReleasedTitle>) -> Self {
        let clock = Arc::new(HandClock::default());
        let gate = Gate::new(Arc::clone(&clock) as Arc<dyn Clock>);
        gate.replace(GateTable::new(entries));
        Self { clock, gate }
    }

    pub(super) fn at(&self, micros: i64) -> &Gate {
        self.clock.0.store(micros, Ordering::SeqCst);
        &self.gate
    }
}

pub(super) fn title(slug: &str) -> Title {
    Title {
        pictures: vec![Picture {
            key: PictureKey::random(),
            role: PictureRole::Poster,
            digest: Digest::of(slug.as_bytes()),
            bytes: 1,
            width: 16,
            height: 9,
        }],
        ..Title::new(
            TitleId::random(),
            slug.into(),
            slug.into(),
            Instant::from_micros(0),
        )
    }
}

fn release(title: &Title, opens: Option<i64>, closes: Option<i64>) -> Release {
    Release {
        opens: opens.map(Instant::from_micros),
        closes: closes.map(Instant::from_micros),
        ..Release::draft(title.id.clone(), MasterId::random())
    }
}

fn rendition(stage: Stage) -> Rendition {
    Rendition {
        id: RenditionId::random(),
        key: RenditionKey::random(),
        master: MasterId::random(),
        track: Track::Picture {
            width: 426,
            height: 240,
            rate: FrameRate::new(25, 1).unwrap(),
            codec: Codec("avc1.4d4015".into()),
        },
        digest: Digest::of(b""),
        bytes: 0,
        segments: None,
        stage,
        made: Instant::from_micros(0),
    }
}

pub(super) fn entry(slug: &str, opens: Option<i64>, closes: Option<i64>) -> ReleasedTitle {
    let title = title(slug);
    ReleasedTitle {
        release: release(&title, opens, closes),
        title,
        renditions: vec![rendition(Stage::Checked)],
        former: None,
        planned: 1,
    }
}

pub(super) const OPENS: i64 = 1_000_000_000_000;
pub(super) const CLOSES: i64 = 2_000_000_000_000;

#[test]
fn it_opens_and_closes_at_the_microsecond() {
    let house = House::with(vec![entry("film", Some(OPENS), Some(CLOSES))]);
    let admits = |at| house.at(at).admit_slug(&Viewer::Public, "film").is_ok();
    assert!(!admits(OPENS - 1));
    assert!(admits(OPENS));
    assert!(admits(OPENS + 1));
    assert!(admits(CLOSES - 1));
    assert!(!admits(CLOSES));
    assert!(!admits(CLOSES + 1));
    assert!(!admits(i64::MIN) && !admits(i64::MAX));
}

#[test]
fn every_door_has_the_same_rule() {
    let film = entry("film", Some(OPENS), Some(CLOSES));
    let (release, picture) = (film.release.key.clone(), film.title.pictures[0].key.clone());
    let house = House::with(vec![film]);
    for (at, open) in [
        (OPENS - 1, false),
        (OPENS, true),
        (CLOSES - 1, true),
        (CLOSES, false),
    ] {
        let gate = house.at(at);
        assert_eq!(gate.admit_slug(&Viewer::Public, "film").is_ok(), open);
        assert_eq!(gate.admit_release(&Viewer::Public, &release).is_ok(), open);
        assert_eq!(gate.admit_picture(&Viewer::Public, &picture).is_ok(), open);
        assert_eq!(gate.admitted(&Viewer::Public).len(), usize::from(open));
        assert!(gate.admit_slug(&Viewer::Team, "film").is_ok());
    }
}

#[test]
fn what_is_shut_looks_like_what_never_was() {
    let house = House::with(vec![entry("film", None, None)]);
    let gate = house.at(OPENS);
    let shut = gate.admit_slug(&Viewer::Public, "film").unwrap_err();
    let never = gate.admit_slug(&Viewer::Public, "never").unwrap_err();
    assert_eq!((shut, never), (Refusal, Refusal));
    assert_eq!(shut.to_string(), never.to_string());
    assert!(gate.admitted(&Viewer::Public).is_empty());
}

#[test]
fn an_admission_ends_with_the_release_and_soon_by_itself() {
    let house = House::with(vec![entry("film", Some(OPENS), Some(CLOSES))]);
    let early = house.at(OPENS).admit_slug(&Viewer::Public, "film").unwrap();
    assert!(early.is_valid(Instant::from_micros(OPENS + 9_999_999)));
    assert!(!early.is_valid(Instant::from_micros(OPENS + 10_000_000)));
    let late = house.at(CLOSES - 1).admit_slug(&Viewer::Public, "film").unwrap();
    assert!(late.is_valid(Instant::from_micros(CLOSES - 1)));
    assert!(!late.is_valid(Instant::from_micros(CLOSES)));
    let team = house.at(CLOSES - 1).admit_slug(&Viewer::Team, "film").unwrap();
    assert!(team.is_valid(Instant::from_micros(CLOSES)));
}

#[test]
fn only_what_is_open_for_ever_and_everywhere_is_cached() {
    let cacheable = |opens, closes, viewer| {
        let house = House::with(vec![entry("film", opens, closes)]);
        house.at(OPENS).admit_slug(viewer, "film").unwrap().is_cacheable()
    };
    assert!(cacheable(Some(OPENS), None, &Viewer::Public));
    assert!(!cacheable(Some(OPENS), Some(CLOSES), &Viewer::Public));
    assert!(!cacheable(Some(OPENS), None, &Viewer::Team));
    assert!(!cacheable(None, None, &Viewer::Team));
}

#[test]
fn a_release_for_some_territories_stays_shut_while_nobody_knows_where_a_viewer_is() {
    let mut film = entry("film", Some(OPENS), None);
    film.release.territories = vec!["DE".parse().unwrap()];
    let house = House::with(vec![film]);
    assert!(house.at(OPENS).admit_slug(&Viewer::Public, "film").is_err());
    assert!(
        !house
            .at(OPENS)
            .admit_slug(&Viewer::Team, "film")
            .unwrap()
            .is_cacheable()
    );
}

#[test]
fn a_withdrawn_release_is_shut_and_does_not_hide_the_open_one() {
    let open = entry("film", Some(OPENS), None);
    let mut withdrawn = ReleasedTitle {
        release: release(&open.title, Some(OPENS), None),
        ..open.clone()
    };
    withdrawn.release.withdrawn = Some(Instant::from_micros(OPENS));
    let draft = ReleasedTitle {
        release: release(&open.title, None, None),
        ..open.clone()
    };
    for entries in [
        vec![open.clone(), withdrawn.clone(), draft.clone()],
        vec![draft.clone(), withdrawn.clone(), open.clone()],
    ] {
        let house = House::with(entries);
        let gate = house.at(OPENS);
        for viewer in [&Viewer::Public, &Viewer::Team] {
            let admission = gate.admit_slug(viewer, "film").unwrap();
            assert_eq!(admission.release().id, open.release.id);
            assert_eq!(gate.admitted(viewer).len(), 1);
        }
        assert!(
            gate.admit_release(&Viewer::Public, &withdrawn.release.key)
                .is_err()
        );
        assert!(gate.admit_release(&Viewer::Public, &draft.release.key).is_err());
    }
    let house = House::with(vec![withdrawn]);
    assert!(house.at(OPENS).admit_slug(&Viewer::Public, "film").is_err());
}

#[test]
fn renditions_that_did_not_pass_are_never_handed_out() {
    let mut film = entry("film", Some(OPENS), None);
    let (made, failed) = (rendition(Stage::Made), rendition(Stage::Failed));
    film.renditions.extend([made.clone(), failed.clone()]);
    let house = House::with(vec![film]);
    let admission = house.at(OPENS).admit_slug(&Viewer::Team, "film").unwrap();
    assert_eq!(admission.renditions().len(), 1);
    assert!(admission.rendition(&made.key).is_none());
    assert!(admission.rendition(&failed.key).is_none());
}

#[test]
fn a_new_table_counts_from_the_next_question() {
    let house = House::with(vec![entry("film", Some(OPENS), None)]);
    assert!(house.at(OPENS).admit_slug(&Viewer::Public, "film").is_ok());
    house.gate.replace(GateTable::default());
    assert!(house.at(OPENS).admit_slug(&Viewer::Public, "film").is_err());
}

proptest! {
    /// Whenever the public is admitted, the clock lies inside the release; the admission never outlives it.
    #[test]
    fn nothing_is_admitted_outside_its_release(
        opens in proptest::option::of(any::<i64>()),
        closes in proptest::option::of(any::<i64>()),
        withdrawn: bool, territorial: bool, at: i64,
    ) {
        let mut film = entry("film", opens, closes);
        film.release.withdrawn = withdrawn.then(|| Instant::from_micros(0));
        if territorial {
            film.release.territories.push("DE".parse().unwrap());
        }
        let house = House::with(vec![film]);
        let inside = opens.is_some_and(|opens| opens <= at)
            && closes.is_none_or(|closes| at < closes)
            && !withdrawn
            && !territorial;
        match house.at(at).admit_slug(&Viewer::Public, "film") {
            Err(Refusal) => prop_assert!(!inside),
            Ok(admission) => {
                prop_assert!(inside);
                if let Some(closes) = closes {
                    prop_assert!(!admission.is_valid(Instant::from_micros(closes)));
                    prop_assert!(!admission.is_cacheable());
                }
            }
        }
    }
}
