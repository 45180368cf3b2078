//! The house's doors from outside: TLS, HTTP/2, proxies, crowds, the slow, and the end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};
use site::{Doors, Manners, Redirect, SiteSettings, Trust};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;

use crate::cinema::Cinema;
use crate::film::with_large_segment;

const LARGE: usize = 9 << 20;

/// A house with its doors open at one address, until it is told to close.
struct OpenHouse {
    address: SocketAddr,
    close: oneshot::Sender<()>,
    closed: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct OneCertificate(Arc<CertifiedKey>);

impl ResolvesServerCert for OneCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// A certificate for "cinema.example", and a client's settings that believe it.
fn certificate(alpn: &[u8]) -> (Arc<OneCertificate>, TlsConnector) {
    let made = rcgen::generate_simple_self_signed(["cinema.example".to_owned()]).unwrap();
    let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
    let mut roots = RootCertStore::empty();
    roots.add(chain[0].clone()).unwrap();
    let key = PrivateKeyDer::try_from(made.key_pair.serialize_der()).unwrap();
    let key = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![alpn.to_vec()];
    let shown = OneCertificate(Arc::new(CertifiedKey::new(chain, key)));
    (Arc::new(shown), TlsConnector::from(Arc::new(config)))
}

async fn open(house: &Cinema, door: impl FnOnce(&mut Doors, TcpListener)) -> OpenHouse {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut doors = Doors::default();
    door(&mut doors, listener);
    let (close, told) = oneshot::channel();
    let serving = doors.serve(house.state(), async {
        let _ = told.await;
    });
    OpenHouse {
        address,
        close,
        closed: tokio::spawn(serving),
    }
}

async fn with_tls(house: &Cinema, alpn: &[u8]) -> (OpenHouse, tokio_rustls::client::TlsStream<TcpStream>) {
    let (shown, connector) = certificate(alpn);
    let config = site::tls_config(shown).unwrap();
    let doors = open(house, |doors, listener| doors.tls(listener, config)).await;
    let tcp = TcpStream::connect(doors.address).await.unwrap();
    let name = ServerName::try_from("cinema.example").unwrap();
    let stream = connector.connect(name, tcp).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(alpn));
    (doors, stream)
}

fn asking(path: &str) -> Request<Body> {
    let uri = format!("https://cinema.example{path}");
    Request::builder().uri(uri).body(Body::empty()).unwrap()
}

/// What one answer says, whole.
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

