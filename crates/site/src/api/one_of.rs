//! Schemas of words that the house chose: made from the lists that reading them uses, so that neither can be without the
//! other.

use house::archive::{AssetKind, UploadState};
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::{Schema, Type};

fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    let words: Vec<&str> = words.into_iter().collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .into()
}

pub(crate) fn asset_kind() -> Schema {
    one_of(AssetKind::ALL.map(AssetKind::as_str))
}

pub(crate) fn upload_state() -> Schema {
    one_of(UploadState::ALL.map(UploadState::as_str))
}
