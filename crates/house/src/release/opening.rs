use serde::{Deserialize, Serialize};

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
    /// ISO 3166-1 alpha-2; empty is everywhere.
    pub territories: Vec<String>,
    pub withdrawn: Option<Instant>,
}

impl Release {
    /// Open to the public at `now`: the clock alone decides.
    pub fn is_open(&self, now: Instant) -> bool {
        self.withdrawn.is_none()
            && self.opens.is_some_and(|opens| opens <= now)
            && self.closes.is_none_or(|closes| now < closes)
    }

    /// The site shows it, or will.
    pub fn is_released(&self) -> bool {
        self.withdrawn.is_none() && self.opens.is_some()
    }

    /// Never ends and is open everywhere, so its bytes may be cached for ever.
    pub fn is_for_ever(&self) -> bool {
        self.closes.is_none() && self.territories.is_empty()
    }
}
