//! `Idempotency-Key`: a POST that is sent a second time with its key does nothing twice, and gets the same answer.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use house::Digest;
use http_body_util::BodyExt;
use store::{Asked, GivenAnswer};

use super::body::whole;
use crate::caching::Never;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The answer was given before.
const AGAIN: HeaderName = HeaderName::from_static("idempotent-replayed");
const TUS: HeaderName = HeaderName::from_static("tus-resumable");
const LONGEST_KEY: usize = 255;
/// Headers that are part of an answer; the layers add the others anew.
const KEPT: [HeaderName; 3] = [header::CONTENT_TYPE, header::ETAG, header::LOCATION];

/// Layer of the API's routes that only members use, behind their rules.
pub(crate) async fn once(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let member = request.extensions().get::<Member>().cloned();
    let key = request.headers().get(KEY).cloned();
    match (member, key) {
        (Some(member), Some(key)) if request.method() == Method::POST && !is_upload(&request) => {
            let answer = answered_once(&site, &member, &key, request, next).await;
            answer.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

/// Bytes of a file, of any length: tus has its own way to go on with them.
fn is_upload(request: &Request) -> bool {
    request.headers().contains_key(TUS)
}

async fn answered_once(
    site: &Site,
    member: &Member,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let key = key
        .to_str()
        .ok()
        .filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
    let key =
        key.ok_or_else(|| Problem::invalid("Idempotency-Key", "the key is text of 1 to 255 plain letters"))?;
    let key = key.to_owned();
    let sender = member.actor.to_string();
    let (parts, body) = request.into_parts();
    let body = whole(Request::from_parts(parts.clone(), body)).await?;
    let asked = format!("{} {}\n{}", parts.method, parts.uri, Digest::of(&body));
    let asked = site
        .catalogue
        .asked_before(&sender, &key, &Digest::of(asked.as_bytes()), &site.process)
        .await?;
    match asked {
        Asked::First => {}
        Asked::Before(answer) => return Ok(again(answer)),
        Asked::Otherwise => {
            return Err(Problem::invalid(
                "Idempotency-Key",
                "this key came with another request before",
            ));
        }
        Asked::UnderWay => {
            return Err(Problem::Refused(
                "this very request is being answered: try again".into(),
            ));
        }
        Asked::CutOff => {
            let sentence = "the program ended while it answered this request: look whether it took effect, then \
                            send it with a new key";
            return Err(Problem::Refused(sentence.into()));
        }
    }
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(site, &sender, &key, answer).await
}

/// Keeps what was answered, unless the request may well succeed the next time.
async fn keep(site: &Site, sender: &str, key: &str, answer: Response) -> Result<Response, Problem> {
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.map_err(Problem::internal)?.to_bytes();
    let passing = parts.status.is_server_error() || parts.status == StatusCode::TOO_MANY_REQUESTS;
    let given = (!passing).then(|| GivenAnswer {
        status: parts.status.as_u16(),
        headers: written(&parts.headers),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    site.catalogue.answered(sender, key, given.as_ref()).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn written(headers: &HeaderMap) -> String {
    let kept = KEPT
        .iter()
        .filter_map(|name| Some((name.as_str(), headers.get(name)?.to_str().ok()?)));
    serde_json::to_string(&kept.collect::<Vec<_>>()).unwrap_or_default()
}

fn again(answer: GivenAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, Never, answer.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    let kept: Vec<(String, String)> = serde_json::from_str(&answer.headers).unwrap_or_default();
    for (name, value) in kept {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
        .headers_mut()
        .insert(AGAIN, HeaderValue::from_static("true"));
    response
}
