use serde::{Deserialize, Deserializer};

/// A field of a change: left out it stays, null takes it away (RFC 7396).
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
