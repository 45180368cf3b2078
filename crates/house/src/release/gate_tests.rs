use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use media::time::FrameRate;
use proptest::prelude::*;

use super::{
    Gate, GateTable, Part, PartKind, Pass, PassKind, Picture, PictureRole, Refusal, Release, ReleasedTitle,
    Title, Viewer,
};
use crate::Digest;
use crate::clock::{Clock, Instant};
use crate::encode::{Codec, Rendition, Stage, Track};
use crate::id::{MasterId, PassId, PictureKey, RenditionId, RenditionKey, TitleId};

#[derive(Default)]
struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

struct House {
    clock: Arc<HandClock>,
    gate: Gate,
}

impl House {
    fn with(entries: Vec<ReleasedTitle>) -> Self {
        let clock = Arc::new(HandClock::default());
        let gate = Gate::new(Arc::clone(&clock) as Arc<dyn Clock>);
        gate.replace(GateTable::new(entries));
        Self { clock, gate }
    }

    fn at(&self, micros: i64) -> &Gate {
        self.clock.0.store(micros, Ordering::SeqCst);
        &self.gate
    }
}

fn title(slug: &str) -> Title {
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

fn entry(slug: &str, opens: Option<i64>, closes: Option<i64>) -> ReleasedTitle {
    let title = title(slug);
    ReleasedTitle {
        release: release(&title, opens, closes),
        title,
        renditions: vec![rendition(Stage::Checked)],
        former: None,
        planned: 1,
    }
}

const OPENS: i64 = 1_000_000_000_000;
const CLOSES: i64 = 2_000_000_000_000;

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

fn pass(title: &Title, kind: PassKind) -> Pass {
    Pass {
        id: PassId::random(),
        title: title.id.clone(),
        kind,
        name: "Jane Doe".into(),
        from: Instant::from_micros(100),
        until: Instant::from_micros(1_000),
        views: None,
        viewing: Some(Instant::from_micros(900)),
        revoked: None,
    }
}

fn guest(pass: &Pass) -> Viewer {
    Viewer::Guest(Arc::new(pass.clone()))
}

#[test]
fn a_screener_sees_its_title_alone_within_its_window_while_a_view_is_begun() {
    let (film, other) = (
        entry("film", Some(OPENS), None),
        entry("other", Some(OPENS), None),
    );
    let screener = pass(&film.title, PassKind::Screener);
    let house = House::with(vec![film.clone(), other]);
    let admits = |pass: &Pass, at: i64, slug: &str| house.at(at).admit_slug(&guest(pass), slug).is_ok();
    assert_eq!(
        [99, 100, 899, 900].map(|at| admits(&screener, at, "film")),
        [false, true, true, false]
    );
    assert!(!admits(&screener, 200, "other"));
    let never_begun = Pass {
        viewing: None,
        ..screener.clone()
    };
    assert!(!admits(&never_begun, 200, "film"));
    let revoked = Pass {
        revoked: Some(Instant::from_micros(200)),
        ..screener.clone()
    };
    assert!(!admits(&revoked, 200, "film"));
    let admission = house.at(200).admit_slug(&guest(&screener), "film").unwrap();
    assert!(
        !admission.is_cacheable(),
        "what a screener gets is kept by nobody"
    );
    assert_eq!(admission.ends(), Some(screener.until));
    let mut withdrawn = film;
    withdrawn.release.withdrawn = Some(Instant::from_micros(0));
    let house = House::with(vec![withdrawn]);
    assert!(house.at(200).admit_slug(&guest(&screener), "film").is_err());
}

#[test]
fn a_link_to_a_title_is_one_to_its_parts() {
    let whole = entry("film", Some(OPENS), None);
    let mut extended = entry("film-extended", Some(OPENS), None);
    extended.title.part = Some(Part {
        of: whole.title.id.clone(),
        name: "extended".into(),
        place: 0,
        kind: PartKind::Edition,
    });
    let to_whole = pass(&whole.title, PassKind::Screener);
    let to_part = pass(&extended.title, PassKind::Screener);
    let house = House::with(vec![whole, extended]);
    let admits = |pass: &Pass, slug: &str| house.at(200).admit_slug(&guest(pass), slug).is_ok();
    assert!(admits(&to_whole, "film") && admits(&to_whole, "film-extended"));
    assert!(admits(&to_part, "film-extended") && !admits(&to_part, "film"));
}

#[test]
fn a_rehearsal_lives_by_its_own_clock_and_the_public_sees_nothing_of_it() {
    let film = entry("film", Some(OPENS), None);
    let ahead_ms = OPENS / 1_000 - 1;
    let rehearsal = Pass {
        until: Instant::from_micros(2_000),
        ..pass(&film.title, PassKind::Rehearsal { ahead_ms })
    };
    let viewer = guest(&rehearsal);
    let house = House::with(vec![film]);
    assert_eq!(house.at(200).now(&viewer).micros(), 200 + ahead_ms * 1_000);
    // By its clock the night is still to come: the waiting room, though the public was told of nothing.
    assert!(house.at(999).admit_slug(&viewer, "film").is_err());
    assert!(house.at(200).announced(&viewer, "film").is_some());
    assert!(house.at(200).announced(&Viewer::Public, "film").is_none());
    // And then it is there.
    assert!(house.at(1_000).admit_slug(&viewer, "film").is_ok());
    assert!(house.at(1_000).announced(&viewer, "film").is_none());
    assert!(house.at(1_000).admit_slug(&Viewer::Public, "film").is_err());
    assert!(
        house.at(2_000).admit_slug(&viewer, "film").is_err(),
        "the link is over"
    );
}

#[test]
fn an_announcement_is_all_that_is_told_before_the_instant() {
    let mut film = entry("film", Some(OPENS), None);
    film.title.pictures.push(Picture {
        key: PictureKey::random(),
        role: PictureRole::Still,
        ..film.title.pictures[0].clone()
    });
    film.release.plan.announced = Some(Instant::from_micros(500));
    let (poster, still) = (
        film.title.pictures[0].key.clone(),
        film.title.pictures[1].key.clone(),
    );
    let house = House::with(vec![film]);
    let told = |at| house.at(at).announced(&Viewer::Public, "film").is_some();
    assert_eq!([499, 500, OPENS - 1, OPENS].map(told), [false, true, true, false]);
    let gate = house.at(OPENS - 1);
    assert!(gate.admit_slug(&Viewer::Public, "film").is_err());
    assert!(gate.admit_picture(&Viewer::Public, &poster).is_err());
    assert!(gate.announced_picture(&Viewer::Public, &poster).is_some());
    assert!(gate.announced_picture(&Viewer::Public, &still).is_none());
    assert_eq!(gate.announcements(&Viewer::Public).len(), 1);
    assert!(gate.admitted(&Viewer::Public).is_empty());
}

#[test]
fn a_territory_is_open_to_who_is_known_to_be_there() {
    let mut film = entry("film", Some(0), None);
    film.release.territories = vec!["CA".parse().unwrap()];
    film.release.plan.announced = Some(Instant::from_micros(0));
    let mut coming = entry("coming", Some(OPENS), None);
    coming.release.territories = vec!["CA".parse().unwrap()];
    coming.release.plan.announced = Some(Instant::from_micros(0));
    let house = House::with(vec![film, coming]);
    let gate = house.at(10);
    let from = |country: &str| Viewer::PublicIn(country.parse().unwrap());
    assert!(gate.admit_slug(&from("CA"), "film").is_ok());
    assert!(gate.admit_slug(&from("DE"), "film").is_err());
    assert!(gate.admit_slug(&Viewer::Public, "film").is_err());
    assert!(gate.announced(&from("CA"), "coming").is_some());
    assert!(gate.announced(&from("DE"), "coming").is_none());
    assert!(!gate.admit_slug(&from("CA"), "film").unwrap().is_cacheable());
}

#[test]
fn a_link_is_known_by_its_secret_and_changes_at_once() {
    let film = entry("film", Some(OPENS), None);
    let screener = pass(&film.title, PassKind::Screener);
    let house = House::with(vec![film]);
    let secret = Digest::of(b"secret");
    let gate = house.at(200);
    gate.replace_passes([(secret, screener.clone())]);
    assert_eq!(gate.pass(&secret).as_deref(), Some(&screener));
    assert!(gate.pass(&Digest::of(b"guessed")).is_none());
    gate.put_pass(&Pass {
        revoked: Some(Instant::from_micros(200)),
        ..screener
    });
    assert!(gate.pass(&secret).is_none());
}
