//! Schemas of words that the house chose: made from the lists that reading them uses, so that neither can be without the
//! other.

use house::analyse::moments::MomentKind;
use house::archive::{AssetKind, UploadState};
use house::release::{Light, PassKind, State};
use house::team::{Role, Scope};
use store::{JobState, TitleStanding};
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr};

pub(crate) fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    let words: Vec<&str> = words.into_iter().collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .into()
}

pub(crate) fn asset_kind() -> Schema {
    one_of(AssetKind::ALL.map(AssetKind::as_str))
}

pub(crate) fn moment_kind() -> Schema {
    one_of(MomentKind::ALL.map(MomentKind::as_str))
}

pub(crate) fn upload_state() -> Schema {
    one_of(UploadState::ALL.map(UploadState::as_str))
}

pub(crate) fn role() -> Schema {
    one_of(Role::ALL.map(Role::as_str))
}

/// A list of at least one.
pub(crate) fn scopes() -> Schema {
    let scope = one_of(Scope::ALL.map(Scope::as_str));
    ArrayBuilder::new()
        .items(RefOr::T(scope))
        .min_items(Some(1))
        .into()
}

pub(crate) fn job_state() -> Schema {
    one_of(JobState::ALL.map(JobState::as_str))
}

pub(crate) fn title_standing() -> Schema {
    one_of(TitleStanding::ALL.map(TitleStanding::as_str))
}

pub(crate) fn release_states() -> Schema {
    one_of(State::ALL.map(State::name))
}

pub(crate) fn lights() -> Schema {
    one_of(Light::ALL.map(Light::name))
}

pub(crate) fn pass_kinds() -> Schema {
    one_of(PassKind::NAMES)
}
