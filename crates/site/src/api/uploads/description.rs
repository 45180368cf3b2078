//! The protocol's headers, for the API's description.

use utoipa::IntoParams;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::{Schema, Type};

/// Every request but OPTIONS says it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(
    dead_code,
    reason = "it describes what `super::headers::expect_version` reads"
)]
pub(super) struct Spoken {
    /// The version of tus.
    #[param(rename = "Tus-Resumable", schema_with = version)]
    version: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "it describes what `super::headers::checksum` reads")]
pub(super) struct ChecksumSaid {
    /// By which this part is checked: sha1, sha256 or blake3, a space, and its value in Base64.
    #[param(rename = "Upload-Checksum")]
    checksum: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "it describes what `super::send::or_override` reads")]
pub(super) struct MethodMeant {
    #[param(rename = "X-HTTP-Method-Override", schema_with = overriding)]
    method: String,
}

fn version() -> Schema {
    words(["1.0.0"])
}

fn overriding() -> Schema {
    words(["PATCH", "DELETE"])
}

fn words<const N: usize>(words: [&str; N]) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .into()
}
