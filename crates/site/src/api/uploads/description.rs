//! The protocol's headers, for the API's description.

use utoipa::openapi::schema::Schema;
use utoipa::{IntoParams, IntoResponses};

use crate::api::one_of::one_of;

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

/// What a part of an upload is answered with.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "it describes what `super::send::send` answers")]
pub(super) enum PartAnswered {
    #[response(status = 204, description = "", headers(
        ("Tus-Resumable" = String),
        ("Upload-Offset" = u64, description = "How far the upload is now"),
        ("Upload-Expires" = String, description = "While it is not whole")))]
    Taken,
    #[response(status = 400, description = "")]
    Unreadable,
    #[response(status = 404, description = "")]
    Unknown,
    #[response(status = 409, description = "The part does not begin where the upload ends")]
    Elsewhere,
    #[response(status = 410, description = "This file is not taken; the sentence says why")]
    FileRefused,
    #[response(status = 412, description = "Another version of tus")]
    OtherVersion,
    #[response(status = 413, description = "More bytes than the upload was said to have")]
    TooLong,
    #[response(status = 415, description = "")]
    OtherType,
    #[response(status = 423, description = "Somebody is sending it, or the line was cut")]
    InUse,
    #[response(status = 460, description = "Checksum Mismatch")]
    OtherChecksum,
    #[response(status = 507, description = "")]
    NoRoom,
}

fn version() -> Schema {
    one_of(["1.0.0"])
}

fn overriding() -> Schema {
    one_of(["PATCH", "DELETE"])
}
