//! What a film is made of: time, frames and samples, codec configuration, ISO-BMFF boxes, segment tables.
//!
//! Pure: no async, SQL, processes or HTTP. Nothing in this crate panics on any input; each parser has a fuzz
//! target under `fuzz/`.

mod boxes;
pub mod error;
pub mod facts;
pub mod frames;
pub mod join;
pub mod samples;
pub mod segments;
mod source;
pub mod text;
pub mod time;
pub mod track;
pub mod verify;

pub use error::MediaError;
