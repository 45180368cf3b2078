//! What an editor decided holds.

use super::tape::{Tape, at, span};
use crate::analyse::moments::{
    Decision, EditorsDesk, Known, Material, Moment, MomentKind, MomentMark, Verdict, find_moments, move_to,
};
use crate::analyse::sound::SoundClass;

fn tape() -> Tape {
    let mut tape = Tape::new(900);
    for (start, level) in [(100.0, -20.0), (300.0, -26.0), (500.0, -30.0)] {
        tape.sound(start, start + 8.0, level);
        tape.heard(SoundClass::Crowd, start, start + 8.0);
    }
    tape
}

fn with(tape: &Tape, marks: &[MomentMark], how_many: usize) -> Vec<Moment> {
    find_moments(
        &Material {
            marks,
            ..tape.material()
        },
        how_many,
    )
}

#[test]
fn the_pinned_stays_and_the_rejected_does_not_come_back() {
    let tape = tape();
    let moments = tape.moments();
    let (first, third) = (at(&moments, 100.0, 108.0), at(&moments, 500.0, 508.0));
    let marks = [
        MomentMark::of(first, Verdict::Rejected),
        MomentMark::of(third, Verdict::Pinned),
    ];
    let one = with(&tape, &marks, 1);
    assert_eq!(one.len(), 1);
    assert_eq!((one[0].span, one[0].pinned), (third.span, true));
    assert!(
        with(&tape, &marks, 10)
            .iter()
            .all(|other| !other.span.overlaps(first.span))
    );

    // Gone through anew, with another ear.
    let mut anew = Tape::new(900);
    anew.sound(101.0, 109.0, -20.0);
    anew.heard(SoundClass::Crowd, 101.0, 109.0);
    let moments = with(&anew, &marks, 10);
    let pinned: Vec<_> = moments.iter().filter(|one| one.pinned).collect();
    assert_eq!(pinned.len(), 1);
    assert_eq!((pinned[0].span, &pinned[0].title), (third.span, &third.title));
    assert!(
        moments
            .iter()
            .all(|one| one.kind != MomentKind::Crowd || one.pinned)
    );
}

#[test]
fn titles_borders_and_ranks_are_the_editors() {
    let tape = tape();
    let moments = tape.moments();
    assert_eq!(moments[0].span, span(100.0, 108.0));
    let mut renamed = MomentMark::of(at(&moments, 500.0, 508.0), Verdict::Found);
    renamed.title = Some("They know the song".into());
    renamed.borders = Some(span(502.0, 507.0));
    renamed.rank = Some(1);
    let added = MomentMark::of(
        &Moment {
            span: span(700.0, 710.0),
            kind: MomentKind::Quote,
            title: "Mine".into(),
            score: 0,
            reasons: vec![],
            still: None,
            pinned: true,
            renamed: true,
        },
        Verdict::Added,
    );
    let moments = with(&tape, &[added, renamed.clone()], 10);
    assert_eq!(moments[0].title, "They know the song");
    assert_eq!((moments[0].span, moments[0].renamed), (span(502.0, 507.0), true));
    assert!(!moments[0].reasons.is_empty(), "what was found is still told");
    assert_eq!(moments[1].span, span(100.0, 108.0));
    assert_eq!(moments.last().unwrap().title, "Mine");
    let nothing = with(&Tape::new(900), &[renamed], 10);
    assert_eq!(nothing, [], "what was only renamed is not shown where it is not");
}

#[test]
fn two_that_are_kept_do_not_overlap() {
    let tape = tape();
    let kept = |start, end| {
        let moment = Moment {
            span: span(start, end),
            ..tape.moments()[0].clone()
        };
        MomentMark::of(&moment, Verdict::Pinned)
    };
    let moments = with(&tape, &[kept(90.0, 112.0), kept(85.0, 100.0)], 2);
    let spans: Vec<_> = moments.iter().map(|one| one.span).collect();
    assert!(
        spans.contains(&span(85.0, 100.0)) && spans.contains(&span(100.0, 112.0)),
        "{spans:?}"
    );
}

#[test]
fn what_stands_where_another_is_put_moves_on() {
    let moments = tape().moments();
    let ranked = |which: usize, rank| {
        let mut mark = MomentMark::of(&moments[which], Verdict::Found);
        mark.rank = rank;
        mark
    };
    let marks = [ranked(0, Some(2)), ranked(1, Some(1)), ranked(2, None)];
    let changed = move_to(MomentMark::about(&marks, &moments[2]), 1, &marks);
    assert_eq!(
        changed,
        [ranked(1, Some(2)), ranked(0, Some(3)), ranked(2, Some(1))]
    );
    let again = move_to(ranked(0, Some(2)), 2, &marks);
    assert_eq!(again, [ranked(0, Some(2))]);
}

fn decided(tape: &Tape, marks: &[MomentMark], decision: Decision) -> Result<Vec<MomentMark>, String> {
    let known = Known {
        lines: tape.lines.clone(),
        ..Known::default()
    };
    let desk = EditorsDesk {
        analysis: &tape.analysis,
        known: &known,
        kind: tape.kind,
        marks,
    };
    let decided = desk.decide(decision, 10).map_err(|error| error.to_string())?;
    let mut after = marks.to_vec();
    after.retain(|mark| !decided.removed.contains(mark));
    for mark in decided.put {
        after.retain(|other| (other.kind(), other.moment.span) != (mark.kind(), mark.moment.span));
        after.push(mark);
    }
    Ok(after)
}

#[test]
fn what_an_editor_adds_keeps_its_name_where_something_was_found() {
    let tape = tape();
    let span = span(100.0, 107.0);
    let add = Decision::Add {
        span,
        title: Some("  They know\tthe song ".into()),
        kind: Some(MomentKind::Crowd),
    };
    let marks = decided(&tape, &[], add).unwrap();
    let moments = with(&tape, &marks, 10);
    let added = moments.iter().find(|one| one.span == span).unwrap();
    assert_eq!(
        (added.title.as_str(), added.renamed),
        ("They know the song", true)
    );
    assert_eq!(added.reasons, ["chosen by hand"]);
    assert_eq!(moments.iter().filter(|one| one.span.overlaps(span)).count(), 1);
    // Nothing else that is kept may lie there.
    let refused = decided(
        &tape,
        &marks,
        Decision::Borders(at(&moments, 300.0, 308.0).span.start, span),
    );
    assert!(refused.unwrap_err().contains("'They know the song' is kept"));
    let back = decided(&tape, &marks, Decision::Restore(span.start)).unwrap();
    assert_eq!(back, []);
}

#[test]
fn what_cannot_be_decided_is_said() {
    let tape = tape();
    let refused = |decision| decided(&tape, &[], decision).unwrap_err();
    let time = |seconds| span(seconds, seconds + 1.0).start;
    assert_eq!(
        refused(Decision::Pin(time(42.0))),
        "no moment of this tape begins at 0:42.0"
    );
    assert_eq!(
        refused(Decision::Restore(time(3_723.5))),
        "nothing was decided about what lies at 1:02:03.5"
    );
    let add = |from, to, title: &str| Decision::Add {
        span: span(from, to),
        title: Some(title.into()),
        kind: None,
    };
    assert!(refused(add(890.0, 901.0, "x")).contains("the tape ends at 15:00.0"));
    assert!(refused(add(9.0, 9.0, "x")).contains("ends after it begins"));
    assert_eq!(refused(add(1.0, 9.0, " \u{7} ")), "a moment needs a title");
    assert!(refused(add(1.0, 9.0, &"x".repeat(201))).contains("201 letters"));
}
