//! ffmpeg as somebody else's player: it opens the sealed film by its manifest alone, once the key is there.

use std::process::{Command, Output};
use std::time::Instant;

use tokio::net::TcpStream;

use crate::client::{get, visit};
use crate::program::PATIENCE;
use crate::sealed_film::SealedFilm;

#[test]
fn ffmpeg_plays_the_sealed_film_when_it_is_open_and_is_refused_the_key_before() {
    let Some(film) = SealedFilm::make("") else {
        return;
    };
    let house = film.place.serve();
    house.says("open at");

    let early = played(&film, &film.manifest);
    let said = String::from_utf8_lossy(&early.stderr);
    assert!(!early.status.success(), "it played before the night");
    assert!(frames(&early).is_empty(), "frames before the night");
    assert!(said.contains("key") && said.contains("404"), "{said}");

    film.say(&["release", "film", "--now"]);
    let release = film.manifest.split('/').nth(2).unwrap();
    let plain = format!("/media/{release}/film.m3u8");
    until_there(&film, &plain);
    let (sealed, plain) = (played(&film, &film.manifest), played(&film, &plain));
    for output in [&sealed, &plain] {
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let (sealed, plain) = (frames(&sealed), frames(&plain));
    let pictures = sealed.iter().filter(|line| line.starts_with('0')).count();
    assert_eq!(pictures, 144, "every picture");
    assert!(sealed.len() > pictures + 280, "and every sound");
    assert_eq!(sealed, plain);
}

/// Every frame of picture and sound by its hash, as ffmpeg gets them over HTTP.
fn played(film: &SealedFilm, path: &str) -> Output {
    Command::new(film.engine.join("ffmpeg"))
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(format!("http://{}{path}", film.site))
        .args("-map 0:v:0 -map 0:a:0 -bitexact -f framehash -".split(' '))
        .output()
        .unwrap()
}

fn frames(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// A change of the house is seen within a second; this waits for it.
fn until_there(film: &SealedFilm, path: &str) {
    let begun = Instant::now();
    let ask = || async {
        let stream = TcpStream::connect(film.site).await.unwrap();
        get(stream, "localhost", path, "").await.status
    };
    while visit(ask()) != 200 {
        assert!(begun.elapsed() < PATIENCE, "{path} is never there");
    }
}
