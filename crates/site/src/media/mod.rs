//! The film's bytes: playlists and manifests made from the segment tables, ranges of the renditions' files, pictures.
//!
//! Each answer asks the gate; nothing here passes through the layers of the pages.

mod answer;
mod body;
mod cross_origin;
mod film;
mod picture;
mod presentation;
mod range;
mod rendition;
mod texts;

pub(crate) use cross_origin::{AllowedOrigins, preflight};
pub(crate) use film::film;
pub(crate) use picture::{picture, picture_address};
pub use presentation::Tracks;
pub(crate) use rendition::rendition;
pub(crate) use texts::TextShelf;
