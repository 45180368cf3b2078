//! Who asks, and what the gate says to that. The public's answer comes first: everybody gets the same bytes of what is
//! open, and cookies are looked at only for what is not. Before the opening a personal link counts, then the team.

use axum::http::request::Parts;
use house::Digest;
use house::id::{PictureKey, ReleaseKey};
use house::release::{Admission, Announcement, Refusal, Viewer};

use crate::front::Visitor;
use crate::site::Site;
use crate::team::{Sessions, pass_cookie};

/// As everybody is seen who shows nothing.
pub(crate) fn public(parts: &Parts) -> Viewer {
    let visitor = parts.extensions.get::<Visitor>();
    match visitor.and_then(|visitor| visitor.country) {
        Some(country) => Viewer::PublicIn(country),
        None => Viewer::Public,
    }
}

/// Whoever holds a personal link that counts.
pub(crate) fn guest(site: &Site, parts: &Parts) -> Option<Viewer> {
    let secret = pass_cookie::read(&site.settings, &parts.headers)?;
    let pass = site.gate.pass(&Digest::of(secret.as_bytes()))?;
    Some(Viewer::Guest(pass))
}

pub(crate) async fn admit_slug(site: &Site, parts: &Parts, slug: &str) -> Result<Admission, Refusal> {
    admit(site, parts, |viewer| site.gate.admit_slug(viewer, slug)).await
}

pub(crate) async fn admit_release(
    site: &Site,
    parts: &Parts,
    key: &ReleaseKey,
) -> Result<Admission, Refusal> {
    admit(site, parts, |viewer| site.gate.admit_release(viewer, key)).await
}

pub(crate) async fn admit_picture(
    site: &Site,
    parts: &Parts,
    key: &PictureKey,
) -> Result<Admission, Refusal> {
    admit(site, parts, |viewer| site.gate.admit_picture(viewer, key)).await
}

/// The same, but only for who is let in before the night: by a personal link, or as one of the team.
pub(crate) async fn admit_insider(
    site: &Site,
    parts: &Parts,
    key: &ReleaseKey,
) -> Result<Admission, Refusal> {
    insider(site, parts, |viewer| site.gate.admit_release(viewer, key)).await
}

async fn admit(
    site: &Site,
    parts: &Parts,
    ask: impl Fn(&Viewer) -> Result<Admission, Refusal>,
) -> Result<Admission, Refusal> {
    match ask(&public(parts)) {
        Err(Refusal) => insider(site, parts, ask).await,
        admitted => admitted,
    }
}

async fn insider(
    site: &Site,
    parts: &Parts,
    ask: impl Fn(&Viewer) -> Result<Admission, Refusal>,
) -> Result<Admission, Refusal> {
    if let Some(Ok(admission)) = guest(site, parts).map(|guest| ask(&guest)) {
        return Ok(admission);
    }
    ask(&Sessions::viewer(site, &parts.headers).await?)
}

/// What may be told at a title's address before it opens to who asks.
pub(crate) fn announced(site: &Site, parts: &Parts, slug: &str) -> Option<Announcement> {
    announce(site, parts, |viewer| site.gate.announced(viewer, slug))
}

pub(crate) fn announced_picture(site: &Site, parts: &Parts, key: &PictureKey) -> Option<Announcement> {
    announce(site, parts, |viewer| site.gate.announced_picture(viewer, key))
}

/// As whom somebody follows a title: the public where it knows of it, else the holder of a personal link, else the team.
pub(crate) async fn follower(site: &Site, parts: &Parts, slug: &str) -> Viewer {
    let public = public(parts);
    let is_open = |viewer: &Viewer| site.gate.admit_slug(viewer, slug).is_ok();
    let knows = |viewer: &Viewer| is_open(viewer) || site.gate.announced(viewer, slug).is_some();
    if is_open(&public) {
        return public;
    }
    if let Some(guest) = guest(site, parts).filter(knows) {
        return guest;
    }
    if knows(&public) {
        return public;
    }
    Sessions::viewer(site, &parts.headers).await.unwrap_or(public)
}

fn announce(
    site: &Site,
    parts: &Parts,
    ask: impl Fn(&Viewer) -> Option<Announcement>,
) -> Option<Announcement> {
    let guest = guest(site, parts);
    guest
        .and_then(|guest| ask(&guest))
        .or_else(|| ask(&public(parts)))
}
