//! From a resource to its response: one place where status, range and caching headers of media are decided.

use std::ops::Range;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use store::FilmBytes;

use super::body::FilmBody;
use super::range::{Part, part_for};
use crate::caching::{Keep, NEVER};
use crate::problem::Problem;
use crate::wire::Line;

/// What is known of a resource before a byte of it is read.
pub(super) struct Resource {
    pub(super) content_type: HeaderValue,
    /// Strong.
    pub(super) etag: HeaderValue,
    pub(super) len: u64,
    pub(super) keep: Keep,
}

/// A request's part in the answer.
pub(super) struct Ask<'a> {
    pub(super) parts: &'a Parts,
    pub(super) method: &'a Method,
    pub(super) headers: &'a HeaderMap,
    /// The connection that it came on, when the kernel can send files on it.
    line: Option<&'a Line>,
}

impl<'a> Ask<'a> {
    pub(super) fn of(parts: &'a Parts) -> Self {
        let line = parts.extensions.get::<ConnectInfo<Line>>();
        Self {
            parts,
            method: &parts.method,
            headers: &parts.headers,
            line: line.map(|ConnectInfo(line)| line),
        }
    }

    pub(super) fn body(&self, film: FilmBytes) -> Body {
        self.body_after(Bytes::new(), Some(film))
    }

    /// `head`, which is in memory, then bytes of the film.
    pub(super) fn body_after(&self, head: Bytes, film: Option<FilmBytes>) -> Body {
        Body::new(FilmBody::new(head, film, self.line.cloned()))
    }
}

/// What to send: nothing (also for HEAD), or these bytes of the resource.
pub(super) enum Sending {
    Nothing(Response),
    Bytes(Range<u64>, Response),
}

impl Resource {
    /// The response but for its body.
    pub(super) fn answer(self, ask: &Ask<'_>) -> Sending {
        let mut response = Response::new(Body::empty());
        let part = part_for(ask.method, ask.headers, &self.etag, self.len);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, self.keep.header());
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(header::ETAG, self.etag);
        let mut status = StatusCode::OK;
        let range = match part {
            Part::NotModified => return Sending::nothing(response, StatusCode::NOT_MODIFIED),
            Part::Mismatch => return Sending::nothing(response, StatusCode::PRECONDITION_FAILED),
            Part::Unsatisfiable => {
                headers.insert(header::CACHE_CONTROL, NEVER);
                headers.insert(header::CONTENT_RANGE, text(format!("bytes */{}", self.len)));
                return Sending::nothing(response, StatusCode::RANGE_NOT_SATISFIABLE);
            }
            Part::Whole => 0..self.len,
            Part::Range(range) => {
                let content_range = format!("bytes {}-{}/{}", range.start, range.end - 1, self.len);
                headers.insert(header::CONTENT_RANGE, text(content_range));
                status = StatusCode::PARTIAL_CONTENT;
                range
            }
        };
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::CONTENT_TYPE, self.content_type);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
        *response.status_mut() = status;
        if ask.method == Method::HEAD {
            return Sending::Nothing(response);
        }
        Sending::Bytes(range, response)
    }

    /// The whole response when the resource is in memory.
    pub(super) fn answer_with(self, ask: &Ask<'_>, bytes: &Bytes) -> Response {
        match self.answer(ask) {
            Sending::Nothing(response) => response,
            Sending::Bytes(range, response) => response.map(|_| Body::from(slice(bytes, &range))),
        }
    }
}

impl Sending {
    fn nothing(mut response: Response, status: StatusCode) -> Self {
        *response.status_mut() = status;
        if status != StatusCode::NOT_MODIFIED {
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from(0));
        }
        Self::Nothing(response)
    }
}

pub(super) fn slice(bytes: &Bytes, range: &Range<u64>) -> Bytes {
    let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(at(range.start)..at(range.end))
}

/// Text that we made of letters, digits and signs: always a header.
pub(super) fn text(value: String) -> HeaderValue {
    HeaderValue::from_maybe_shared(Bytes::from(value)).unwrap_or(HeaderValue::from_static(""))
}

/// What the door says when it does not open: to the viewer nothing, to the log what must be mended.
pub(super) fn refusal(error: store::StoreError) -> Problem {
    match error {
        store::StoreError::NotAdmitted => Problem::NotFound,
        error => Problem::internal(error),
    }
}
