//! The film's bytes: playlists and manifests made from the segment tables, ranges of the renditions' files, pictures.
//!
//! Each answer asks the gate; nothing here passes through the layers of the pages.

mod answer;
mod archive;
mod body;
mod cross_origin;
mod film;
mod keys;
mod picture;
mod presentation;
mod range;
mod rendition;
mod sealed;
mod texts;
mod tile;

pub(crate) use archive::{
    TapeShelf, copy, copy_address, still, still_address, still_address_at, tape, tape_address,
};
pub(crate) use cross_origin::{AllowedOrigins, preflight, preflight_licence};
pub(crate) use film::film;
pub(crate) use keys::{key, licence};
pub(crate) use picture::{picture, picture_address};
pub use presentation::Tracks;
pub(crate) use rendition::rendition;
pub(crate) use sealed::{sealed_address, sealed_film, sealed_manifest, sealed_rendition};
pub(crate) use texts::TextShelf;
pub(crate) use tile::{tile, tile_address};
