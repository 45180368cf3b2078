//! Each kind of moment is found where it lies, with its reasons.

use super::tape::{Tape, at, span, told};
use crate::analyse::moments::{Audience, Material, Moment, MomentKind, find_moments};
use crate::analyse::sound::{Curve, SoundClass, Times};
use crate::analyse::{FindingKind, NearDuplicate, Span, Transition};
use crate::archive::AssetKind;
use crate::id::AssetId;

#[test]
fn a_roar_after_quiet() {
    let mut tape = Tape::new(900);
    tape.sound(724.0, 733.0, -21.0);
    // The ear is off by some tenths; the level tells better.
    tape.heard(SoundClass::Crowd, 724.6, 733.7);
    let moments = tape.moments();
    let roar = at(&moments, 724.0, 733.0);
    assert_eq!(roar.kind, MomentKind::Crowd);
    assert_eq!(roar.span, span(724.0, 733.0));
    assert_eq!(roar.title, "The crowd rises at 12:04");
    told(roar, "the only applause in 15 minutes");
    assert!(
        roar.reasons[0].starts_with("the crowd rises 23 dB in 0."),
        "{roar:#?}"
    );
    assert!(roar.score > 600, "{roar:#?}");
}

#[test]
fn the_only_silence_and_a_black_out() {
    let mut tape = Tape::new(720);
    tape.sound(300.0, 305.5, -90.0);
    tape.heard(SoundClass::Silence, 300.0, 305.5);
    tape.found(FindingKind::Black, 500.0, 504.0);
    // Where a film begins it is always dark and silent.
    tape.sound(0.0, 6.0, -90.0);
    tape.heard(SoundClass::Silence, 0.0, 6.0);
    tape.found(FindingKind::Black, 0.0, 6.0);
    let moments = tape.moments();
    let silence = at(&moments, 300.0, 305.5);
    assert_eq!(silence.kind, MomentKind::Quiet);
    told(silence, "silence for 6 s");
    told(silence, "the only silence in 11 minutes");
    let black = at(&moments, 500.0, 504.0);
    assert_eq!(black.title, "The picture goes black at 8:20");
    told(black, "black for 4 s");
    assert!(moments.iter().all(|one| one.span.start.micros() > 6_000_000));
}

#[test]
fn a_solo_stands_out_of_its_song() {
    let mut tape = Tape::new(300);
    tape.kind = AssetKind::Concert;
    tape.heard(SoundClass::Music, 20.0, 280.0);
    tape.sound(20.0, 280.0, -22.0);
    tape.sound(140.0, 152.0, -15.0);
    tape.turn(140.0);
    tape.turn(152.0);
    tape.hearing().beats = Times::of_millis((0..520).map(|beat| 20_100 + beat * 500).collect());
    let slow = (0..260).map(|note| 20_000 + note * 1_000);
    let fast = (0..72).map(|note| 140_000 + note * 166);
    tape.hearing().onsets = Times::of_millis(slow.chain(fast).collect());
    let moments = tape.moments();
    let solo = at(&moments, 140.0, 152.0);
    assert_eq!(solo.kind, MomentKind::PerformancePeak);
    told(solo, "7 dB louder than the music around it");
    told(solo, "7 notes a second, 1 around it");
    assert_eq!(solo.span.start.micros() % 500_000, 100_000, "on a beat");
}

#[test]
fn what_every_interviewee_says() {
    let mut tape = Tape::new(400);
    tape.kind = AssetKind::Interview;
    let talk = [
        "It was a small room and there were some chairs in it.",
        "They came in the afternoon and we went down to the corner.",
        "There was a lot of people there and it was all right.",
        "He had it from the man at the corner of the room.",
        "We went there and they came and it was a small room.",
    ];
    for (at, (speaker, text)) in (0..)
        .zip(
            ["Ada", "Ben", "Cleo"]
                .into_iter()
                .cycle()
                .zip(talk.iter().cycle()),
        )
        .take(45)
    {
        tape.says(Some(speaker), 5.0 + f64::from(at) * 8.0, text);
    }
    for (speaker, start) in [("Ada", 366.0), ("Ben", 373.0), ("Cleo", 380.0)] {
        tape.says(
            Some(speaker),
            start,
            "That harbour night changed everything for all of us.",
        );
    }
    let moments = tape.moments();
    let quote = moments.iter().find(|one| one.kind == MomentKind::Quote).unwrap();
    assert_eq!(
        quote.title,
        "\u{201c}That harbour night changed everything for all of us\u{201d}"
    );
    told(quote, "said by every interviewee");
    assert_eq!(quote.span.start.micros() % 1_000_000, 0);
    let same = moments.iter().filter(|one| one.title == quote.title);
    assert_eq!(same.count(), 1, "said thrice, shown once");
    let appears = |one: &&Moment| {
        one.reasons
            .iter()
            .any(|told| told == "the first of 16 times that Ben speaks")
    };
    let ben = moments.iter().find(appears).unwrap();
    assert_eq!(ben.span.start.micros(), 13_000_000);
    assert_eq!(moments, tape.moments(), "the same again");
}

