//! What was found of what was planted.

use std::time::Duration;

use house::analyse::moments::Moment;

use super::film::{Film, Planted, What};

/// Seconds that a border may be off.
const SLACK: f64 = 0.5;

pub(super) struct Tally {
    of_kind: [Count; What::ALL.len()],
    overlaps: usize,
    /// Moments that are none of what was planted.
    others: usize,
    moments: usize,
    films: usize,
    seconds: f64,
    longest: Duration,
    pub(super) is_the_same: bool,
    misses: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    planted: usize,
    /// Both borders within the slack.
    found: usize,
    /// Of these, of the right kind.
    right: usize,
    /// Most of it is shown, whatever the borders.
    shown: usize,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            of_kind: Default::default(),
            overlaps: 0,
            others: 0,
            moments: 0,
            films: 0,
            seconds: 0.0,
            longest: Duration::ZERO,
            is_the_same: true,
            misses: vec![],
        }
    }
}

impl Tally {
    pub(super) fn add(&mut self, film: &Film, moments: &[Moment], took: Duration) {
        for (number, one) in moments.iter().enumerate() {
            let earlier = moments.get(..number).unwrap_or_default();
            self.overlaps += earlier
                .iter()
                .filter(|other| other.span.overlaps(one.span))
                .count();
            self.others += usize::from(!film.planted.iter().any(|planted| is_shown(planted, one)));
        }
        for planted in &film.planted {
            let place = What::ALL.iter().position(|what| *what == planted.what);
            let Some(count) = place.and_then(|place| self.of_kind.get_mut(place)) else {
                continue;
            };
            count.planted += 1;
            count.shown += usize::from(moments.iter().any(|one| is_shown(planted, one)));
            let found = moments.iter().find(|one| fits(planted, one));
            count.found += usize::from(found.is_some());
            count.right += usize::from(found.is_some_and(|one| planted.what.is(one.kind)));
            if found.is_none() {
                let miss = format!(
                    "film {}: {:?} {:.2} to {:.2}",
                    self.films, planted.what, planted.start, planted.end
                );
                self.misses.push(miss);
            }
        }
        self.films += 1;
        self.moments += moments.len();
        self.seconds += film.seconds();
        self.longest = self.longest.max(took);
    }

    /// `tell`: what was missed, too. Whoever means to report on films does not look at that before.
    pub(super) fn print(&self, tell: bool) {
        println!(
            "  {} films, {:.0} minutes; {} moments, {} of them not planted",
            self.films,
            self.seconds / 60.0,
            self.moments,
            self.others
        );
        println!("  planted      of   found within 0.5 s   of the kind   shown");
        let mut all = Count::default();
        for (what, count) in What::ALL.iter().zip(&self.of_kind) {
            row(&format!("{what:?}"), count);
            all.planted += count.planted;
            all.found += count.found;
            all.right += count.right;
            all.shown += count.shown;
        }
        row("all", &all);
        println!(
            "  overlaps: {}; the same again: {}; slowest finding: {:.1} ms",
            self.overlaps,
            self.is_the_same,
            self.longest.as_secs_f64() * 1_000.0
        );
        for miss in self.misses.iter().filter(|_| tell) {
            println!("  missed: {miss}");
        }
    }
}

fn row(name: &str, count: &Count) {
    println!(
        "  {name:<11} {:>3} {:>20} {:>13} {:>7}",
        count.planted, count.found, count.right, count.shown
    );
}

fn seconds(moment: &Moment) -> (f64, f64) {
    let seconds = |micros: i64| micros as f64 / 1e6;
    (
        seconds(moment.span.start.micros()),
        seconds(moment.span.end.micros()),
    )
}

fn fits(planted: &Planted, moment: &Moment) -> bool {
    let (start, end) = seconds(moment);
    (start - planted.start).abs() <= SLACK && (end - planted.end).abs() <= SLACK
}

/// At least half of it.
fn is_shown(planted: &Planted, moment: &Moment) -> bool {
    let (start, end) = seconds(moment);
    end.min(planted.end) - start.max(planted.start) > (planted.end - planted.start) / 2.0
}

pub(super) fn tell(number: u64, film: &Film, moments: &[Moment]) {
    println!("  film {number}, {:.0} s", film.seconds());
    for planted in &film.planted {
        println!(
            "    planted {:?} {:.2} to {:.2}",
            planted.what, planted.start, planted.end
        );
    }
    moments.iter().for_each(tell_one);
}

pub(super) fn tell_one(one: &Moment) {
    let (start, end) = seconds(one);
    println!(
        "    {:>4} {start:7.2} to {end:7.2} {:<17} {} ({})",
        one.score,
        one.kind.as_str(),
        one.title,
        one.reasons.join("; ")
    );
}
