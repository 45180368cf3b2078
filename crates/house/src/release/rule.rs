//! Who may see what, and when: the whole rule, as functions of a viewer, a release and the clock. Only the gate asks them.

use super::{Pass, PassKind, Release, ReleasedTitle, Title, Viewer};
use crate::Instant;

/// Milliseconds for which an admission holds at most; a closing release ends it earlier.
pub(super) const ADMISSION_MILLIS: i64 = 10_000;

/// May the viewer have the bytes?
pub(super) fn may_see(viewer: &Viewer, entry: &ReleasedTitle, now: Instant) -> bool {
    let release = &entry.release;
    match viewer {
        Viewer::Team => true,
        Viewer::Public | Viewer::PublicIn(_) => release.is_open(now) && is_where(viewer, release),
        Viewer::Guest(pass) if !is_for(pass, &entry.title, now) => false,
        Viewer::Guest(pass) => match pass.kind {
            PassKind::Screener => release.withdrawn.is_none() && pass.is_viewing(now),
            PassKind::Rehearsal { .. } => release.is_open(pass.clock(now)),
        },
    }
}

/// May the viewer know of it, before it opens?
pub(super) fn may_hear_of(viewer: &Viewer, entry: &ReleasedTitle, now: Instant) -> bool {
    let release = &entry.release;
    match viewer {
        Viewer::Team => false,
        Viewer::Public | Viewer::PublicIn(_) => release.is_announced(now) && is_where(viewer, release),
        // The rehearsal of a night that nobody is told of yet is one of its waiting room, too.
        Viewer::Guest(pass) => {
            let ahead = pass.clock(now);
            let waits = release.withdrawn.is_none()
                && release.night().is_some()
                && !release.is_open(ahead)
                && release.closes.is_none_or(|closes| ahead < closes);
            matches!(pass.kind, PassKind::Rehearsal { .. }) && is_for(pass, &entry.title, now) && waits
        }
    }
}

/// What is released for some territories only stays shut to whom nobody can say where they are.
fn is_where(viewer: &Viewer, release: &Release) -> bool {
    let territories = &release.territories;
    match viewer {
        Viewer::PublicIn(country) => territories.is_empty() || territories.contains(country),
        _ => territories.is_empty(),
    }
}

/// A link to a title is one to its parts, too.
fn is_for(pass: &Pass, title: &Title, now: Instant) -> bool {
    let of = title.part.as_ref().map(|part| &part.of);
    (pass.title == title.id || of == Some(&pass.title)) && pass.is_valid(now)
}

/// The clock by which the viewer is answered.
pub(super) fn clock_of(viewer: &Viewer, now: Instant) -> Instant {
    match viewer {
        Viewer::Guest(pass) => pass.clock(now),
        _ => now,
    }
}

/// Not a byte after this.
pub(super) fn last_moment(viewer: &Viewer, release: &Release) -> Option<Instant> {
    match viewer {
        Viewer::Public | Viewer::PublicIn(_) => release.closes,
        Viewer::Team => None,
        Viewer::Guest(pass) => Some(pass.until),
    }
}

/// When an admission that is made now expires.
pub(super) fn ends(viewer: &Viewer, release: &Release, now: Instant) -> Instant {
    let until = now.plus_millis(ADMISSION_MILLIS);
    last_moment(viewer, release).map_or(until, |last| until.min(last))
}
