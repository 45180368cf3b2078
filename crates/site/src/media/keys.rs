//! What opens a sealed film: for the admitted only, never kept by anybody. Answered from memory, since on the night
//! everybody asks at once.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use house::id::ReleaseKey;
use package::seal::{ContentKey, KeyId};
use serde::{Deserialize, Serialize};

use crate::caching::Never;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// More than any browser's request for a licence.
const LARGEST: usize = 4_096;

/// `GET /keys/{release}/{file}`: the 16 bytes, as HLS asks for them.
pub(crate) async fn key(
    State(site): State<Arc<Site>>,
    Named((release, file)): Named<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let answer = raw(&site, &parts, &release, &file).await;
    site.allowed_origins.sign(&parts.headers, answer)
}

async fn raw(site: &Site, parts: &Parts, release: &str, file: &str) -> Result<Response, Problem> {
    let id = file.strip_suffix(".key").and_then(|id| id.parse().ok());
    let key = find(site, parts, release, &[id.ok_or(Problem::NotFound)?]).await?;
    let kind = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    )];
    Ok((Never, kind, key.secret().to_vec()).into_response())
}

/// What a browser sends (Encrypted Media Extensions, 9.1.3).
#[derive(Deserialize)]
struct LicenceRequest {
    kids: Vec<String>,
}

/// A JSON Web Key Set (9.1.4).
#[derive(Serialize)]
struct Licence {
    keys: [WebKey; 1],
    #[serde(rename = "type")]
    session: &'static str,
}

#[derive(Serialize)]
struct WebKey {
    kty: &'static str,
    kid: String,
    k: String,
}

/// `POST /keys/{release}`: a ClearKey licence.
pub(crate) async fn licence(
    State(site): State<Arc<Site>>,
    Named(release): Named<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let answer = write(&site, &parts, &release, body).await;
    site.allowed_origins.sign(&parts.headers, answer)
}

async fn write(site: &Site, parts: &Parts, release: &str, body: Body) -> Result<Response, Problem> {
    // What cannot be read names no key: the answer is the same whether there is such a release or not.
    let body = to_bytes(body, LARGEST).await.map_err(|_| Problem::NotFound)?;
    let asked: LicenceRequest = serde_json::from_slice(&body).map_err(|_| Problem::NotFound)?;
    let ids: Vec<_> = asked
        .kids
        .iter()
        .filter_map(|id| KeyId::from_base64url(id))
        .collect();
    let key = find(site, parts, release, &ids).await?;
    let licence = Licence {
        keys: [WebKey {
            kty: "oct",
            kid: key.id().base64url(),
            k: BASE64URL_NOPAD.encode(key.secret()),
        }],
        session: "temporary",
    };
    Ok((Never, axum::Json(licence)).into_response())
}

/// The viewer's own key of a release, if it is one of those asked for. Whoever came in before the night by another key
/// than everybody's goes on with that one.
async fn find(site: &Site, parts: &Parts, release: &str, asked: &[KeyId]) -> Result<ContentKey, Problem> {
    let release: ReleaseKey = release.parse().map_err(|_| Problem::NotFound)?;
    let of = |admission| site.keys.key(&admission).filter(|key| asked.contains(&key.id()));
    let public = site.gate.admit_release(&viewer::public(parts), &release).ok();
    if let Some(key) = public.and_then(of) {
        return Ok(key);
    }
    let insider = viewer::admit_insider(site, parts, &release).await?;
    of(insider).ok_or(Problem::NotFound)
}
