//! The letters before an opening, by a program that is killed in the middle of them: everybody who asked gets one, and nobody two.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, mpsc};

use house::id::TitleId;
use house::{Clock, Instant};
use store::Catalogue;

use crate::stage::{Stage, until};

const FILM: &str =
    "-f lavfi -i testsrc2=size=320x180:rate=25:duration=4 -f lavfi -i sine=duration=4 -c:v libx264 -c:a aac";
const PEOPLE: usize = 150;
const KILLS: usize = 3;
/// Longer than a letter that was in a killed program's hands is left alone.
const LATER_MS: i64 = 10 * 60_000;

/// A mail server (RFC 5321) that takes every letter.
struct Letterbox {
    address: SocketAddr,
    /// To whom, and the letter's own name.
    letters: mpsc::Receiver<(String, String)>,
}

impl Letterbox {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (put, letters) = mpsc::channel();
        std::thread::spawn(move || {
            for line in listener.incoming().map_while(Result::ok) {
                let put = put.clone();
                std::thread::spawn(move || take_letters(line, &put));
            }
        });
        Self { address, letters }
    }
}

/// Whoever writes may be gone at any line.
fn take_letters(line: TcpStream, put: &mpsc::Sender<(String, String)>) -> Option<()> {
    let mut answer = line.try_clone().ok()?;
    let mut say = |words: &str| answer.write_all(format!("{words}\r\n").as_bytes()).ok();
    let mut lines = BufReader::new(line).lines().map_while(Result::ok);
    say("220 letterbox")?;
    while let Some(command) = lines.next() {
        match command.split([' ', ':']).next()?.to_uppercase().as_str() {
            "DATA" => {
                say("354 go on")?;
                let letter: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                let field = |name: &str| letter.iter().find_map(|line| line.strip_prefix(name));
                let (to, id) = (field("To: ")?, field("Message-ID: ")?);
                let id = id.trim_start_matches('<').split('@').next()?;
                // The letter is here, whatever becomes of the answer.
                put.send((to.to_owned(), id.to_owned())).ok()?;
                say("250 taken")?;
            }
            "QUIT" => return say("221 good night"),
            _ => say("250 letterbox")?,
        }
    }
    None
}

/// The machine's clock, and so many milliseconds.
struct ClockAhead(i64);

impl Clock for ClockAhead {
    #[expect(clippy::disallowed_methods, reason = "a test's own clock")]
    fn now(&self) -> Instant {
        Instant::from_micros(jiff::Timestamp::now().as_microsecond()).plus_millis(self.0)
    }
}

async fn catalogue(stage: &Stage, ahead: i64) -> Catalogue {
    let path = stage.house().join("catalogue.sqlite");
    Catalogue::open(&path, Arc::new(ClockAhead(ahead))).await.unwrap()
}

async fn ask(catalogue: &Catalogue, title: &TitleId, email: &str, confirms: bool) {
    let asked = catalogue.ask_reminder(title, &email.parse().unwrap()).await;
    let secret = asked.unwrap().unwrap();
    if confirms {
        catalogue.confirm_reminder(&secret.0).await.unwrap().unwrap();
    }
}

#[test]
fn everybody_gets_one_letter_however_often_the_house_is_killed_meanwhile() {
    let stage = Stage::new();
    let letterbox = Letterbox::open();
    let film = stage.film("night.mp4", FILM);
    let soon = jiff::Timestamp::from_microsecond(ClockAhead(30 * 60_000).now().micros()).unwrap();
    let words = [
        "publish",
        &film,
        "--title",
        "Night",
        "--opens",
        &soon.to_string(),
        "--wait",
    ];
    stage.done(&words);
    let configuration = stage.house().join("marquee.toml");
    let text = std::fs::read_to_string(&configuration).unwrap();
    let mail = format!(
        "[mail]\nsmtp = \"smtp://{}\"\nfrom = \"house@films.example\"\n",
        letterbox.address
    );
    let mail = text.replace("[mail]\n", &mail);
    std::fs::write(&configuration, mail).unwrap();

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let people: BTreeSet<String> = (0..PEOPLE).map(|n| format!("guest{n}@example.org")).collect();
    let catalogue = runtime.block_on(async {
        let catalogue = catalogue(&stage, 0).await;
        let title = catalogue.title_by_slug("night").await.unwrap().unwrap();
        for email in &people {
            ask(&catalogue, &title.id, email, true).await;
        }
        ask(&catalogue, &title.id, "never-confirmed@example.org", false).await;
        catalogue
    });
    let kept = || runtime.block_on(catalogue.letters().waiting()).unwrap().waiting;

    let mut arrived = Vec::new();
    for kill in 0..KILLS {
        let server = stage.serve(&["--no-work"]);
        match kill {
            // While they are being written, and while they are being sent.
            0 => assert!(
                std::iter::repeat_with(kept)
                    .take(1_000_000)
                    .any(|letters| letters > 0)
            ),
            _ => arrived.push(letterbox.letters.recv().unwrap()),
        }
        server.signal(rustix::process::Signal::KILL);
    }
    let server = stage.serve(&["--no-work"]);
    // What was in a killed program's hands is left alone for minutes.
    until("the rest is sent", || {
        arrived.extend(letterbox.letters.try_iter());
        let to: BTreeSet<&String> = arrived.iter().map(|(to, _)| to).collect();
        (to.len() + KILLS > PEOPLE && kept() <= KILLS as u64).then_some(())
    });
    assert!(server.end().0);
    arrived.extend(letterbox.letters.try_iter());
    let left = runtime.block_on(async {
        let letters = self::catalogue(&stage, LATER_MS).await.letters();
        let mut left = Vec::new();
        while let Some(letter) = letters.take(LATER_MS).await.unwrap() {
            left.push((letter.recipient, letter.id));
        }
        left
    });

    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (to, id) in arrived.into_iter().chain(left) {
        names.entry(to).or_default().insert(id);
    }
    assert_eq!(
        names.keys().cloned().collect::<BTreeSet<_>>(),
        people,
        "one for each, and for nobody else"
    );
    let twice: Vec<_> = names.iter().filter(|(_, letters)| letters.len() > 1).collect();
    assert!(twice.is_empty(), "written twice: {twice:?}");
    let title = runtime
        .block_on(catalogue.title_by_slug("night"))
        .unwrap()
        .unwrap();
    let asked = runtime.block_on(catalogue.reminders_of(&title.id)).unwrap();
    assert!(asked.is_empty(), "whoever was written to is forgotten");
}
