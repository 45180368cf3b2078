use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::Response;
use http_body::Body as _;
use tower::layer::util::Stack;
use tower::util::MapResponseLayer;
use tower::{Layer, Service};
use tracing::Instrument;
use tracing::field::Empty;
use tracing::instrument::Instrumented;

use super::Observatory;

/// Counts a route's answers as they leave its handler, in a span of the route's name. The film's bytes are counted when
/// they are promised: the kernel sends them, nobody here sees them go.
pub(crate) fn counting(
    observatory: &Arc<Observatory>,
    number: usize,
    route: &'static str,
) -> Stack<MapResponseLayer<impl Fn(Response) -> Response + Clone + Send + Sync + 'static>, InSpan> {
    let observatory = Arc::clone(observatory);
    let count = MapResponseLayer::new(move |response: Response| {
        let status = response.status();
        if let Some(figures) = observatory.route(number) {
            figures.statuses.count(status);
            let bytes = response.body().size_hint().lower();
            figures.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
        tracing::Span::current().record("http.response.status_code", status.as_u16());
        tracing::info!(route, status = status.as_u16(), "answered");
        response
    });
    Stack::new(count, InSpan { route })
}

/// A span around every answer of a route. It says nothing of who asks, or for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InSpan {
    route: &'static str,
}

impl<S> Layer<S> for InSpan {
    type Service = Spanned<S>;

    fn layer(&self, inner: S) -> Spanned<S> {
        Spanned {
            inner,
            route: self.route,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Spanned<S> {
    inner: S,
    route: &'static str,
}

impl<S: Service<Request>> Service<Request> for Spanned<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Instrumented<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let span = tracing::info_span!(
            "request",
            http.route = self.route,
            http.request.method = request.method().as_str(),
            http.response.status_code = Empty
        );
        self.inner.call(request).instrument(span)
    }
}
