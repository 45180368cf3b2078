//! Who comes by a personal link, who is told before the night, and who is where.

use std::sync::Arc;

use super::gate_tests::{House, OPENS, entry};
use super::{ExtraKind, Part, PartKind, Pass, PassKind, Picture, PictureRole, Title, Viewer};
use crate::id::{PassId, PictureKey};
use crate::{Digest, Instant};

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

#[test]
fn with_an_announcement_go_the_trailers_that_are_open_by_themselves() {
    let mut film = entry("film", Some(OPENS), None);
    film.release.plan.announced = Some(Instant::from_micros(0));
    let part = |name: &str, kind: ExtraKind, opens| {
        let mut part = entry(&format!("film-{name}"), opens, None);
        part.title.part = Some(Part {
            of: film.title.id.clone(),
            name: name.into(),
            place: 0,
            kind: PartKind::Extra { kind },
        });
        part
    };
    let mut withdrawn = part("withdrawn", ExtraKind::Trailer, Some(0));
    withdrawn.release.withdrawn = Some(Instant::from_micros(1));
    let mut elsewhere = part("elsewhere", ExtraKind::Trailer, Some(0));
    elsewhere.release.territories = vec!["CA".parse().unwrap()];
    let mut announced = part("announced", ExtraKind::Trailer, Some(500));
    announced.release.plan.announced = Some(Instant::from_micros(0));
    let mut of_another = part("of-another", ExtraKind::Trailer, Some(0));
    of_another.title.part.as_mut().unwrap().of = entry("other", None, None).title.id;
    let rehearsal = Pass {
        until: Instant::from_micros(2_000),
        ..pass(&film.title, PassKind::Rehearsal { ahead_ms: 1 })
    };
    let house = House::with(vec![
        film.clone(),
        part("draft", ExtraKind::Trailer, None),
        part("interview", ExtraKind::Interview, Some(0)),
        withdrawn,
        elsewhere,
        announced,
        of_another,
    ]);
    let trailers = |at: i64, viewer: &Viewer| -> Vec<String> {
        let gate = house.at(at);
        let announcement = gate.announced(viewer, "film").unwrap();
        let admitted = gate.trailers(&announcement);
        admitted.iter().map(|own| own.title().slug.clone()).collect()
    };
    assert!(trailers(499, &Viewer::Public).is_empty());
    assert_eq!(trailers(500, &Viewer::Public), ["film-announced"]);
    let canada = Viewer::PublicIn("CA".parse().unwrap());
    assert_eq!(trailers(499, &canada), ["film-elsewhere"]);
    // A rehearsal's trailers are those of its own clock.
    assert!(trailers(100, &Viewer::Public).is_empty());
    assert_eq!(
        trailers(100, &guest(&rehearsal)),
        ["film-elsewhere", "film-announced"]
    );
}