#[test]
fn words_in_a_film_without_others() {
    let mut tape = Tape::new(600);
    tape.heard(SoundClass::Music, 0.0, 600.0);
    tape.says(
        None,
        200.0,
        "And so, my fellow Americans: ask not what your country can do for you, \
         ask what you can do for your country.",
    );
    let moments = tape.moments();
    let quote = at(&moments, 200.0, 208.76);
    assert_eq!(quote.kind, MomentKind::Quote);
    told(quote, "the only words in 10 minutes");
    assert!(quote.title.contains("ask not what your country"), "{quote:#?}");
}

#[test]
fn a_montage_and_pictures_from_elsewhere() {
    let mut tape = Tape::new(600);
    let slow = (1..50).map(|at| f64::from(at) * 10.0);
    let fast = (1..15).map(|at| 500.0 + f64::from(at) * 0.8);
    let rest = (0..9).map(|at| 512.0 + f64::from(at) * 9.0);
    let cuts: Vec<f64> = slow.chain([500.0]).chain(fast).chain(rest).collect();
    tape.cut_at(&cuts);
    tape.found(FindingKind::BlackAndWhite, 120.0, 130.0);
    let duplicate = NearDuplicate {
        here: span(300.0, 310.0),
        other: AssetId::random(),
        there: span(62.0, 72.0),
        likeness: 950,
    };
    let material = Material {
        duplicates: &[duplicate],
        ..tape.material()
    };
    let moments = find_moments(&material, 10);
    let montage = at(&moments, 500.0, 512.0);
    assert_eq!(montage.kind, MomentKind::Montage);
    assert!(montage.reasons[0].starts_with("15 shots in 12 s"), "{montage:#?}");
    let still = montage.still.unwrap();
    assert!((12_500..12_800).contains(&still.0), "a still of it");
    let grey = at(&moments, 120.0, 130.0);
    assert_eq!(
        (grey.kind, grey.title.as_str()),
        (MomentKind::ArchiveFind, "Black and white at 2:00")
    );
    told(
        at(&moments, 300.0, 310.0),
        "the same pictures are on another tape, from 1:02 on",
    );
}

#[test]
fn a_turn_from_speech_to_music() {
    let mut tape = Tape::new(600);
    tape.heard(SoundClass::Speech, 0.0, 320.0);
    tape.heard(SoundClass::Music, 320.0, 600.0);
    tape.turn(320.0);
    let moments = tape.moments();
    let turn = moments
        .iter()
        .find(|one| one.kind == MomentKind::TurningPoint)
        .unwrap();
    assert_eq!(turn.title, "It turns to music at 5:20");
    told(turn, "speech gives way to music");
}

#[test]
fn what_is_replayed_counts_when_viewers_are_enough() {
    let mut tape = Tape::new(600);
    tape.heard(SoundClass::Crowd, 100.0, 106.0);
    tape.sound(100.0, 106.0, -30.0);
    let mut replays = Curve {
        per_second: 1,
        values: vec![100; 600],
    };
    replays.values[100..106].fill(310);
    replays.values[400..420].fill(500);
    let of = |viewers| {
        let audience = Audience {
            viewers,
            replays: replays.clone(),
        };
        find_moments(
            &Material {
                audience: Some(&audience),
                ..tape.material()
            },
            10,
        )
    };
    assert_eq!(of(Audience::FEWEST - 1), tape.moments());
    let moments = of(Audience::FEWEST);
    told(
        at(&moments, 100.0, 106.0),
        "replayed 3.1 times as often as the rest",
    );
    told(
        at(&moments, 400.0, 410.0),
        "replayed 5.0 times as often as the rest",
    );
}

#[test]
fn nothing_begins_or_ends_in_a_dissolve() {
    let mut tape = Tape::new(300);
    tape.cut_at(&[100.0, 108.0]);
    let picture = tape.analysis.picture.as_mut().unwrap();
    for shot in &mut picture.shots[1..] {
        shot.transition_in = Transition::Dissolve;
        shot.transition_frames = 25;
    }
    tape.sound(100.2, 108.3, -20.0);
    tape.heard(SoundClass::Crowd, 100.2, 108.3);
    let moments = tape.moments();
    let crowd = at(&moments, 100.0, 108.0);
    assert!(
        [100.0, 101.0]
            .iter()
            .any(|at| crowd.span.start == span(*at, *at).start)
    );
    assert_eq!(crowd.span.end, span(0.0, 108.0).end);
}

#[test]
fn nothing_is_found_where_nothing_is() {
    let mut tape = Tape::new(0);
    assert_eq!(tape.moments(), []);
    tape = Tape::new(1);
    assert_eq!(tape.moments(), []);
    let mut silent = Tape::new(60);
    silent.analysis.hearing = None;
    assert_eq!(silent.moments(), []);
    silent.analysis.picture = None;
    assert_eq!(silent.moments(), []);
    let mut whole = Tape::new(60);
    whole.found(FindingKind::Black, 0.0, 60.0);
    whole.heard(SoundClass::Silence, 0.0, 60.0);
    whole.sound(0.0, 60.0, -90.0);
    whole.says(None, 10.0, "One");
    whole.lines[0].span = Span::of_micros(0, i64::MAX);
    assert_eq!(whole.moments(), []);
    assert_eq!(find_moments(&Tape::new(60).material(), 0), []);
}