async fn whole(response: hyper::Response<hyper::body::Incoming>) -> Told {
    let (parts, body) = response.into_parts();
    Told {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

async fn first(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> http1::SendRequest<Body> {
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn second(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> http2::SendRequest<Body> {
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    sender
}

/// A film whose first segment is large, its address and its bytes.
fn large_film(house: &Cinema) -> (String, Vec<u8>) {
    let mut film = house.showing("Open Air");
    let bytes = with_large_segment(&house.vault, &mut film, LARGE);
    house.programme(&[&film]);
    let path = format!("/media/{}/{}/1.m4s", film.release.key, film.renditions[0].key);
    (path, bytes)
}

#[tokio::test]
async fn over_tls_the_films_own_bytes_arrive() {
    let house = Cinema::open().await;
    let (path, bytes) = large_film(&house);
    let (_doors, stream) = with_tls(&house, b"http/1.1").await;
    let mut line = first(stream).await;
    for _ in 0..2 {
        let told = whole(line.send_request(asking(&path)).await.unwrap()).await;
        assert_eq!(told.status, StatusCode::OK);
        assert_eq!(blake3::hash(&told.body), blake3::hash(&bytes));
    }
    let mut part = asking(&path);
    part.headers_mut()
        .insert(header::RANGE, "bytes=1048570-3145800".parse().unwrap());
    let told = whole(line.send_request(part).await.unwrap()).await;
    assert_eq!(told.status, StatusCode::PARTIAL_CONTENT);
    assert!(told.body == bytes[1_048_570..=3_145_800]);
}

#[tokio::test]
async fn over_http_2_the_films_own_bytes_arrive_however_many_are_asked_for_at_once() {
    let house = Cinema::open().await;
    let (path, bytes) = large_film(&house);
    let (_doors, stream) = with_tls(&house, b"h2").await;
    let mut line = second(stream).await;
    let mut answers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let asked = line.send_request(asking(&path));
        answers.spawn(async { whole(asked.await.unwrap()).await });
    }
    for told in answers.join_all().await {
        assert_eq!(blake3::hash(&told.body), blake3::hash(&bytes));
    }
}

#[tokio::test]
async fn transport_security_is_promised_on_tls_only() {
    let house = Cinema::open().await;
    house.programme(&[]);
    let (_doors, stream) = with_tls(&house, b"h2").await;
    let told = whole(second(stream).await.send_request(asking("/")).await.unwrap()).await;
    assert!(told.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    let doors = open(&house, Doors::plain).await;
    let mut line = first(TcpStream::connect(doors.address).await.unwrap()).await;
    let mut forged = asking("/");
    forged
        .headers_mut()
        .insert("x-forwarded-proto", "https".parse().unwrap());
    let told = whole(line.send_request(forged).await.unwrap()).await;
    assert!(!told.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

/// Behind a proxy on this machine.
fn behind_a_proxy() -> SiteSettings {
    SiteSettings {
        trust: Trust {
            proxies: vec!["127.0.0.0/8".parse().unwrap()],
            ..Trust::default()
        },
        ..SiteSettings::default()
    }
}

#[tokio::test]
async fn each_visitor_behind_a_trusted_proxy_is_counted_alone() {
    let house = Cinema::with(behind_a_proxy()).await;
    let doors = open(&house, Doors::plain).await;
    let mut line = first(TcpStream::connect(doors.address).await.unwrap()).await;
    let mut attempt = async |visitor: &str| {
        let request = Request::post("/studio/enter/nothing")
            .header(header::HOST, "cinema.example")
            .header("x-forwarded-for", visitor)
            .body(Body::empty())
            .unwrap();
        whole(line.send_request(request).await.unwrap()).await
    };
    let mut last = attempt("203.0.113.1").await;
    for _ in 0..30 {
        if last.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        last = attempt("203.0.113.1").await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = last.headers[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(
        String::from_utf8_lossy(&last.body).contains("One moment"),
        "a page for people"
    );
    assert_ne!(attempt("203.0.113.2").await.status, StatusCode::TOO_MANY_REQUESTS);
    house.clock.forward(60_000);
    assert_ne!(attempt("203.0.113.1").await.status, StatusCode::TOO_MANY_REQUESTS);
}

async fn with_manners(manners: Manners) -> (Cinema, OpenHouse) {
    let settings = SiteSettings {
        manners,
        ..SiteSettings::default()
    };
    let house = Cinema::with(settings).await;
    let doors = open(&house, Doors::plain).await;
    (house, doors)
}

#[tokio::test]
async fn who_never_finishes_a_request_is_let_go() {
    let (_house, doors) = with_manners(Manners {
        head: Duration::from_millis(50),
        ..Manners::default()
    })
    .await;
    let mut slow = TcpStream::connect(doors.address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nhost: cinema\r\nx: ")
        .await
        .unwrap();
    let mut heard = Vec::new();
    // Ends only because the house ends it.
    let _ = slow.read_to_end(&mut heard).await;
    assert!(
        heard.is_empty() || heard.starts_with(b"HTTP/1.1 408"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn who_never_shakes_hands_is_let_go() {
    let settings = SiteSettings {
        manners: Manners {
            head: Duration::from_millis(50),
            ..Manners::default()
        },
        ..SiteSettings::default()
    };
    let house = Cinema::with(settings).await;
    let (shown, _) = certificate(b"h2");
    let config = site::tls_config(shown).unwrap();
    let doors = open(&house, |doors, listener| doors.tls(listener, config)).await;
    let mut silent = TcpStream::connect(doors.address).await.unwrap();
    let mut heard = Vec::new();
    // Ends only because the house ends it.
    let _ = silent.read_to_end(&mut heard).await;
    assert!(heard.is_empty());
}

#[tokio::test]
async fn a_head_without_measure_is_refused() {
    let (_house, doors) = with_manners(Manners::default()).await;
    let mut wordy = TcpStream::connect(doors.address).await.unwrap();
    let head = format!(
        "GET / HTTP/1.1\r\nhost: cinema\r\nx: {}\r\n\r\n",
        "x".repeat(40_000)
    );
    let _ = wordy.write_all(head.as_bytes()).await;
    let mut heard = [0; 12];
    wordy.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"HTTP/1.1 431");
}

#[tokio::test]
async fn one_address_takes_so_many_connections_and_no_more() {
    let (_house, doors) = with_manners(Manners {
        connections_per_address: 2,
        ..Manners::default()
    })
    .await;
    let ask = async |stream: &mut TcpStream| {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: cinema\r\n\r\n")
            .await
            .ok();
        let mut heard = [0; 12];
        stream.read_exact(&mut heard).await.map(|_| heard)
    };
    let mut seated = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(doors.address).await.unwrap();
        assert_eq!(&ask(&mut stream).await.unwrap(), b"HTTP/1.1 200");
        seated.push(stream);
    }
    let mut third = TcpStream::connect(doors.address).await.unwrap();
    assert!(ask(&mut third).await.is_err(), "the third gets no answer");
}

#[tokio::test]
async fn an_answer_under_way_is_finished_when_the_house_closes() {
    let house = Cinema::open().await;
    let (path, bytes) = large_film(&house);
    for protocol in ["plain", "http/1.1", "h2"] {
        let (doors, response) = match protocol {
            "plain" => {
                let doors = open(&house, Doors::plain).await;
                let mut line = first(TcpStream::connect(doors.address).await.unwrap()).await;
                (doors, line.send_request(asking(&path)).await.unwrap())
            }
            "h2" => {
                let (doors, stream) = with_tls(&house, b"h2").await;
                let mut line = second(stream).await;
                (doors, line.send_request(asking(&path)).await.unwrap())
            }
            _ => {
                let (doors, stream) = with_tls(&house, b"http/1.1").await;
                let mut line = first(stream).await;
                (doors, line.send_request(asking(&path)).await.unwrap())
            }
        };
        // The head is here, so the answer is under way; most of it waits for this side to read on.
        doors.close.send(()).unwrap();
        let told = whole(response).await;
        assert_eq!(blake3::hash(&told.body), blake3::hash(&bytes), "{protocol}");
        doors.closed.await.unwrap();
        assert!(TcpStream::connect(doors.address).await.is_err(), "{protocol}");
    }
}

#[tokio::test]
async fn who_does_not_read_on_does_not_keep_the_house_open() {
    let (house, doors) = with_manners(Manners {
        last_answers: Duration::from_millis(50),
        ..Manners::default()
    })
    .await;
    let (path, _) = large_film(&house);
    let mut line = first(TcpStream::connect(doors.address).await.unwrap()).await;
    let response = line.send_request(asking(&path)).await.unwrap();
    doors.close.send(()).unwrap();
    doors.closed.await.unwrap();
    assert!(response.into_body().collect().await.is_err(), "it was broken off");
}

#[tokio::test]
async fn the_second_door_leads_to_the_first() {
    let house = Cinema::open().await;
    let redirect = Redirect {
        to: "https://cinema.example".into(),
        challenges: None,
    };
    let doors = open(&house, |doors, listener| doors.redirect(listener, redirect)).await;
    let mut line = first(TcpStream::connect(doors.address).await.unwrap()).await;
    let told = whole(line.send_request(asking("/title/x?y")).await.unwrap()).await;
    assert_eq!(told.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(told.headers[header::LOCATION], "https://cinema.example/title/x?y");
}
