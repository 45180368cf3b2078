//! Letters through a real mail server (aiosmtpd, which set-up fetches).

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use house::Clock;

use crate::program::{Place, Running, free, installed, until_open};

/// The server prints every letter it takes.
const SHOW: [&str; 4] = ["-n", "-c", "aiosmtpd.handlers.Debugging", "stderr"];

fn server() -> Option<(PathBuf, PathBuf)> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.engine/smtp");
    if !packages.join("aiosmtpd").is_dir() {
        println!("left out: aiosmtpd was not fetched (`make setup`)");
        return None;
    }
    Some((installed("python3")?, packages))
}

fn listening(at: SocketAddr, options: &[&str]) -> Option<Running> {
    let (python, packages) = server()?;
    let mut command = Command::new(python);
    command
        .args(["-m", "aiosmtpd", "-l", &at.to_string()])
        .args(options)
        .args(SHOW)
        .env("PYTHONPATH", packages)
        .env("PYTHONUNBUFFERED", "1");
    let running = Running::of(command);
    until_open(at);
    Some(running)
}

#[test]
fn a_trial_letter_goes_by_every_kind_of_line() {
    let place = Place::with("");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = place.write("mail.pem", &made.cert.pem()).display().to_string();
    let key = place
        .write("mail-key.pem", &made.key_pair.serialize_pem())
        .display()
        .to_string();
    let options: [(&str, &[&str]); 3] = [
        ("smtp", &[]),
        ("smtp+starttls", &["--tlscert", &certificate, "--tlskey", &key]),
        ("smtps", &["--smtpscert", &certificate, "--smtpskey", &key]),
    ];
    for (scheme, options) in options {
        let at = free();
        let Some(server) = listening(at, options) else {
            return;
        };
        place.configure(&format!(
            "name = \"Das \\\"Licht\\\" für alle\"\n[mail]\nsmtp = \"{scheme}://localhost:{}\"\n\
             from = \"The Lantern <house@films.example>\"\nroots = {certificate:?}\n",
            at.port()
        ));
        let sent = place
            .command(&["doctor", "--mail", "ana@example.org"])
            .status()
            .unwrap();
        assert!(sent.success(), "{scheme}");
        server.says("From: \"The Lantern\" <house@films.example>");
        server.says("To: ana@example.org");
        server.says("Auto-Submitted: auto-generated");
    }
}

#[test]
fn what_the_server_does_not_take_is_said() {
    let nobody = free();
    let place = Place::with(&format!(
        "[mail]\nsmtp = \"smtp://{nobody}\"\nfrom = \"house@films.example\"\n"
    ));
    let said = place.refused(&["doctor", "--mail", "ana@example.org"]);
    assert!(
        said.contains(&format!("the mail server {nobody} did not take it")),
        "{said}"
    );
    place.configure("");
    let said = place.refused(&["doctor", "--mail", "ana@example.org"]);
    assert!(said.contains("the house has no mail server"), "{said}");
}

#[test]
fn a_server_without_encryption_gets_nothing_when_encryption_was_asked_for() {
    let at = free();
    let Some(_server) = listening(at, &[]) else {
        return;
    };
    let place = Place::with(&format!(
        "[mail]\nsmtp = \"smtp+starttls://localhost:{}\"\nfrom = \"house@films.example\"\n",
        at.port()
    ));
    let said = place.refused(&["doctor", "--mail", "ana@example.org"]);
    assert!(said.contains("did not take it"), "{said}");
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "a test's own clock")]
    fn now(&self) -> house::Instant {
        house::Instant::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}

#[test]
fn a_letter_that_waits_in_the_house_is_sent_by_whoever_serves() {
    let (at, site) = (free(), free());
    let Some(server) = listening(at, &[]) else {
        return;
    };
    let place = Place::with(&format!(
        "[site]\nlisten = \"{site}\"\n[mail]\nsmtp = \"smtp://{at}\"\nfrom = \"house@films.example\"\n"
    ));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let catalogue = runtime.block_on(async {
        let clock = std::sync::Arc::new(SystemClock);
        let path = place.house().join("catalogue.sqlite");
        let catalogue = store::Catalogue::open(&path, clock).await.unwrap();
        let letters = catalogue.letters();
        letters
            .put(
                "ana@example.org",
                "Einladung für Åsa",
                "Open this link:\n\nhttps://films.example/x\n",
            )
            .await
            .unwrap();
        catalogue
    });
    let running = place.serve();
    server.says("To: ana@example.org");
    server.says("https://films.example/x");
    // Taken by the server, and then forgotten by the house.
    let begun = std::time::Instant::now();
    while runtime.block_on(catalogue.letters().waiting()).unwrap().waiting > 0 {
        assert!(
            begun.elapsed() < crate::program::PATIENCE,
            "the letter is still kept"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(running.end());
}
