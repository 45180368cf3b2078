//! The archive: what was handed in, by whom, under which rights.

mod asset;
mod classify;
mod playable;
mod provenance;
mod sidecar;
mod upload;
mod working_copy;

pub use asset::{Asset, AssetKind};
pub use classify::classify;
pub use playable::playable_as;
pub use provenance::{Edtf, Provenance};
pub use sidecar::Sidecar;
pub use upload::{Upload, UploadLabel, UploadState, first_look, shown_name};
pub use working_copy::WorkingCopy;
