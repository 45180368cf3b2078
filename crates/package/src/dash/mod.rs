//! MPEG-DASH (ISO/IEC 23009-1): a static manifest. Pictures are addressed segment by segment, as in the playlists;
//! sound by byte ranges of one resource (see [`crate::whole`] for why), or segment by segment for a player that is
//! known to read that rightly: it saves it the round trip for the index. Sealed sound is addressed segment by segment
//! for all: only browsers open ClearKey, and they read that rightly.
//!
//! Times in it count as players see them, after the track's edit has taken the encoder's delay off. So sound needs no
//! `presentationTimeOffset`: with one, players that apply edits (all of today's) would take the delay off twice.

mod adaptation;
mod protection;
mod segments;
#[cfg(test)]
mod tests;
mod xml;

use crate::{Presentation, timeline};
use xml::Element;

/// How a manifest leads to the sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SoundBy {
    Index,
    Number,
}

/// `film.mpd`, for every player: the same byte ranges as the playlists lead to. Depends on nothing but the presentation.
pub fn manifest(presentation: &Presentation<'_>) -> String {
    write(presentation, SoundBy::Index)
}

/// `player.mpd`, for the house's own player: the same, with the sound's segments by number too.
pub fn player_manifest(presentation: &Presentation<'_>) -> String {
    write(presentation, SoundBy::Number)
}

fn write(presentation: &Presentation<'_>, sound: SoundBy) -> String {
    let longest = presentation
        .tables()
        .flat_map(timeline::lengths)
        .max()
        .unwrap_or(0);
    let mut mpd = Element::new("MPD")
        .with("xmlns", "urn:mpeg:dash:schema:mpd:2011")
        .with("profiles", "urn:mpeg:dash:profile:isoff-main:2011")
        .with("type", "static")
        .with("mediaPresentationDuration", &duration(presentation.length()))
        // Bandwidths are peaks over whole segments, so a player that has one segment never runs dry at that rate.
        .with("minBufferTime", &duration(longest));
    if longest > 0 {
        mpd = mpd.with("maxSegmentDuration", &duration(longest));
    }
    let mut period = Element::new("Period").with("id", "film").with("start", "PT0S");
    if presentation.sealed.is_some() {
        mpd = protection::with_namespaces(mpd);
    }
    for (id, set) in (1_u32..).zip(adaptation::sets(presentation, sound)) {
        period = period.child(set.first("id", &id.to_string()));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}",
        mpd.child(period)
    )
}

/// ISO 8601, in seconds alone: every player reads it.
fn duration(micros: u64) -> String {
    format!("PT{}S", timeline::seconds(micros))
}
