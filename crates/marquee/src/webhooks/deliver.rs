use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use house::Instant;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, Uri, header};
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use store::{Delivery, Webhook};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::address::{is_allowed, may_be_told};
use super::sign::signature;

/// For everything: looking the address up, connecting, sending and the answer's head.
const PATIENCE: Duration = Duration::from_secs(15);

/// The answer's status, or what went wrong in a sentence, with the status when there was one.
pub type Outcome = Result<u16, (Option<u16>, String)>;

pub struct Sender {
    /// Ranges that are told although they are not public, and without TLS.
    allowed: Vec<IpNet>,
    tls: TlsConnector,
}

impl Sender {
    /// # Errors
    /// What the TLS library says of its own set-up.
    pub fn new(allowed: Vec<IpNet>) -> Result<Self, rustls::Error> {
        Ok(Self {
            allowed,
            tls: tls_connector()?,
        })
    }

    pub async fn send(&self, webhook: &Webhook, delivery: &Delivery, now: Instant) -> Outcome {
        let sending = self.try_to_send(webhook, delivery, now);
        match tokio::time::timeout(PATIENCE, sending).await {
            Ok(Ok(status)) => judged(status),
            Ok(Err(sentence)) => Err((None, sentence)),
            Err(_) => Err((None, format!("no answer within {} seconds", PATIENCE.as_secs()))),
        }
    }

    async fn try_to_send(&self, webhook: &Webhook, delivery: &Delivery, now: Instant) -> Result<u16, String> {
        let uri: Uri = webhook.url.parse().map_err(|_| "the address cannot be read")?;
        let host = uri.host().ok_or("the address names no host")?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let place = self.looked_up(&host, port, secure).await?;
        let request = request(&uri, webhook, delivery, now)?;
        let tcp = TcpStream::connect(place)
            .await
            .map_err(|error| format!("it cannot be reached: {error}"))?;
        if !secure {
            return exchange(tcp, request).await;
        }
        let name = ServerName::try_from(host).map_err(|_| "the host's name is none")?;
        let tls = self
            .tls
            .connect(name, tcp)
            .await
            .map_err(|error| format!("no TLS with it: {error}"))?;
        exchange(tls, request).await
    }

    /// Where it goes: looked up once, and the connection is made to the very address that was looked at, so that a
    /// name cannot mean another one a moment later.
    async fn looked_up(&self, host: &str, port: u16, secure: bool) -> Result<SocketAddr, String> {
        let found = lookup_host((host, port))
            .await
            .map_err(|error| format!("it is not found: {error}"))?;
        let found: Vec<SocketAddr> = found.collect();
        let first = *found.first().ok_or("it is not found")?;
        if found.iter().any(|place| !may_be_told(place.ip(), &self.allowed)) {
            return Err(
                "it is in a private network; [webhooks] allow in marquee.toml may name its range".into(),
            );
        }
        if !secure && !found.iter().all(|place| is_allowed(place.ip(), &self.allowed)) {
            return Err("the address must begin with https://".into());
        }
        Ok(first)
    }
}

