//! HTTP Live Streaming (RFC 8216bis).

use crate::Presentation;

/// `film.m3u8`: what there is to choose from. The site may keep the text for as long as the presentation is the same.
pub fn multivariant(_presentation: &Presentation<'_>) -> String {
    String::new()
}

/// `playlist.m3u8` of the picture, sound or text rendition `key`; `None` when the presentation has no such.
pub fn playlist(_presentation: &Presentation<'_>, _key: &str) -> Option<String> {
    None
}

/// `iframes.m3u8` of the picture rendition `key`.
pub fn iframe_playlist(_presentation: &Presentation<'_>, _key: &str) -> Option<String> {
    None
}
