use super::super::sound::{Hearing, SoundClass};
use super::super::{FindingKind, PictureAnalysis};
use super::Material;
use super::borders::Borders;
use super::change::Change;
use super::others::others;
use super::sentences::{Sentence, sentences};
use super::series::Series;

/// A stretch of time in microseconds.
pub(super) type Stretch = (i64, i64);

/// What the rules read, made ready once. Times are microseconds.
#[derive(Debug)]
pub(super) struct Film<'a> {
    pub(super) material: &'a Material<'a>,
    pub(super) length: i64,
    pub(super) picture: Option<&'a PictureAnalysis>,
    pub(super) hearing: Option<&'a Hearing>,
    pub(super) sentences: Vec<Sentence<'a>>,
    pub(super) borders: Borders,
    /// Decibels, ten values a second.
    pub(super) level: Series,
    /// The same in the band where crowds are.
    pub(super) crowd_level: Series,
    /// How sure the ear is of a crowd, 0 to 1, ten values a second.
    pub(super) crowd_strength: Series,
    /// Twice a second.
    pub(super) novelty: Series,
    pub(super) music: Vec<Stretch>,
    pub(super) speech: Vec<Stretch>,
    pub(super) crowds: Vec<Stretch>,
    pub(super) silences: Vec<Stretch>,
    /// Where something is heard that is none of these.
    pub(super) others: Vec<Stretch>,
    pub(super) change: Change,
}

/// A year: longer than any tape, and far from where sums overflow.
const LONGEST: i64 = 366 * 24 * 3_600 * 1_000_000;

/// Below this nothing is heard, in decibels.
pub(super) const FLOOR: f64 = -70.0;

impl<'a> Film<'a> {
    pub(super) fn of(material: &'a Material<'a>) -> Self {
        let analysis = material.analysis;
        let length = analysis.length.micros().clamp(0, LONGEST);
        let hearing = analysis.hearing.as_ref();
        let series =
            |curve: Option<&_>, floor| curve.map_or_else(Series::default, |curve| Series::of(curve, floor));
        let heard = |class, gap| {
            let spans = hearing.into_iter().flat_map(|hearing| hearing.spans_of(class));
            let spans = spans.map(|one| (one.span.start.micros(), one.span.end.micros()));
            joined(spans.collect(), gap, length)
        };
        let sentences = sentences(material.lines, length);
        let beats = hearing.map(|hearing| hearing.beats.iter().map(|beat| beat.micros()).collect());
        let picture = analysis.picture.as_ref();
        let level = series(hearing.map(|hearing| &hearing.level.rms), FLOOR);
        let music = heard(SoundClass::Music, 3_000_000);
        let speech = heard(SoundClass::Speech, 2_000_000);
        let crowds = heard(SoundClass::Crowd, 1_500_000);
        let silences = heard(SoundClass::Silence, 300_000);
        Self {
            others: others(&level, &[&music, &speech, &crowds, &silences], length),
            change: hearing.map_or_else(Change::default, Change::of),
            material,
            length,
            picture,
            hearing,
            borders: Borders::of(
                length,
                picture,
                material.lines,
                &sentences,
                beats.unwrap_or_default(),
            ),
            sentences,
            level,
            crowd_level: series(hearing.map(|hearing| &hearing.crowd.level), FLOOR),
            crowd_strength: series(hearing.map(|hearing| &hearing.crowd.strength), 0.0).scaled(0.1),
            novelty: series(hearing.map(|hearing| &hearing.novelty), 0.0),
            music,
            speech,
            crowds,
            silences,
        }
    }

    /// Stretches of which something was found, in order.
    pub(super) fn findings(&self, kind: FindingKind) -> Vec<Stretch> {
        let findings = self.material.analysis.findings.iter();
        let spans = findings
            .filter(|finding| finding.kind == kind)
            .map(|finding| finding.span);
        let spans = spans.map(|span| (span.start.micros(), span.end.micros()));
        joined(spans.collect(), 0, self.length)
    }

    /// Not where the film begins or ends, where it is always quiet and dark.
    pub(super) fn is_inside(&self, (start, end): Stretch) -> bool {
        const EDGE: i64 = 1_000_000;
        start >= EDGE && end <= self.length.saturating_sub(EDGE)
    }
}

/// In order, inside the film, with gaps up to `gap` bridged.
pub(super) fn joined(mut stretches: Vec<Stretch>, gap: i64, length: i64) -> Vec<Stretch> {
    for (start, end) in &mut stretches {
        (*start, *end) = ((*start).clamp(0, length), (*end).clamp(0, length));
    }
    stretches.retain(|(start, end)| start < end);
    stretches.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for (start, end) in stretches {
        match joined.last_mut() {
            Some((_, last)) if start.saturating_sub(*last) <= gap => *last = end.max(*last),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// Microseconds that a stretch has in common with some that are in order and do not overlap.
pub(super) fn shared((start, end): Stretch, others: &[Stretch]) -> i64 {
    let from = others.partition_point(|(_, other_end)| *other_end <= start);
    let near = others.get(from..).unwrap_or_default();
    near.iter()
        .take_while(|(other, _)| *other < end)
        .map(|(other_start, other_end)| end.min(*other_end) - start.max(*other_start))
        .sum()
}

/// How long the film goes on around a stretch without another of at least half its length.
pub(super) fn alone(which: usize, all: &[Stretch], length: i64) -> i64 {
    let Some(&(start, end)) = all.get(which) else {
        return 0;
    };
    let half = (end - start) / 2;
    let compares = |other: &&Stretch| other.1 - other.0 >= half;
    let before = all.get(..which).unwrap_or_default().iter().rev().find(compares);
    let after = all.get(which + 1..).unwrap_or_default().iter().find(compares);
    let from = before.map_or(0, |(_, end)| *end);
    after.map_or(length, |(start, _)| *start) - from
}
