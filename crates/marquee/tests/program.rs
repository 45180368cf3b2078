//! The program as a user meets it: a real process, its exit code, what it says and where.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::process::{Command, Output};

fn marquee(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_marquee"))
        .args(arguments)
        .env_remove("MARQUEE_HOUSE")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn wrong_usage_is_2_and_help_is_0() {
    let wrong = marquee(&["dance"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(wrong.stdout.is_empty());
    let help = marquee(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).contains("Exit codes"));
}

#[test]
fn a_house_is_made_once_and_only_in_an_empty_folder() {
    let folder = tempfile::tempdir().unwrap();
    let house = folder.path().join("house");
    let house = house.to_str().unwrap();
    let made = marquee(&["init", house, "--name", "The Lantern"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let again = marquee(&["init", house]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("is a house already"));
    let taken = marquee(&["init", folder.path().to_str().unwrap()]);
    assert_eq!(taken.status.code(), Some(1));
    assert!(text(&taken.stderr).contains("is not empty"));
}

#[test]
fn completions_and_man_pages_come_from_the_definitions() {
    for shell in ["bash", "zsh", "fish"] {
        let completions = marquee(&["completions", shell]);
        assert_eq!(completions.status.code(), Some(0));
        assert!(text(&completions.stdout).contains("init"), "{shell}");
    }
    let page = marquee(&["man"]);
    assert!(text(&page.stdout).contains(".TH marquee 1"));
    assert!(
        text(&page.stdout).contains("allow_origins"),
        "the keys of marquee.toml"
    );
    let folder = tempfile::tempdir().unwrap();
    let pages = marquee(&["man", "--into", folder.path().to_str().unwrap()]);
    assert_eq!(pages.status.code(), Some(0));
    assert!(folder.path().join("marquee-init.1").is_file());
}

#[test]
fn output_into_a_pipe_is_plain() {
    let help = marquee(&["--help"]);
    assert!(!text(&help.stdout).contains('\u{1b}'));
    let refused = marquee(&["init", "/dev/null/house"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!text(&refused.stderr).contains('\u{1b}'));
    assert!(text(&refused.stderr).contains("/dev/null/house"));
}
