//! The program as a user meets it: a real process, its exit code, what it says and where.

use crate::house_on_disk::marquee;

#[test]
fn wrong_usage_is_2_and_help_is_0() {
    let wrong = marquee(&["dance"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.wrote.is_empty());
    let help = marquee(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.wrote.contains("Exit codes"));
}

#[test]
fn a_house_is_made_once_and_only_in_an_empty_folder() {
    let folder = tempfile::tempdir().unwrap();
    let house = folder.path().join("house");
    let house = house.to_str().unwrap();
    let made = marquee(&["init", house, "--name", "The Lantern"]);
    assert_eq!(made.code, 0, "{}", made.said);
    let again = marquee(&["init", house]);
    assert_eq!(again.code, 1);
    assert!(again.said.contains("is a house already"));
    let taken = marquee(&["init", folder.path().to_str().unwrap()]);
    assert_eq!(taken.code, 1);
    assert!(taken.said.contains("is not empty"));
}

#[test]
fn completions_and_man_pages_come_from_the_definitions() {
    for shell in ["bash", "zsh", "fish"] {
        let completions = marquee(&["completions", shell]);
        assert_eq!(completions.code, 0);
        assert!(completions.wrote.contains("init"), "{shell}");
    }
    let page = marquee(&["man"]);
    assert!(page.wrote.contains(".TH marquee 1"));
    assert!(page.wrote.contains("allow_origins"), "the keys of marquee.toml");
    let folder = tempfile::tempdir().unwrap();
    let pages = marquee(&["man", "--into", folder.path().to_str().unwrap()]);
    assert_eq!(pages.code, 0);
    assert!(folder.path().join("marquee-init.1").is_file());
}

#[test]
fn output_into_a_pipe_is_plain() {
    let help = marquee(&["--help"]);
    assert!(!help.wrote.contains('\u{1b}'));
    let refused = marquee(&["init", "/dev/null/house"]);
    assert_eq!(refused.code, 1);
    assert!(!refused.said.contains('\u{1b}'));
    assert!(refused.said.contains("/dev/null/house"));
}
