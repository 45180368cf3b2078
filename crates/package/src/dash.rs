//! MPEG-DASH (ISO/IEC 23009-1).

use crate::Presentation;

/// `film.mpd`: a static manifest of the same byte ranges as the playlists.
pub fn manifest(_presentation: &Presentation<'_>) -> String {
    String::new()
}
