//! The archive: what was handed in, by whom, under which rights.

mod asset;
mod classify;
mod provenance;
mod sidecar;

pub use asset::{Asset, AssetKind};
pub use classify::classify;
pub use provenance::{Edtf, Provenance};
pub use sidecar::Sidecar;
