//! Styles, scripts, fonts and the icon: built in `web/`, embedded in the program, named by the hash of their content.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;

use crate::caching::{ForEver, IfNoneMatch};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// Everything of `web/dist`, and under which public name a page asks for it.
pub(crate) struct Statics {
    files: HashMap<String, StaticFile>,
    pub(crate) look: Look,
}

struct StaticFile {
    content_type: HeaderValue,
    etag: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// Addresses of what the pages load; all absent when `web/` was not built.
#[derive(Debug, Clone, Default)]
pub(crate) struct Look {
    pub(crate) icon: Option<String>,
    /// The two that a page needs before its fold.
    pub(crate) fonts: Vec<String>,
    pub(crate) styles: Option<String>,
    pub(crate) script: Option<String>,
    /// The waiting room's.
    pub(crate) night_script: Option<String>,
    /// A notebook's.
    pub(crate) notebook_script: Option<String>,
    pub(crate) studio_styles: Option<String>,
    pub(crate) studio_script: Option<String>,
    pub(crate) player_styles: Option<String>,
    pub(crate) player_script: Option<String>,
    /// Loaded by the player; named so that the watch page can ask for it early.
    pub(crate) player_engine: Option<String>,
}

impl Statics {
    pub(crate) fn load() -> Self {
        let manifest: HashMap<String, String> = Dist::get("manifest.json")
            .and_then(|file| serde_json::from_slice(&file.data).ok())
            .unwrap_or_default();
        if !manifest.contains_key("site.css") {
            tracing::warn!("the pages are served without their look: web/ was not built before the program");
        }
        let files = Dist::iter()
            .filter(|name| !is_encoded(name))
            .filter_map(|name| Some((name.to_string(), StaticFile::load(&name)?)))
            .collect();
        Self {
            files,
            look: Look::from_manifest(&manifest),
        }
    }
}

impl StaticFile {
    fn load(name: &str) -> Option<Self> {
        let bytes = |name: &str| Dist::get(name).map(|file| Bytes::from(file.data.into_owned()));
        let plain = bytes(name)?;
        let etag = format!("W/\"{}\"", &blake3::hash(&plain).to_hex()[..20]);
        Some(Self {
            content_type: HeaderValue::from_static(content_type(name)),
            etag: HeaderValue::from_str(&etag).ok()?,
            brotli: bytes(&format!("{name}.br")),
            gzip: bytes(&format!("{name}.gz")),
            plain,
        })
    }

    /// The smallest form that the client says it takes.
    fn body(&self, headers: &HeaderMap) -> (Option<&'static str>, Bytes) {
        let accepted = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let takes = |coding: &str| {
            accepted.split(',').any(|part| {
                let mut words = part.split(';').map(str::trim);
                words.next() == Some(coding) && words.all(|word| word != "q=0")
            })
        };
        match (&self.brotli, &self.gzip) {
            (Some(body), _) if takes("br") => (Some("br"), body.clone()),
            (_, Some(body)) if takes("gzip") => (Some("gzip"), body.clone()),
            _ => (None, self.plain.clone()),
        }
    }
}

impl Look {
    fn from_manifest(manifest: &HashMap<String, String>) -> Self {
        let address = |name: &str| manifest.get(name).map(|file| format!("/static/{file}"));
        Self {
            icon: address("marquee.svg"),
            fonts: ["display.woff2", "book.woff2"]
                .into_iter()
                .filter_map(address)
                .collect(),
            styles: address("site.css"),
            script: address("site.js"),
            night_script: address("night.js"),
            notebook_script: address("notebook.js"),
            studio_styles: address("studio.css"),
            studio_script: address("studio.js"),
            player_styles: address("player.css"),
            player_script: address("player.js"),
            player_engine: address("shaka-dash.js"),
        }
    }
}

fn is_encoded(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz") || name == "manifest.json"
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// `GET /static/{file}`
pub(crate) async fn file(
    State(site): State<Arc<Site>>,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = site.statics.files.get(&name).ok_or(Problem::NotFound)?;
    let kept = [
        (header::CONTENT_TYPE, file.content_type.clone()),
        (header::ETAG, file.etag.clone()),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if IfNoneMatch::of(&headers).is_some_and(|asked| asked.names(&file.etag)) {
        return Ok((http::StatusCode::NOT_MODIFIED, ForEver, kept).into_response());
    }
    let (coding, body) = file.body(&headers);
    let mut response = (ForEver, kept, body).into_response();
    if let Some(coding) = coding {
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Ok(response)
}
