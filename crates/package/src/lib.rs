//! Packaging: from segment tables to what players read.
//!
//! A rendition lies in the vault as one CMAF file; nothing is remuxed. This room writes the texts that lead a player
//! to its byte ranges (HLS playlists, a DASH manifest, the seek bar's track) and the two
//! resources whose bytes differ from the vault's: the I-frame resource of a segment, and sound as one file with an index.
//! What a release holds can be sealed, for caches to hold ahead of its night. Pure: no files, no HTTP, no house records.

pub mod address;
pub mod dash;
mod error;
pub mod hls;
pub mod iframe;
mod presentation;
pub mod seal;
pub mod stills;
mod timeline;
mod voices;
pub mod whole;

pub use error::PackageError;
pub use presentation::{Laid, PictureTrack, Presentation, SoundTrack, TextTrack};
