//! Asks the running house as a stranger would: over its own address, with nothing in hand.

use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use site::embargo::Heard;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use crate::cli::problem::Advised;
use crate::webhooks::tls_connector;

/// For one answer, but for a body without end.
const PATIENCE: Duration = Duration::from_secs(20);
/// More of a body than any secret is looked for in.
const LOOKED_AT: usize = 4 << 20;
/// How often a house that says "too often" is asked again.
const TIMES: usize = 40;

pub struct Outsider {
    address: Url,
    tls: TlsConnector,
    line: Option<SendRequest<Empty<Bytes>>>,
}

impl Outsider {
    pub fn of(address: &str) -> anyhow::Result<Self> {
        Ok(Self {
            address: address.parse()?,
            tls: tls_connector()?,
            line: None,
        })
    }

    /// What the house answers. Asked too often it is given the time that it asks for.
    pub async fn ask(
        &mut self,
        method: &hyper::Method,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> anyhow::Result<Heard> {
        for _ in 0..TIMES {
            let answer = self.ask_once(method, path, headers).await?;
            if answer.status() != StatusCode::TOO_MANY_REQUESTS {
                return heard(answer).await;
            }
            let wait = answer.headers().get(header::RETRY_AFTER);
            let seconds = wait.and_then(|value| value.to_str().ok()?.parse().ok());
            self.line = None;
            tokio::time::sleep(Duration::from_secs(seconds.unwrap_or(1))).await;
        }
        Err(Advised::new(
            "the house goes on saying that it is asked too often",
            "lift [limits] pages for the time of the audit, or ask again later",
        )
        .into())
    }

    async fn ask_once(
        &mut self,
        method: &hyper::Method,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> anyhow::Result<Response<Incoming>> {
        // A connection that the house has closed meanwhile is made again, once.
        for fresh in [false, true] {
            if fresh || self.line.as_ref().is_none_or(|line| line.is_closed()) {
                self.line = Some(self.connect().await?);
            }
            let Some(line) = &mut self.line else { continue };
            let mut request = Request::builder().method(method).uri(path);
            if !headers.iter().any(|(name, _)| *name == "host") {
                let authority = self.address.authority();
                request = request.header(header::HOST, authority);
            }
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            let asked = async {
                line.ready().await?;
                line.send_request(request.body(Empty::new())?)
                    .await
                    .map_err(anyhow::Error::from)
            };
            match tokio::time::timeout(PATIENCE, asked).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) if fresh => return Err(error.context(format!("asking for {path}"))),
                Err(_) if fresh => anyhow::bail!("{path} is not answered within {} s", PATIENCE.as_secs()),
                _ => {}
            }
        }
        anyhow::bail!("{path} is not answered")
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Empty<Bytes>>> {
        let host = self.address.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = self.address.port_or_known_default().unwrap_or(80);
        let tcp = TcpStream::connect((bare.as_str(), port)).await.map_err(|error| {
            Advised::new(
                format!("the house does not answer at {}: {error}", self.address),
                "start it with `marquee serve`, or name where it is with --address",
            )
        })?;
        if self.address.scheme() != "https" {
            return talk(tcp).await;
        }
        let name = ServerName::try_from(bare)?;
        talk(self.tls.connect(name, tcp).await?).await
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> anyhow::Result<SendRequest<Empty<Bytes>>> {
    let (line, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(line)
}

/// A stream of events has no end: its head is what an outsider can compare.
async fn heard(answer: Response<Incoming>) -> anyhow::Result<Heard> {
    let (parts, mut body) = answer.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let streams = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    let mut bytes = Vec::new();
    while !streams && bytes.len() < LOOKED_AT {
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await?;
        let Some(frame) = frame.transpose()? else { break };
        if let Ok(data) = frame.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    Ok(Heard {
        status: parts.status,
        headers: parts.headers,
        body: bytes.into(),
    })
}
