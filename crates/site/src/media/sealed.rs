//! A film's bytes ahead of its night: sealed, for anybody and any cache. What can be read of them needs a key, and that
//! one needs an admission (`keys.rs`).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use house::encode::{Rendition, Track};
use house::id::{ReleaseKey, RenditionKey};
use house::release::{Admission, Announcement, SealedCopy, needs_tls};
use package::address::{self, Resource as Address};
use package::seal::{KeyId, Scheme, Sealed};
use package::{Presentation, dash, hls};
use store::SealedResource;

use super::answer::{self, Ask, Resource, Sending};
use super::presentation::Tracks;
use super::texts::Text;
use crate::caching::Keep;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

/// Where an admitted viewer finds the sealed film that its key opens.
pub(crate) fn sealed_address(site: &Site, admission: &Admission) -> Option<String> {
    let release = admission.release();
    let key = site.keys.name(&release.id, admission.sealed_for()?)?;
    Some(format!("/sealed/{}/{key}", release.key))
}

/// The manifest that who waits for the night may fetch already; `None` where no browser would be given a key.
pub(crate) fn sealed_manifest(site: &Site, announced: &Announcement) -> Option<String> {
    let (release, purpose) = announced.sealed()?;
    let key = site.keys.name(&release.id, purpose)?;
    let (release, scheme) = (&release.key, Scheme::Cbcs.as_str());
    let manifest = address::MANIFEST;
    needs_tls(&site.settings.address)
        .is_none()
        .then(|| format!("/sealed/{release}/{key}/{scheme}/{manifest}"))
}

/// `GET /sealed/{release}/{key}/{scheme}/{file}`: what there is to choose from.
pub(crate) async fn sealed_film(
    State(site): State<Arc<Site>>,
    Named((release, key, scheme, file)): Named<(String, String, String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let asked = Asked::read(&site, &release, &key, &scheme);
    let answer = asked.and_then(|asked| asked.film(&file, &Ask::of(&parts)));
    site.allowed_origins.sign(&parts.headers, answer)
}

/// `GET /sealed/{release}/{key}/{scheme}/{rendition}/{file}`: a playlist, or sealed bytes.
pub(crate) async fn sealed_rendition(
    State(site): State<Arc<Site>>,
    Named((release, key, scheme, rendition, file)): Named<(String, String, String, String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let answer = match Asked::read(&site, &release, &key, &scheme) {
        Ok(asked) => asked.rendition(&rendition, &file, &Ask::of(&parts)).await,
        Err(problem) => Err(problem),
    };
    site.allowed_origins.sign(&parts.headers, answer)
}

struct Asked<'a> {
    site: &'a Site,
    copy: SealedCopy,
    release: ReleaseKey,
    key: KeyId,
    scheme: Scheme,
}

impl<'a> Asked<'a> {
    fn read(site: &'a Site, release: &str, key: &str, scheme: &str) -> Result<Self, Problem> {
        let release: ReleaseKey = release.parse().map_err(|_| Problem::NotFound)?;
        let key: KeyId = key.parse().map_err(|_| Problem::NotFound)?;
        let scheme = Scheme::parse(scheme).ok_or(Problem::NotFound)?;
        let copy = site.gate.sealed_copy(&release)?;
        if !site.keys.has(&copy, key) {
            return Err(Problem::NotFound);
        }
        Ok(Self {
            site,
            copy,
            release,
            key,
            scheme,
        })
    }

    fn film(&self, file: &str, ask: &Ask<'_>) -> Result<Response, Problem> {
        let make = |film: &Presentation<'_>| match (self.scheme, file) {
            _ if film.pictures.is_empty() && film.sounds.is_empty() => None,
            (Scheme::Aes128, address::MULTIVARIANT) => Some(playlist(hls::multivariant(film))),
            (Scheme::Cbcs, address::MANIFEST) => {
                Some(Text::new("application/dash+xml", dash::manifest(film)))
            }
            _ => None,
        };
        self.text(file, self.copy.renditions(), ask, make)
    }

    async fn rendition(&self, rendition: &str, file: &str, ask: &Ask<'_>) -> Result<Response, Problem> {
        let key: RenditionKey = rendition.parse().map_err(|_| Problem::NotFound)?;
        let resource = Address::parse(file).ok_or(Problem::NotFound)?;
        let writes = match resource {
            Address::Playlist => hls::playlist,
            Address::IframePlaylist => hls::iframe_playlist,
            _ => return self.bytes(&key, resource, ask).await,
        };
        if self.scheme != Scheme::Aes128 {
            return Err(Problem::NotFound);
        }
        let together = self.copy.together_with(&key).ok_or(Problem::NotFound)?;
        let make = |film: &Presentation<'_>| writes(film, key.as_str()).map(playlist);
        self.text(&format!("{key}/{file}"), together, ask, make)
    }

    /// Kept by caches for a minute, and never from before the night to after it: only then are tracks called by names.
    fn text(
        &self,
        name: &str,
        renditions: &[Rendition],
        ask: &Ask<'_>,
        make: impl FnOnce(&Presentation<'_>) -> Option<Text>,
    ) -> Result<Response, Problem> {
        let is_open = self.copy.is_open();
        let name = format!("sealed/{}/{}/{is_open}/{name}", self.key, self.scheme.as_str());
        let written = || {
            let tracks = Tracks::of(renditions).sealed(self.scheme, is_open);
            let (keys, media) = (
                format!("/keys/{}", self.release),
                format!("/media/{}", self.release),
            );
            make(&Presentation {
                sealed: Some(Sealed {
                    key: self.key,
                    keys: &keys,
                    media: &media,
                }),
                ..tracks.presentation()
            })
        };
        let text = self.site.texts.text_of(self.copy.entry(), &name, written);
        let keep = Keep::Seconds(self.copy.text_seconds());
        Ok(text.ok_or(Problem::NotFound)?.answer_kept(ask, keep))
    }

    async fn bytes(
        &self,
        rendition: &RenditionKey,
        resource: Address,
        ask: &Ask<'_>,
    ) -> Result<Response, Problem> {
        let asked = SealedResource {
            key: self.key,
            scheme: self.scheme,
            rendition,
            resource,
        };
        let (door, keys) = (&self.site.door, &self.site.keys);
        let len = door
            .sealed_len(&self.copy, keys, &asked)
            .ok_or(Problem::NotFound)?;
        let track = self.copy.rendition(rendition).map(|rendition| &rendition.track);
        let known = Resource {
            content_type: HeaderValue::from_static(match track {
                Some(Track::Picture { .. }) => "video/mp4",
                Some(Track::Sound { .. }) => "audio/mp4",
                Some(Track::Text { .. }) | None => "text/vtt",
            }),
            etag: answer::text(format!(
                "\"{}/{}/{rendition}/{resource}\"",
                self.key,
                self.scheme.as_str()
            )),
            len,
            keep: Keep::ForEver,
        };
        match known.answer(ask) {
            Sending::Nothing(response) => Ok(response),
            Sending::Bytes(part, response) => {
                let sealed = door.read_sealed(&self.copy, keys, &asked).await;
                let bytes = sealed.map_err(answer::refusal)?;
                Ok(response.map(|_| answer::slice(&bytes, &part).into()))
            }
        }
    }
}

fn playlist(text: String) -> Text {
    Text::new("application/vnd.apple.mpegurl", text)
}
