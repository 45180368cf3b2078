use house::Instant;
use serde::{Deserialize, Serialize};
use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

/// An instant in JSON: RFC 3339, in UTC, with microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When(pub(crate) Instant);

impl From<Instant> for When {
    fn from(instant: Instant) -> Self {
        Self(instant)
    }
}

impl Serialize for When {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = self.0.timestamp().map_err(serde::ser::Error::custom)?;
        serializer.collect_str(&time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time: jiff::Timestamp = text
            .parse()
            .map_err(|_| serde::de::Error::custom("this is no instant such as 2026-11-22T20:00:00Z"))?;
        Ok(Self(Instant::from(time)))
    }
}

impl PartialSchema for When {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .build()
            .into()
    }
}

impl ToSchema for When {
    fn name() -> std::borrow::Cow<'static, str> {
        "When".into()
    }
}
