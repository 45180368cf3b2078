//! From a file to frames on a grid, upright, in the colours that are asked for: the filters that every picture
//! request shares.

mod colour;
mod reading;

pub use colour::LookColours;
pub(crate) use colour::{Target, convert, tags};
pub use reading::Reading;
pub(crate) use reading::{PREROLL_MICROS, opening, seek_to};
