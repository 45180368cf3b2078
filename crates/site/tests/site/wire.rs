//! Over a real connection, where the kernel sends the film's bytes by itself.

use std::net::SocketAddr;

use house::release::ReleasedTitle;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::cinema::Cinema;
use crate::film::{cut_short, with_large_segment};

/// More than the buffers of a connection take.
const LARGE: usize = 9 << 20;

/// One connection, kept open.
struct Visitor {
    wire: BufReader<TcpStream>,
}

struct Heard {
    head: String,
    body: Vec<u8>,
}

impl Visitor {
    async fn at(address: SocketAddr) -> Self {
        Self {
            wire: BufReader::new(TcpStream::connect(address).await.unwrap()),
        }
    }

    async fn say(&mut self, method: &str, path: &str, headers: &str) {
        let request = format!("{method} {path} HTTP/1.1\r\nhost: cinema\r\n{headers}\r\n");
        self.wire.write_all(request.as_bytes()).await.unwrap();
    }

    /// One response; `None` for its body when the connection broke before the end.
    async fn hear(&mut self, has_body: bool) -> std::io::Result<Heard> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.wire.read_u8().await?);
        }
        let head = String::from_utf8(head).unwrap();
        let len = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |len| len.parse().unwrap());
        let mut body = vec![0; if has_body { len } else { 0 }];
        self.wire.read_exact(&mut body).await?;
        Ok(Heard { head, body })
    }

    async fn get(&mut self, path: &str, headers: &str) -> Heard {
        self.say("GET", path, headers).await;
        self.hear(true).await.unwrap()
    }
}

/// A film whose first segment is large.
struct Large {
    house: Cinema,
    film: ReleasedTitle,
    bytes: Vec<u8>,
    /// Of the segment.
    path: String,
}

impl Large {
    async fn shown() -> Self {
        let house = Cinema::open().await;
        let mut film = house.showing("Open Air");
        let bytes = with_large_segment(&house.vault, &mut film, LARGE);
        house.programme(&[&film]);
        let path = format!("/media/{}/{}/1.m4s", film.release.key, film.renditions[0].key);
        Self {
            house,
            film,
            bytes,
            path,
        }
    }
}

#[tokio::test]
async fn a_connection_carries_everything_one_after_the_other() {
    let house = Cinema::open().await;
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    let mut visitor = Visitor::at(house.open_doors().await).await;
    let base = format!("/media/{}", film.release.key);
    let picture = film.renditions[0].key.as_str();
    let paths = [
        "/title/open-air".to_owned(),
        format!("{base}/film.m3u8"),
        format!("{base}/{picture}/init.mp4"),
        format!("{base}/{picture}/1.m4s"),
        format!("{base}/{picture}/i1.m4s"),
        format!("{base}/{picture}/2.m4s"),
        format!("/picture/{}.jpg", film.title.pictures[0].key),
        "/nowhere".to_owned(),
        format!("{base}/{}/text.vtt", film.renditions[2].key),
    ];
    for path in &paths {
        let heard = visitor.get(path, "").await;
        assert_eq!(heard.body, house.get(path).await.body, "{path}");
    }
    // All at once: the answers come in order, and each with its own bytes.
    for path in &paths {
        visitor.say("GET", path, "range: bytes=5-400\r\n").await;
    }
    for path in &paths {
        let heard = visitor.hear(true).await.unwrap();
        let asked = house
            .ask(axum::http::Method::GET, path, &[("range", "bytes=5-400")])
            .await;
        assert_eq!(heard.body, asked.body, "{path}");
    }
}

#[tokio::test]
async fn a_large_segment_arrives_whole_and_in_parts() {
    let Large {
        house, bytes, path, ..
    } = Large::shown().await;
    let mut visitor = Visitor::at(house.open_doors().await).await;
    for _ in 0..2 {
        let heard = visitor.get(&path, "").await;
        assert!(heard.head.starts_with("HTTP/1.1 200 "), "{}", heard.head);
        assert!(heard.body == bytes, "the segment's bytes");
    }
    let heard = visitor.get(&path, "range: bytes=1048570-3145800\r\n").await;
    assert!(heard.head.starts_with("HTTP/1.1 206 "), "{}", heard.head);
    assert!(heard.body == bytes[1_048_570..=3_145_800], "the range's bytes");
    visitor.say("HEAD", &path, "").await;
    let heard = visitor.hear(false).await.unwrap();
    assert!(
        heard.head.contains(&format!("content-length: {LARGE}")),
        "{}",
        heard.head
    );
    let again = visitor.get(&path, "range: bytes=-3\r\n").await;
    assert_eq!(again.body, bytes[LARGE - 3..]);
}

#[tokio::test]
async fn a_file_that_is_cut_while_it_is_sent_breaks_the_connection_off() {
    let Large {
        house,
        film,
        bytes,
        path,
    } = Large::shown().await;
    let mut visitor = Visitor::at(house.open_doors().await).await;
    visitor.say("GET", &path, "").await;
    // The first bytes are here, so the answer is under way; most of it waits for this side to read on.
    let mut heard = vec![0; 1_000];
    visitor.wire.read_exact(&mut heard).await.unwrap();
    cut_short(&house.vault, &film.renditions[0], 0);
    // Reset or end, but never as many bytes as were promised, and no byte that is not the film's.
    let _ = visitor.wire.read_to_end(&mut heard).await;
    let head = heard.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let body = &heard[head..];
    assert!(body.len() < LARGE);
    assert!(
        bytes.starts_with(body),
        "{} bytes, some of them not the film's",
        body.len()
    );
}

#[tokio::test]
async fn who_hangs_up_in_the_middle_harms_nobody() {
    let Large {
        house, bytes, path, ..
    } = Large::shown().await;
    let address = house.open_doors().await;
    for _ in 0..3 {
        let mut rude = Visitor::at(address).await;
        rude.say("GET", &path, "").await;
        let mut some = [0; 10_000];
        rude.wire.read_exact(&mut some).await.unwrap();
    }
    let heard = Visitor::at(address).await.get(&path, "").await;
    assert!(heard.body == bytes);
}
