use serde::{Deserialize, Serialize};

use crate::Instant;

/// A release that is seen together: everybody sees the same second.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Showing {
    /// Its own instant; `None`: with the opening.
    pub begins: Option<Instant>,
    /// Nobody may say anything in it: there is no chat, or the team closed it.
    pub quiet: bool,
}
