//! What a film is made of: time, frames and samples, codec configuration, ISO-BMFF boxes, segment tables.
//!
//! Pure: no async, SQL, processes or HTTP. Nothing in this crate panics on any input; each parser has a fuzz
//! target under `fuzz/`.

pub mod error;
pub mod facts;
pub mod segments;
pub mod time;

pub use error::MediaError;
