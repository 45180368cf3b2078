//! The example file of an edge: a sealed film is fetched from the house once, plays from the edge while the house is
//! away, and only keys are asked for.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::client::{Answer, visit};
use crate::program::until_open;
use crate::proxies::{Front, NAME, Proxy};
use crate::sealed_film::SealedFilm;

#[test]
fn a_sealed_film_plays_from_the_edge_while_the_house_gives_keys_alone() {
    let Some(film) = SealedFilm::make(&format!(
        "public_url = \"https://{NAME}\"\ntrusted_proxies = [\"127.0.0.1\"]\n"
    )) else {
        return;
    };
    let (place, site, manifest) = (&film.place, film.site, film.manifest.as_str());
    let house = place.serve();
    house.says("open at");
    let Some(edge) = Proxy::Edge.before(place, site) else {
        return;
    };
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    visit(async {
        let whole = fetch_all(&edge, manifest).await;
        assert!(whole.len() > 6, "{} resources", whole.len());
        for (path, answer) in &whole {
            assert_eq!(answer.status, 200, "{path}");
            assert!(
                answer
                    .header("cache-control")
                    .unwrap()
                    .starts_with("public, max-age=")
            );
        }
        let key = key_of(&whole);
        assert_eq!(edge.get(&key, "").await.status, 404, "before the night no key");

        assert!(house.end());
        stand_in(site, Arc::clone(&asked)).await;
        let again = fetch_all(&edge, manifest).await;
        assert!(
            again
                .iter()
                .map(|(path, answer)| (path, &answer.body))
                .eq(whole.iter().map(|(path, answer)| (path, &answer.body)))
        );
        let segment = whole.keys().find(|path| path.ends_with("/1.m4s")).unwrap();
        let part = edge.get(segment, "range: bytes=10-99\r\ncookie: a=b\r\n").await;
        assert_eq!(
            (part.status, part.body.as_slice()),
            (206, &whole[segment].body[10..100])
        );
        for _ in 0..2 {
            let answer = edge.get(&key, "").await;
            assert_eq!(
                (answer.status, answer.body.as_slice()),
                (200, &b"sixteen bytes ok"[..])
            );
        }
        let asked = asked.lock().unwrap();
        let (keys, others): (Vec<_>, Vec<_>) = asked.iter().partition(|path| **path == key);
        assert_eq!(keys.len(), 2, "keys are never kept");
        // What leads to the film is asked for again after its minute, and only that.
        assert!(others.iter().all(|path| path.ends_with(".m3u8")), "{others:?}");
    });
}

/// Everything that an HLS player would ask for, by address.
async fn fetch_all(edge: &Front, manifest: &str) -> std::collections::BTreeMap<String, Answer> {
    let mut fetched = std::collections::BTreeMap::new();
    let mut wanted = vec![manifest.to_owned()];
    while let Some(path) = wanted.pop() {
        let answer = edge.get(&path, "").await;
        let folder = path.rsplit_once('/').unwrap().0;
        if path.ends_with(".m3u8") {
            let text = String::from_utf8(answer.body.clone()).unwrap();
            let quoted = text
                .split("URI=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let names = quoted.chain(lines).filter(|name| !name.starts_with('/'));
            wanted.extend(names.map(|name| format!("{folder}/{name}")));
        }
        fetched.insert(path, answer);
    }
    fetched
}

fn key_of(fetched: &std::collections::BTreeMap<String, Answer>) -> String {
    let mut texts = fetched
        .values()
        .map(|answer| String::from_utf8_lossy(&answer.body));
    let text = texts.find(|text| text.contains("#EXT-X-KEY")).unwrap();
    let key = text.split("URI=\"/keys/").nth(1).unwrap();
    format!("/keys/{}", key.split('"').next().unwrap())
}

/// In the house's place: notes who asks for what, and gives keys alone.
async fn stand_in(address: SocketAddr, asked: Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(address).await.unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let asked = Arc::clone(&asked);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await?);
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let answer = match path.starts_with("/keys/") {
                    true => {
                        "HTTP/1.1 200 OK\r\ncache-control: private, no-store\r\ncontent-length: 16\r\nconnection: close\r\n\r\nsixteen bytes ok"
                    }
                    false => "HTTP/1.1 503 Away\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                };
                asked
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .push(path);
                stream.write_all(answer.as_bytes()).await
            });
        }
    });
    until_open(address);
}
