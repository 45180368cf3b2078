//! The example files of proxies, run by the real programs before a stand-in that tells what reaches it, and before the
//! house itself.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::client::{Answer, believing, get, secure, visit};
use crate::deploy::example;
use crate::program::{PROGRAM, Place, Running, as_nobody, free, installed, until_open};

pub(crate) const NAME: &str = "films.example.org";

#[derive(Clone, Copy)]
pub(crate) enum Proxy {
    Nginx,
    /// nginx that keeps what is sealed.
    Edge,
    Caddy,
}

/// A proxy that runs by its example file, in which only addresses and files are others.
pub(crate) struct Front {
    address: SocketAddr,
    connector: TlsConnector,
    _running: Running,
}

impl Proxy {
    fn program(self) -> Option<PathBuf> {
        installed(match self {
            Self::Nginx | Self::Edge => "nginx",
            Self::Caddy => "caddy",
        })
    }

    pub(crate) fn before(self, place: &Place, house: SocketAddr) -> Option<Front> {
        let program = self.program()?;
        let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
        let roots = made.cert.pem();
        let certificate = place.write("proxy.pem", &roots).display().to_string();
        let key = place
            .write("proxy-key.pem", &made.key_pair.serialize_pem())
            .display()
            .to_string();
        place.open_to_all();
        let (address, plain) = (free(), free());
        let mut command = as_nobody(&program);
        match self {
            Self::Nginx | Self::Edge => {
                let cache = place.path("edge-cache").display().to_string();
                let file = match self {
                    Self::Edge => "nginx-edge.conf",
                    _ => "nginx.conf",
                };
                let site = example(file)
                    .replace("/var/cache/nginx/marquee", &cache)
                    .replace("server 127.0.0.1:8080;", &format!("server {house};"))
                    .replace("listen 80;", &format!("listen {plain};"))
                    .replace("listen 443 ssl", &format!("listen {address} ssl"))
                    .replace("/etc/ssl/films.example.org/fullchain.pem", &certificate)
                    .replace("/etc/ssl/films.example.org/key.pem", &key);
                let here = place.path("").display().to_string();
                let scratch: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                    .iter()
                    .map(|kind| format!("{kind}_temp_path {here}nginx-{kind};\n"))
                    .collect();
                let whole = format!(
                    "daemon off;\npid {here}nginx.pid;\nerror_log stderr warn;\nevents {{}}\n\
                     http {{\naccess_log off;\n{scratch}{site}\n}}\n"
                );
                command
                    .arg("-p")
                    .arg(&here)
                    .arg("-e")
                    .arg("stderr")
                    .arg("-c")
                    .arg(place.write("nginx.conf", &whole));
            }
            Self::Caddy => {
                let site = example("Caddyfile")
                    .replace("127.0.0.1:8080 {", &format!("{house} {{"))
                    .replace(
                        "\nfilms.example.org {\n",
                        &format!(
                            "\nhttps://{NAME}:{} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}\n",
                            address.port()
                        ),
                    );
                let whole = format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{site}");
                command
                    .args(["run", "--adapter", "caddyfile", "--config"])
                    .arg(place.write("Caddyfile", &whole))
                    .env("HOME", place.path(""))
                    .env("XDG_DATA_HOME", place.path("data"))
                    .env("XDG_CONFIG_HOME", place.path("config"));
            }
        }
        let running = Running::of(command);
        until_open(address);
        Some(Front {
            address,
            connector: believing(&roots),
            _running: running,
        })
    }
}

impl Front {
    async fn enter(&self) -> TlsStream<TcpStream> {
        secure(self.address, NAME, &self.connector).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str, headers: &str) -> Answer {
        get(self.enter().await, NAME, path, headers).await
    }
}

