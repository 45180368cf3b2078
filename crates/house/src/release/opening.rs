use serde::{Deserialize, Serialize};

use super::{Country, Showing};
use crate::Instant;
use crate::id::{MasterId, ReleaseId, ReleaseKey, TitleId};

/// A title opened to an audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    pub id: ReleaseId,
    /// Its name in media addresses.
    pub key: ReleaseKey,
    pub title: TitleId,
    pub master: MasterId,
    /// `None` while the release is drafted.
    pub opens: Option<Instant>,
    pub closes: Option<Instant>,
    /// Empty is everywhere.
    pub territories: Vec<Country>,
    pub withdrawn: Option<Instant>,
    /// When it was first seen open: a clock that steps back afterwards does not close it again.
    #[serde(default)]
    pub opened: Option<Instant>,
    #[serde(default)]
    pub plan: Plan,
}

/// What was decided about the night besides its instants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// The instant at which it is to open once everything has passed its check; `opens` follows it then. So a film can
    /// be announced while it is being made.
    pub intends: Option<Instant>,
    /// From when on the public may know of it: its waiting room. `None`: secret until it opens.
    pub announced: Option<Instant>,
    /// IANA name of the zone in which the team thinks of the night.
    pub zone: Option<String>,
    /// Who let it be scheduled although the board was not green, and why.
    pub overruled: Option<Overruled>,
    /// Its film is handed out sealed as soon as the night is settled, for caches to hold: the instant costs only keys.
    pub sealed: bool,
    /// Everybody sees the same second of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub showing: Option<Showing>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruled {
    pub name: String,
    pub reason: String,
    pub at: Instant,
}

/// Where a release stands. Only the clock moves it from `Scheduled` to `Open` and from there to `Closed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Something is still missing, and no instant is settled.
    Drafted,
    /// All is there; no instant is settled.
    Ready,
    /// Opens at its instant.
    Scheduled,
    Open,
    Closed,
    Withdrawn,
}

impl State {
    pub const ALL: [Self; 6] = [
        Self::Drafted,
        Self::Ready,
        Self::Scheduled,
        Self::Open,
        Self::Closed,
        Self::Withdrawn,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Ready => "ready",
            Self::Scheduled => "scheduled",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Release {
    /// A release that shows `master` to nobody yet.
    pub fn draft(title: TitleId, master: MasterId) -> Self {
        Self {
            id: ReleaseId::random(),
            key: ReleaseKey::random(),
            title,
            master,
            opens: None,
            closes: None,
            territories: Vec::new(),
            withdrawn: None,
            opened: None,
            plan: Plan::default(),
        }
    }

    /// Open to the public at `now`: the clock alone decides, and what it has decided once it does not take back.
    pub fn is_open(&self, now: Instant) -> bool {
        self.withdrawn.is_none() && self.has_opened(now) && self.closes.is_none_or(|closes| now < closes)
    }

    fn has_opened(&self, now: Instant) -> bool {
        self.opens
            .is_some_and(|opens| opens <= now || self.opened.is_some())
    }

    /// `is_ready`: the readiness board is green.
    pub fn state(&self, now: Instant, is_ready: bool) -> State {
        match self.opens {
            _ if self.withdrawn.is_some() => State::Withdrawn,
            None if is_ready => State::Ready,
            None => State::Drafted,
            Some(_) if self.is_open(now) => State::Open,
            Some(_) if self.has_opened(now) => State::Closed,
            Some(_) => State::Scheduled,
        }
    }

    /// The instant that the waiting room counts down to: the settled one, else the intended one.
    pub fn night(&self) -> Option<Instant> {
        self.opens.or(self.plan.intends)
    }

    /// The public may know of it and not yet see it.
    pub fn is_announced(&self, now: Instant) -> bool {
        self.withdrawn.is_none()
            && self.night().is_some()
            && self.plan.announced.is_some_and(|announced| announced <= now)
            && !self.has_opened(now)
    }

    /// The site shows it, or will.
    pub fn is_released(&self) -> bool {
        self.withdrawn.is_none() && self.opens.is_some()
    }

    /// Its film is handed out sealed, to anybody and any cache.
    pub fn is_sealed(&self) -> bool {
        self.plan.sealed && self.is_released()
    }

    /// Never ends and is open everywhere, so its bytes may be cached for ever.
    pub fn is_for_ever(&self) -> bool {
        self.closes.is_none() && self.territories.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_micros(second * 1_000_000)
    }

    fn planned(opens: Option<i64>, closes: Option<i64>) -> Release {
        Release {
            opens: opens.map(at),
            closes: closes.map(at),
            ..Release::draft(TitleId::random(), MasterId::random())
        }
    }

    #[test]
    fn a_release_goes_through_its_states_by_the_clock() {
        assert_eq!(planned(None, None).state(at(5), false), State::Drafted);
        assert_eq!(planned(None, None).state(at(5), true), State::Ready);
        let night = planned(Some(10), Some(20));
        let states = [9, 10, 19, 20].map(|now| night.state(at(now), true));
        assert_eq!(
            states,
            [State::Scheduled, State::Open, State::Open, State::Closed]
        );
        let withdrawn = Release {
            withdrawn: Some(at(12)),
            ..night
        };
        assert_eq!(withdrawn.state(at(15), true), State::Withdrawn);
    }

    #[test]
    fn what_was_open_stays_open_when_the_clock_steps_back() {
        let night = Release {
            opened: Some(at(10)),
            ..planned(Some(10), Some(20))
        };
        assert!(night.is_open(at(3)) && !night.is_announced(at(3)));
        assert!(!night.is_open(at(20)));
    }

    #[test]
    fn it_is_announced_between_two_instants() {
        let mut night = planned(None, None);
        night.plan.announced = Some(at(5));
        assert!(!night.is_announced(at(6)), "no instant to wait for");
        night.plan.intends = Some(at(10));
        assert_eq!(
            [4, 5, 11].map(|now| night.is_announced(at(now))),
            [false, true, true]
        );
        night.opens = Some(at(10));
        assert_eq!(
            [4, 5, 10].map(|now| night.is_announced(at(now))),
            [false, true, false]
        );
        night.withdrawn = Some(at(6));
        assert!(!night.is_announced(at(7)));
    }
}
