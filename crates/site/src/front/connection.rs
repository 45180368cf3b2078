use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, header};
use futures_util::StreamExt;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tower_http::timeout::TimeoutBody;

use super::countries::Countries;
use super::doors::Manners;
use super::tls;
use super::trust::Trust;
use super::visitor::Visitor;
use crate::wire::{Line, Stream};

/// Most bytes that the head of a request may have.
const HEAD: usize = 32 << 10;
/// Requests of one HTTP/2 connection at the same time.
const STREAMS: u32 = 100;
/// What is kept ready of each answer on HTTP/2.
const SEND_AHEAD: usize = 256 << 10;

/// What every request gets on its way in.
pub(super) struct Greeting {
    pub(super) site: Router,
    pub(super) trust: Trust,
    pub(super) countries: Countries,
    pub(super) manners: Manners,
    /// The house closes: what would go on for ever ends.
    pub(super) closing: CancellationToken,
}

/// One connection from its first byte to its last.
pub(super) async fn converse(
    tcp: TcpStream,
    peer: IpAddr,
    tls: Option<Arc<ServerConfig>>,
    greeting: Arc<Greeting>,
    watcher: Watcher,
) {
    let manners = greeting.manners.clone();
    let Some(config) = tls else {
        let stream = Stream::new(tcp);
        let line = stream.line();
        let service =
            service_fn(move |request| answer(Arc::clone(&greeting), peer, Some(line.clone()), request));
        let talk = http1(&manners).serve_connection(TokioIo::new(stream), service);
        return told(watcher.watch(talk).await);
    };
    let handshake = TlsAcceptor::from(config).accept(tcp);
    let stream = match tokio::time::timeout(manners.head, handshake).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return tracing::debug!(%error, "a TLS handshake failed"),
        Err(_) => return tracing::debug!("a TLS handshake took too long"),
    };
    let protocol = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    // No line: the kernel cannot encrypt a file's bytes on their way, so bodies hand over the bytes themselves.
    let service = service_fn(move |request| answer(Arc::clone(&greeting), peer, None, request));
    let stream = TokioIo::new(stream);
    match protocol.as_deref() {
        // The handshake itself was the answer (RFC 8737).
        Some(tls::ACME) => {}
        Some(tls::HTTP_2) => told(
            watcher
                .watch(http2(&manners).serve_connection(stream, service))
                .await,
        ),
        _ => told(
            watcher
                .watch(http1(&manners).serve_connection(stream, service))
                .await,
        ),
    }
}

pub(super) fn http1(manners: &Manners) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(manners.head)
        .max_header_size(HEAD);
    builder
}

fn http2(manners: &Manners) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(manners.head)
        .keep_alive_timeout(manners.head)
        .max_header_list_size(HEAD as u32)
        .max_concurrent_streams(STREAMS)
        .max_send_buf_size(SEND_AHEAD);
    builder
}

async fn answer(
    greeting: Arc<Greeting>,
    peer: IpAddr,
    line: Option<Line>,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, std::convert::Infallible> {
    let mut visitor = Visitor::of(peer, line.is_none(), request.headers_mut(), &greeting.trust);
    let by_proxy = greeting.trust.has(peer.to_canonical());
    visitor.country = greeting
        .countries
        .country_of(visitor.address, by_proxy, request.headers_mut());
    request.extensions_mut().insert(visitor);
    if let Some(line) = line {
        request.extensions_mut().insert(ConnectInfo(line));
    }
    let request = request.map(|body| Body::new(TimeoutBody::new(greeting.manners.body, body)));
    let response = greeting.site.clone().oneshot(request).await?;
    Ok(ended_with_the_house(response, &greeting.closing))
}

/// A stream of events has no end of its own; the house would wait for it in vain.
fn ended_with_the_house(response: Response<Body>, closing: &CancellationToken) -> Response<Body> {
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream")) {
        return response;
    }
    let closing = closing.clone();
    response.map(|body| {
        let events = body.into_data_stream();
        Body::from_stream(events.take_until(closing.cancelled_owned()))
    })
}

pub(super) fn told(outcome: hyper::Result<()>) {
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection broke off");
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn events_end_with_the_house_and_nothing_else_does() {
        let closing = CancellationToken::new();
        closing.cancel();
        let events = Body::from_stream(futures_util::stream::pending::<Result<String, std::io::Error>>());
        let mut response = Response::new(events);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, "text/event-stream".parse().unwrap());
        let ended = ended_with_the_house(response, &closing).into_body();
        assert!(ended.collect().await.unwrap().to_bytes().is_empty());
        let page = ended_with_the_house(Response::new(Body::from("page")), &closing);
        assert_eq!(page.into_body().collect().await.unwrap().to_bytes(), "page");
    }
}
