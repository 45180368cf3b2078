use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Actor;
use crate::Instant;
use crate::id::AuditId;

/// One change that somebody caused: who, when, what it was before and is after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: Instant,
    pub actor: Actor,
    /// "title.update", "release.withdraw".
    pub action: String,
    /// "title:ID".
    pub subject: String,
    /// `None`: it was not there.
    pub before: Option<Value>,
    /// `None`: it is not there any more.
    pub after: Option<Value>,
}

/// Actors stand in JSON as they stand in the log.
impl Serialize for Actor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
