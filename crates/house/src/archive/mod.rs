//! The archive: what was handed in, by whom, under which rights.

mod asset;
mod provenance;

pub use asset::{Asset, AssetKind};
pub use provenance::{Edtf, Provenance};
