//! HTTP Live Streaming (RFC 8216bis): version 7, fragmented MP4.
//!
//! All addresses are relative, so that a release can be served from anywhere. A text depends on nothing but the
//! presentation: whoever serves it may keep it for as long as the presentation is the same.

mod attributes;
mod bandwidth;
mod media_playlist;
mod multivariant;
#[cfg(test)]
mod tests;

pub use media_playlist::{iframe_playlist, playlist};
pub use multivariant::multivariant;

use crate::{Presentation, timeline};

/// Low enough for every player in use, high enough for `EXT-X-MAP` outside I-frame playlists (6).
const VERSION: u8 = 7;

/// One target duration for all picture and sound playlists, as RFC 8216bis (6.2.4) asks of variants: the longest
/// segment, rounded to the nearest second.
fn target_duration(presentation: &Presentation<'_>) -> u64 {
    let longest = presentation
        .tables()
        .flat_map(timeline::lengths)
        .max()
        .unwrap_or(0);
    rounded(longest)
}

/// Whole seconds, to the nearest, at least 1.
fn rounded(micros: u64) -> u64 {
    (micros.saturating_add(500_000) / 1_000_000).max(1)
}
