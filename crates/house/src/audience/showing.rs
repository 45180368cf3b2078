use media::time::MediaTime;

use crate::Instant;
use crate::release::Release;

/// Milliseconds between the opening and the first picture of a showing that begins with it: the time in which the
/// curtain rises and every player has the film's beginning, so that nobody misses it.
pub const CURTAIN_MILLIS: i64 = 4_000;

/// The course of a showing: from when on everybody sees the same second of the film, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    pub begins: Instant,
    pub runs: MediaTime,
}

/// Where in the film a showing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first picture comes in so many microseconds.
    Ahead(i64),
    /// Everybody sees this moment.
    At(MediaTime),
    /// From here on it is video on demand.
    Over,
}

impl Course {
    /// The showing of a release whose film runs for `runs`; `None` when it has none, or no instant to begin at. Never
    /// before the opening, whatever was planned.
    pub fn of(release: &Release, runs: MediaTime) -> Option<Self> {
        let showing = release.plan.showing.as_ref()?;
        let opens = release.opens?;
        let begins = showing
            .begins
            .unwrap_or_else(|| opens.plus_millis(CURTAIN_MILLIS));
        Some(Self {
            begins: begins.max(opens),
            runs,
        })
    }

    pub fn ends(&self) -> Instant {
        Instant::from_micros(self.begins.micros().saturating_add(self.runs.micros().max(0)))
    }

    pub fn place(&self, now: Instant) -> Place {
        let since = now.micros().saturating_sub(self.begins.micros());
        match since {
            ahead @ ..0 => Place::Ahead(-ahead),
            _ if now >= self.ends() => Place::Over,
            since => Place::At(MediaTime::from_micros(since)),
        }
    }

    pub fn is_over(&self, now: Instant) -> bool {
        self.place(now) == Place::Over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MasterId, TitleId};
    use crate::release::Showing;

    fn at(millis: i64) -> Instant {
        Instant::from_micros(millis * 1_000)
    }

    fn release(opens: Option<i64>, begins: Option<i64>) -> Release {
        let mut release = Release::draft(TitleId::random(), MasterId::random());
        release.opens = opens.map(at);
        release.plan.showing = Some(Showing {
            begins: begins.map(at),
            ..Showing::default()
        });
        release
    }

    #[test]
    fn everybody_sees_the_same_second_from_the_curtain_to_the_end() {
        let runs = MediaTime::from_millis(90_000);
        let course = Course::of(&release(Some(10_000), None), runs).unwrap();
        assert_eq!(course.begins, at(14_000));
        let places = [13_999, 14_000, 50_500, 103_999, 104_000].map(|now| course.place(at(now)));
        assert_eq!(
            places,
            [
                Place::Ahead(1_000),
                Place::At(MediaTime::from_micros(0)),
                Place::At(MediaTime::from_micros(36_500_000)),
                Place::At(MediaTime::from_micros(89_999_000)),
                Place::Over
            ]
        );
        assert!(!course.is_over(at(103_999)) && course.is_over(at(104_000)));
    }

    #[test]
    fn a_showing_has_an_instant_of_its_own_and_never_one_before_the_opening() {
        let runs = MediaTime::from_millis(1_000);
        let begins = |opens, own| Course::of(&release(opens, own), runs).map(|course| course.begins);
        assert_eq!(begins(Some(10_000), Some(60_000)), Some(at(60_000)));
        assert_eq!(begins(Some(10_000), Some(9_000)), Some(at(10_000)));
        assert_eq!(begins(None, Some(9_000)), None);
        let mut without = release(Some(1), None);
        without.plan.showing = None;
        assert_eq!(Course::of(&without, runs), None);
    }
}
