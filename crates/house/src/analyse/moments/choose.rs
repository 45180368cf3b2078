use super::{Moment, MomentMark, lay_over};

/// What another moment of a kind that is there already costs, in points of score.
const SAME_KIND: i64 = 50;
const MOST_FOR_KIND: i64 = 250;
/// What a moment costs that lies right beside another one of its kind, and beside one of another kind: a roar and the
/// words before it tell two things.
const NEAR: i64 = 120;
const NEAR_ANOTHER: i64 = 60;
/// What is longer than this is a passage: it gives way to another kind of moment within it that is nearly as strong and
/// no longer than a third of it. The passage would hide what can be shown exactly.
const PASSAGE: i64 = 20_000_000;
const NEARLY_PERCENT: u32 = 75;

/// Chooses `how_many` (maximal marginal relevance, after Carbonell and Goldstein 1998): strong ones, of many kinds, spread
/// over the film. What an editor keeps comes first; ties are broken by time.
pub(super) fn choose(found: Vec<Moment>, marks: &[MomentMark], length: i64, how_many: usize) -> Vec<Moment> {
    let (kept, mut free) = lay_over(found, marks);
    let (mut placed, mut chosen): (Vec<(Moment, u32)>, Vec<Moment>) = (Vec::new(), Vec::new());
    for (moment, rank) in kept {
        // More than are asked for stay only when they are pinned.
        if !moment.pinned && placed.len() + chosen.len() >= how_many {
            continue;
        }
        match rank {
            Some(rank) => placed.push((moment, rank)),
            None => chosen.push(moment),
        }
    }
    // Around a film's many moments there is less room.
    let reach = length / (2 * i64::try_from(how_many.max(1)).unwrap_or(i64::MAX));
    while placed.len() + chosen.len() < how_many {
        let here = || placed.iter().map(|(moment, _)| moment).chain(&chosen);
        let worth = |moment: &Moment| i64::from(moment.score) - costs(moment, here(), reach);
        let order = |one: &Moment| {
            let (start, end) = (one.span.start.micros(), one.span.end.micros());
            (-worth(one), start, end, one.kind)
        };
        let Some(best) = free.iter().min_by_key(|one| order(one)) else {
            break;
        };
        let within = free
            .iter()
            .filter(|one| hides(best, one))
            .min_by_key(|one| order(one));
        let best = within.unwrap_or(best).clone();
        free.retain(|other| other.span != best.span && !other.span.overlaps(best.span));
        chosen.push(best);
    }
    ranked(placed, chosen)
}

/// Does the passage hide what is told exactly?
fn hides(passage: &Moment, other: &Moment) -> bool {
    let (long, short) = (passage.span, other.span);
    long.micros() > PASSAGE
        && short.micros() * 3 <= long.micros()
        && long.start <= short.start
        && short.end <= long.end
        && passage.kind != other.kind
        && u32::from(other.score) * 100 >= u32::from(passage.score) * NEARLY_PERCENT
}

fn costs<'a>(moment: &Moment, others: impl Iterator<Item = &'a Moment>, reach: i64) -> i64 {
    let (mut same, mut near) = (0, 0);
    for other in others {
        let is_same = other.kind == moment.kind;
        same += i64::from(is_same);
        let (one, two) = (moment.span, other.span);
        let between = |end: i64, start: i64| start.saturating_sub(end);
        let apart =
            between(two.end.micros(), one.start.micros()).max(between(one.end.micros(), two.start.micros()));
        let apart = apart.clamp(0, reach);
        let most = if is_same { NEAR } else { NEAR_ANOTHER };
        near = near.max(most - most * apart / reach.max(1));
    }
    (same * SAME_KIND).min(MOST_FOR_KIND) + near
}

/// By score, then by time; those with an editor's rank stand where it says.
fn ranked(mut placed: Vec<(Moment, u32)>, mut rest: Vec<Moment>) -> Vec<Moment> {
    rest.sort_by_key(|moment| (std::cmp::Reverse(moment.score), moment.span.start, moment.kind));
    placed.sort_by_key(|(moment, rank)| (*rank, moment.span.start, moment.kind));
    for (moment, rank) in placed {
        let place = usize::try_from(rank.saturating_sub(1)).unwrap_or(usize::MAX);
        rest.insert(place.min(rest.len()), moment);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::Span;
    use crate::analyse::moments::MomentKind;

    fn moment(kind: MomentKind, (from, to): (i64, i64), score: u16) -> Moment {
        Moment {
            span: Span::of_micros(from * 1_000_000, to * 1_000_000),
            kind,
            title: String::new(),
            score,
            reasons: vec![],
            still: None,
            pinned: false,
            renamed: false,
        }
    }

    fn chosen(found: &[Moment], how_many: usize) -> Vec<u16> {
        let moments = choose(found.to_vec(), &[], 600_000_000, how_many);
        moments.iter().map(|moment| moment.score).collect()
    }

    #[test]
    fn a_passage_gives_way_to_what_happens_within_it() {
        use MomentKind::{PerformancePeak, TurningPoint};
        let passage = moment(PerformancePeak, (100, 130), 770);
        let within = moment(TurningPoint, (118, 122), 600);
        let weak = moment(TurningPoint, (118, 122), 500);
        let same = moment(PerformancePeak, (118, 122), 700);
        let long = moment(TurningPoint, (105, 122), 600);
        let across = moment(TurningPoint, (128, 132), 600);
        assert_eq!(chosen(&[passage.clone(), within.clone()], 10), [600]);
        for other in [weak, same, long, across] {
            assert_eq!(chosen(&[passage.clone(), other.clone()], 10), [770], "{other:?}");
        }
        let short = moment(PerformancePeak, (110, 128), 770);
        assert_eq!(chosen(&[short, within.clone()], 10), [770]);
        // What is stronger elsewhere is shown before either.
        let elsewhere = moment(PerformancePeak, (300, 310), 800);
        assert_eq!(chosen(&[passage, within, elsewhere], 1), [800]);
    }
}
