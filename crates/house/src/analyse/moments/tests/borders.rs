//! Moments lie where what they are about begins and ends, and do not take each other's place.

use super::tape::{Tape, at, span, told};
use crate::analyse::Transition;
use crate::analyse::moments::MomentKind;
use crate::analyse::sound::SoundClass;

/// A talk: a sentence every five seconds, of what nobody quotes.
fn talk(tape: &mut Tape, from: f64, sentences: u32) {
    let texts = [
        "We had a van and it was parked behind the station.",
        "There were three of us and there were the boxes.",
        "They put the cables along the wall to the stage.",
        "It took a while until there were lights in the room.",
    ];
    for (number, text) in (0..sentences).zip(texts.iter().cycle()) {
        tape.says(None, from + f64::from(number) * 5.0, text);
    }
    let until = from + f64::from(sentences) * 5.0;
    tape.heard(SoundClass::Speech, from, until - 0.5);
    tape.sound(from, until, -24.0);
}

#[test]
fn applause_after_music_begins_where_the_music_ends() {
    let mut tape = Tape::new(300);
    tape.sound(100.0, 130.0, -20.0);
    tape.sound(130.0, 138.0, -26.0);
    // The ear lets go of the music late, and of the crowd early.
    tape.heard(SoundClass::Music, 100.0, 130.6);
    tape.heard(SoundClass::Crowd, 130.7, 137.3);
    let moments = tape.moments();
    assert_eq!(at(&moments, 130.0, 138.0).span, span(130.0, 138.0));
    assert_eq!(at(&moments, 100.0, 130.0).span.end, span(0.0, 130.0).end);
}

#[test]
fn a_crowd_at_which_the_ear_hesitates_is_one_crowd() {
    let mut tape = Tape::new(300);
    tape.sound(150.0, 162.0, -22.0);
    for (start, end) in [(150.2, 152.5), (155.0, 157.0), (159.0, 161.8)] {
        tape.heard(SoundClass::Crowd, start, end);
    }
    let moments = tape.moments();
    let crowd = at(&moments, 150.0, 162.0);
    assert_eq!(crowd.kind, MomentKind::Crowd);
    assert_eq!(
        moments.iter().filter(|one| one.kind == MomentKind::Crowd).count(),
        1
    );
}

#[test]
fn what_the_ear_has_no_name_for_is_told_where_it_stands_out() {
    let mut tape = Tape::new(300);
    talk(&mut tape, 10.0, 20);
    tape.sound(110.0, 118.0, -29.0);
    talk(&mut tape, 118.0, 20);
    let moments = tape.moments();
    let sound = at(&moments, 110.0, 118.0);
    assert_eq!(sound.kind, MomentKind::TurningPoint);
    assert_eq!(sound.title, "Another sound at 1:50");
    told(sound, "neither speech nor music for 8 s");
    // As sure of a crowd as of none: it seems to be one.
    tape.hearing().crowd.strength.values[1_100..1_180].fill(400);
    let moments = tape.moments();
    let crowd = at(&moments, 110.0, 118.0);
    assert_eq!(crowd.kind, MomentKind::Crowd);
    told(crowd, "what seems to be a crowd is heard for 8 s");
}

#[test]
fn a_rise_ends_where_the_sound_falls() {
    let mut tape = Tape::new(300);
    talk(&mut tape, 10.0, 20);
    tape.sound(150.0, 158.0, -18.0);
    let moments = tape.moments();
    let rise = at(&moments, 150.0, 158.0);
    assert_eq!(rise.span, span(150.0, 158.0));
    told(rise, "the sound rises 21 dB and stays for 8 s");
}

#[test]
fn in_the_midst_of_sounds_like_it_nothing_stands_out() {
    let mut tape = Tape::new(300);
    talk(&mut tape, 10.0, 20);
    tape.sound(110.0, 300.0, -24.0);
    tape.heard(SoundClass::Music, 110.0, 200.0);
    tape.heard(SoundClass::Music, 210.0, 300.0);
    let moments = tape.moments();
    let is_other = |told: &String| told.contains("neither speech");
    assert!(
        !moments.iter().any(|one| one.reasons.iter().any(is_other)),
        "{moments:#?}"
    );
}

#[test]
fn a_sentence_that_stands_by_itself_is_quoted() {
    let mut tape = Tape::new(300);
    talk(&mut tape, 10.0, 20);
    tape.says(None, 112.5, "Neither a borrower nor a lender be.");
    talk(&mut tape, 117.5, 20);
    let moments = tape.moments();
    let quotes: Vec<_> = moments
        .iter()
        .filter(|one| one.kind == MomentKind::Quote)
        .collect();
    let best = quotes.first().expect("a quote");
    assert_eq!(best.span, span(112.5, 115.26), "{quotes:#?}");
    assert!(
        best.reasons
            .iter()
            .any(|told| told.starts_with("it stands by itself, where pauses are mostly")),
        "{best:#?}"
    );
}

#[test]
fn a_dissolve_over_its_last_word_does_not_cost_a_sentence_that_word() {
    let mut tape = Tape::new(300);
    tape.cut_at(&[202.5]);
    let picture = tape.analysis.picture.as_mut().unwrap();
    picture.shots[1].transition_in = Transition::Dissolve;
    picture.shots[1].transition_frames = 20;
    tape.says(None, 200.0, "I would rather be a rebel than a slave.");
    let moments = tape.moments();
    let quote = moments.iter().find(|one| one.kind == MomentKind::Quote).unwrap();
    assert!(quote.span.end >= span(0.0, 203.56).end, "{quote:#?}");
}

#[test]
fn it_is_not_quiet_while_somebody_still_speaks() {
    let mut tape = Tape::new(300);
    talk(&mut tape, 10.0, 20);
    tape.says(None, 150.0, "Men die, their rights remain, and nothing is lost.");
    // The last words are said under his breath.
    tape.sound(150.0, 152.5, -24.0);
    tape.sound(152.5, 160.0, -64.0);
    talk(&mut tape, 160.0, 10);
    let moments = tape.moments();
    let quiet = moments
        .iter()
        .find(|one| one.kind == MomentKind::Quiet)
        .expect("a quiet moment");
    assert!(quiet.span.start >= span(0.0, 153.5).end, "{quiet:#?}");
}

#[test]
fn who_goes_on_after_a_breath_is_no_turning_point() {
    let mut tape = Tape::new(300);
    talk(&mut tape, 10.0, 40);
    // In the midst of a line, where no sentence begins.
    tape.sound(71.6, 72.3, -48.0);
    let moments = tape.moments();
    assert!(
        moments
            .iter()
            .all(|one| !one.title.starts_with("The sound rises")),
        "{moments:#?}"
    );
}