/// Reads until `end` has come.
async fn until(stream: &mut (impl AsyncRead + Unpin), end: &str) -> String {
    let mut heard = Vec::new();
    while !heard.ends_with(end.as_bytes()) {
        heard.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(heard).unwrap()
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), words: &str) {
    stream.write_all(words.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
}

/// Each step waits for the other side: whoever kept bytes back would never let it come.
fn lets_everything_through(proxy: Proxy) {
    let place = Place::with("");
    visit(async {
        let house = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let Some(front) = proxy.before(&place, house.local_addr().unwrap()) else {
            return;
        };
        let mut visitor = front.enter().await;
        say(
            &mut visitor,
            "PATCH /api/v1/uploads/x HTTP/1.1\r\nhost: films.example.org\r\ncontent-length: 10000000000\r\n\
             x-forwarded-for: 192.0.2.66\r\nx-forwarded-proto: http\r\nforwarded: for=192.0.2.66\r\n\r\nfirst part.",
        )
        .await;
        let (mut inside, _) = house.accept().await.unwrap();
        let head = until(&mut inside, "\r\n\r\n").await.to_ascii_lowercase();
        assert!(head.contains("host: films.example.org\r\n"), "{head}");
        assert!(head.contains("x-forwarded-for: 127.0.0.1\r\n"), "{head}");
        assert!(head.contains("x-forwarded-proto: https\r\n"), "{head}");
        assert_eq!(until(&mut inside, ".").await, "first part.");
        say(&mut visitor, "second part.").await;
        assert_eq!(until(&mut inside, ".").await, "second part.");
        drop((visitor, inside));

        let mut visitor = front.enter().await;
        say(
            &mut visitor,
            "GET /api/v1/jobs/events HTTP/1.1\r\nhost: films.example.org\r\n\r\n",
        )
        .await;
        let (mut inside, _) = house.accept().await.unwrap();
        until(&mut inside, "\r\n\r\n").await;
        say(
            &mut inside,
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\
             d\r\ndata: first.\n\r\n",
        )
        .await;
        assert!(
            until(&mut visitor, "data: first.")
                .await
                .contains("text/event-stream")
        );
        say(&mut inside, "e\r\ndata: second.\n\r\n").await;
        until(&mut visitor, "data: second.").await;
    });
}

#[test]
fn nginx_keeps_nothing_back_and_says_who_asks() {
    lets_everything_through(Proxy::Nginx);
}

#[test]
fn caddy_keeps_nothing_back_and_says_who_asks() {
    lets_everything_through(Proxy::Caddy);
}

/// Where set-up put the media engine.
pub(crate) fn engine() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.engine");
    folder.join("ffmpeg").is_file().then_some(folder)
}

#[test]
fn a_film_plays_through_both() {
    let Some(engine) = engine() else {
        println!("left out: the engine was not fetched (`make setup`)");
        return;
    };
    let site = free();
    let place = Place::with(&format!(
        "[site]\nlisten = \"{site}\"\npublic_url = \"https://{NAME}\"\ntrusted_proxies = [\"127.0.0.1\"]\n"
    ));
    let film = place.path("film.mp4");
    let made = Command::new(engine.join("ffmpeg"))
        .args(
            "-v error -nostdin -f lavfi -i testsrc2=s=160x90:r=24:d=2 -c:v libx264 -preset ultrafast"
                .split(' '),
        )
        .arg(&film)
        .status()
        .unwrap();
    assert!(made.success());
    let published = Command::new(PROGRAM)
        .args(["--quiet", "publish", "--title", "Film", "--wait"])
        .arg(&film)
        .env("MARQUEE_HOUSE", place.house())
        .env("MARQUEE_ENGINE", &engine)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(published.success());
    let running = place.serve();
    running.says("open at");
    for proxy in [Proxy::Nginx, Proxy::Caddy] {
        let Some(front) = proxy.before(&place, site) else {
            continue;
        };
        visit(async {
            let page = front.get("/title/film/watch", "").await;
            assert_eq!(page.status, 200);
            assert!(
                page.header("strict-transport-security").is_some(),
                "{}",
                page.head
            );
            let page = String::from_utf8(page.body).unwrap();
            let start = page.find("/media/").unwrap();
            let end = start + page[start..].find("film.m3u8").unwrap();
            let film = &page[start..end];
            let list = String::from_utf8(front.get(&format!("{film}film.m3u8"), "").await.body).unwrap();
            let picture = list.lines().find(|line| line.ends_with(".m3u8")).unwrap();
            let rendition = picture.rsplit_once('/').unwrap().0;
            let rendition = rendition.strip_prefix(film).unwrap_or(rendition);
            let segment = format!("{film}{rendition}/1.m4s");
            let whole = front.get(&segment, "").await;
            assert_eq!(whole.status, 200, "{segment}");
            let part = front.get(&segment, "range: bytes=10-99\r\n").await;
            assert_eq!((part.status, part.body.as_slice()), (206, &whole.body[10..100]));
            let direct = TcpStream::connect(site).await.unwrap();
            let direct = get(direct, NAME, &segment, "").await;
            assert!(whole.body == direct.body, "the same bytes as without a proxy");
        });
    }
    assert!(running.end());
}