/// Connects to whoever an authority that browsers know vouches for.
///
/// # Errors
/// What the TLS library says of its own set-up.
pub fn tls_connector() -> Result<TlsConnector, rustls::Error> {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn judged(status: u16) -> Outcome {
    match status {
        200..=299 => Ok(status),
        300..=399 => Err((
            Some(status),
            format!("it answered {status}: redirects are not followed"),
        )),
        _ => Err((Some(status), format!("it answered {status}"))),
    }
}

fn request(
    uri: &Uri,
    webhook: &Webhook,
    delivery: &Delivery,
    now: Instant,
) -> Result<Request<Full<Bytes>>, String> {
    let seconds = now.micros().div_euclid(1_000_000);
    let id = delivery.id.to_string();
    let signed = signature(&webhook.secret, &id, seconds, &delivery.body)?;
    let host = uri.authority().ok_or("the address names no host")?.as_str();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Request::post(path)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("Marquee/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signed)
        .body(Full::new(Bytes::from(delivery.body.clone())))
        .map_err(|error| format!("the request cannot be written: {error}"))
}

/// Sends the request; the answer's body is nobody's business.
async fn exchange(
    connection: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<u16, String> {
    let broken = |error: hyper::Error| format!("the connection broke: {error}");
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(connection));
    let (mut sender, running) = handshake.await.map_err(broken)?;
    let running = tokio::spawn(running);
    let answer = sender.send_request(request).await;
    running.abort();
    Ok(answer.map_err(broken)?.status().as_u16())
}

#[cfg(test)]
mod tests {
    use house::id::{DeliveryId, WebhookId};
    use store::DeliveryState;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    fn delivery(url: String) -> (Webhook, Delivery) {
        let now = Instant::from_micros(1_614_265_330_000_000);
        let webhook = Webhook {
            id: WebhookId::random(),
            url,
            events: vec![],
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into(),
            made: now,
            paused: false,
            version: 1,
        };
        let delivery = Delivery {
            id: DeliveryId::random(),
            webhook: webhook.id.clone(),
            event: "trial".into(),
            body: "{}".into(),
            state: DeliveryState::Waiting,
            attempts: 0,
            not_before: now,
            status: None,
            sentence: None,
            made: now,
            ended: None,
        };
        (webhook, delivery)
    }

    /// Answers one request; gives what it was asked.
    async fn answers_once(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook?x=1", listener.local_addr().unwrap());
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"{}") {
                let mut part = [0; 1_024];
                let read = stream.read(&mut part).await.unwrap();
                asked.extend_from_slice(&part[..read]);
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(asked).unwrap()
        });
        (address, asked)
    }

    fn allowing() -> Sender {
        Sender::new(vec!["127.0.0.0/8".parse().unwrap()]).unwrap()
    }

    #[tokio::test]
    async fn a_delivery_is_signed_and_its_answer_judged() {
        let (address, asked) = answers_once("HTTP/1.1 204 No Content\r\n\r\n").await;
        let (webhook, delivery) = delivery(address);
        let outcome = allowing().send(&webhook, &delivery, delivery.made).await;
        assert_eq!(outcome, Ok(204));
        let asked = asked.await.unwrap().to_lowercase();
        assert!(asked.starts_with("post /hook?x=1 http/1.1\r\n"), "{asked}");
        assert!(asked.contains(&format!("webhook-id: {}", delivery.id)));
        assert!(asked.contains("webhook-timestamp: 1614265330"));
        assert!(asked.contains("webhook-signature: v1,"));
    }

    #[tokio::test]
    async fn redirects_are_not_followed() {
        let answer = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        let (address, asked) = answers_once(answer).await;
        let (webhook, delivery) = delivery(address);
        let (status, sentence) = allowing()
            .send(&webhook, &delivery, delivery.made)
            .await
            .unwrap_err();
        assert_eq!(status, Some(302));
        assert!(sentence.contains("redirects are not followed"), "{sentence}");
        asked.await.unwrap();
    }

    #[tokio::test]
    async fn what_is_not_public_is_not_reached() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let strict = Sender::new(vec![]).unwrap();
        for host in [
            "127.0.0.1",
            "[::ffff:127.0.0.1]",
            "localhost",
            "0.0.0.0",
            "2130706433",
        ] {
            for scheme in ["https", "http"] {
                let (webhook, delivery) = delivery(format!("{scheme}://{host}:{port}/"));
                let outcome = strict.send(&webhook, &delivery, delivery.made).await;
                let (status, sentence) = outcome.unwrap_err();
                assert_eq!(status, None);
                assert!(
                    sentence.contains("private network") || sentence.contains("not found"),
                    "{host}: {sentence}"
                );
            }
        }
        let (webhook, delivery) = delivery("http://1.1.1.1/".into());
        let (_, sentence) = strict.send(&webhook, &delivery, delivery.made).await.unwrap_err();
        assert!(sentence.contains("https://"), "{sentence}");
    }
}
