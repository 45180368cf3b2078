//! What an editor decided holds.

use super::tape::{Tape, at, span};
use crate::analyse::moments::{Material, Moment, MomentKind, MomentMark, Verdict, find_moments, move_to};
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
