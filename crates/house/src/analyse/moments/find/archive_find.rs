use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{Film, Stretch, alone, joined};
use super::super::telling::{clock, seconds};
use super::rarity::{only, rarity};
use crate::analyse::FindingKind;

const LEAST: i64 = 2_000_000;
/// How alike pictures of another tape are, in thousandths, that are told of for certain.
const SURE: f64 = 1_000.0;

/// Pictures that come from elsewhere.
pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let grey = (
        FindingKind::BlackAndWhite,
        "Black and white",
        "passage in black and white",
    );
    let boxed = (FindingKind::Letterbox, "Another format", "passage in this format");
    let mut found: Vec<Candidate> = [grey, boxed]
        .into_iter()
        .flat_map(|(kind, name, what)| passages(film, &film.findings(kind), name, what))
        .collect();
    found.extend(known_from_elsewhere(film));
    found
}

fn passages(film: &Film<'_>, all: &[Stretch], name: &str, what: &str) -> Vec<Candidate> {
    let all: Vec<Stretch> = all
        .iter()
        .copied()
        .filter(|(start, end)| end - start >= LEAST)
        .collect();
    let whole: i64 = all.iter().map(|(start, end)| end - start).sum();
    if whole * 2 > film.length {
        // Then it is the rest that comes from elsewhere, or nothing does.
        return Vec::new();
    }
    let each = all.iter().enumerate();
    each.map(|(which, &(start, end))| {
        let alone = alone(which, &all, film.length);
        let told = format!("{} for {}", name.to_lowercase(), seconds(end - start));
        Candidate::new(
            MomentKind::ArchiveFind,
            (start, end),
            format!("{name} at {}", clock(start)),
        )
        .because(1.5, told)
        .because(rarity(alone), only(what, alone))
        .counting(0.8)
    })
    .collect()
}

fn known_from_elsewhere(film: &Film<'_>) -> Vec<Candidate> {
    let duplicates = film.material.duplicates;
    let here = |one: &crate::analyse::NearDuplicate| (one.here.start.micros(), one.here.end.micros());
    let all = joined(duplicates.iter().map(here).collect(), 0, film.length);
    let whole: i64 = all.iter().map(|(start, end)| end - start).sum();
    if whole * 2 > film.length {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (which, &(start, end)) in all.iter().enumerate() {
        let there: Vec<_> = duplicates
            .iter()
            .filter(|one| here(one).0 < end && start < here(one).1)
            .collect();
        let Some(first) = there.first() else { continue };
        let mut tapes: Vec<_> = there.iter().map(|one| &one.other).collect();
        tapes.sort_unstable();
        tapes.dedup();
        let alone = alone(which, &all, film.length);
        let told = match tapes.len() {
            1 => format!(
                "the same pictures are on another tape, from {} on",
                clock(first.there.start.micros())
            ),
            many => format!("the same pictures are on {many} other tapes"),
        };
        let title = format!("Known from another tape: {}", clock(start));
        let count = tapes.len() as f64;
        found.push(
            Candidate::new(MomentKind::ArchiveFind, (start, end), title)
                .because(1.5 + (count).log2(), told)
                .weighed(rarity(alone))
                .weighed(f64::from(first.likeness) / SURE)
                .counting(0.7),
        );
    }
    found
}
