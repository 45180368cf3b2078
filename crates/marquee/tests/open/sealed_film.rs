//! A house with a sealed film whose night is far away, for those who fetch it from outside.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::program::{Place, free};
use crate::proxies::engine;

pub(crate) struct SealedFilm {
    pub(crate) place: Place,
    pub(crate) site: SocketAddr,
    pub(crate) engine: PathBuf,
    /// The path of the HLS manifest.
    pub(crate) manifest: String,
}

impl SealedFilm {
    /// Six seconds of picture and sound; `None`, and a line about it, without the engine. `config` is of `[site]`.
    pub(crate) fn make(config: &str) -> Option<Self> {
        let Some(engine) = engine() else {
            println!("left out: the engine was not fetched (`make setup`)");
            return None;
        };
        let site = free();
        let mut made = Self {
            place: Place::with(&format!("[site]\nlisten = \"{site}\"\n{config}")),
            site,
            engine,
            manifest: String::new(),
        };
        let film = made.place.path("film.mp4");
        let shot = Command::new(made.engine.join("ffmpeg"))
            .args("-v error -nostdin -f lavfi -i testsrc2=s=160x90:r=24:d=6".split(' '))
            .args("-f lavfi -i sine=r=48000:d=6 -c:v libx264 -preset ultrafast -c:a aac".split(' '))
            .arg(&film)
            .status();
        assert!(shot.unwrap().success());
        let film = film.display().to_string();
        made.say(&["publish", &film, "--title", "Film", "--effort", "quick", "--wait"]);
        #[rustfmt::skip]
        made.say(&[
            "release", "plan", "film", "--opens", "2999-01-01T00:00:00Z", "--overrule", "Ada", "--reason", "a test",
        ]);
        let manifests = made.say(&["seal", "film"]);
        let manifests: Vec<_> = manifests.lines().collect();
        assert_eq!(manifests.len(), 2, "{manifests:?}");
        made.manifest = manifests[1][manifests[1].find("/sealed/").unwrap()..].to_owned();
        Some(made)
    }

    /// Runs a command that must succeed; what it prints.
    pub(crate) fn say(&self, words: &[&str]) -> String {
        let output = self
            .place
            .command(words)
            .arg("--quiet")
            .env("MARQUEE_ENGINE", &self.engine)
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}
