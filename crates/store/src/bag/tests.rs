use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use house::Digest;
use proptest::prelude::*;

use super::path::{decoded, fault};
use super::{Bag, BagWriter};
use crate::{StoreError, Vault};

fn bag(folder: &Path) -> PathBuf {
    let place = folder.join("bag");
    let vault = Vault::open(&folder.join("vault")).unwrap();
    let kept = vault.put(&mut &b"the film"[..]).unwrap();
    let mut bag = BagWriter::create(&place).unwrap();
    bag.add_text("title.json", "{}").unwrap();
    bag.add_object("film/film.mp4", &vault, &kept.digest).unwrap();
    bag.seal(&[("Source-Organization", "The\nLantern".into())])
        .unwrap();
    place
}

fn refusal(place: &Path) -> String {
    let refused = Bag::open(place).and_then(|bag| bag.verify(&|_| {}));
    match refused.unwrap_err() {
        StoreError::Refused(sentence) => sentence,
        other => panic!("{other}"),
    }
}

/// Changes a list, and removes the lists of lists, which would notice.
fn rewrite(place: &Path, change: impl Fn(String) -> String) {
    for algorithm in ["sha256", "sha512"] {
        let _ = fs::remove_file(place.join(format!("tagmanifest-{algorithm}.txt")));
        let list = place.join(format!("manifest-{algorithm}.txt"));
        fs::write(&list, change(fs::read_to_string(&list).unwrap())).unwrap();
    }
}

#[test]
fn what_is_packed_can_be_looked_over_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let place = bag(folder.path());
    let bag = Bag::open(&place).unwrap();
    assert_eq!((bag.files(), bag.bytes()), (2, 10));
    bag.verify(&|_| {}).unwrap();
    assert_eq!(bag.read_text("title.json").unwrap(), "{}");
    let info = fs::read_to_string(place.join("bag-info.txt")).unwrap();
    assert_eq!(info, "Source-Organization: The Lantern\nPayload-Oxum: 10.2\n");
    assert!(BagWriter::create(&place).is_err());
}

#[test]
fn a_damaged_object_is_not_packed() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("vault")).unwrap();
    let digest = Digest::of(b"the film");
    let path = vault.path_of(&digest);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "the f1lm").unwrap();
    let mut bag = BagWriter::create(&folder.path().join("bag")).unwrap();
    let refused = bag.add_object("film.mp4", &vault, &digest);
    assert!(matches!(refused, Err(StoreError::DamagedObject { .. })));
}

#[test]
fn changed_missing_and_unlisted_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = bag(folder.path());
    fs::write(place.join("data/film/film.mp4"), "the f1lm").unwrap();
    assert!(refusal(&place).contains("'data/film/film.mp4' has other bytes than the bag lists (sha512)"));
    fs::remove_file(place.join("data/film/film.mp4")).unwrap();
    assert!(refusal(&place).contains("'data/film/film.mp4' is missing"));
    fs::write(place.join("data/film/film.mp4"), "the film").unwrap();
    fs::write(place.join("data/more.txt"), "").unwrap();
    assert!(refusal(&place).contains("'data/more.txt' is in it and in no list"));
    fs::remove_file(place.join("data/more.txt")).unwrap();
    fs::write(place.join("bag-info.txt"), "x: y\n").unwrap();
    assert!(refusal(&place).contains("'bag-info.txt' has other bytes"));
}

#[test]
fn links_are_refused_wherever_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let place = bag(folder.path());
    let film = place.join("data/film/film.mp4");
    fs::remove_file(&film).unwrap();
    symlink("/etc/passwd", &film).unwrap();
    assert!(refusal(&place).contains("'data/film/film.mp4' is a link"));
    fs::remove_dir_all(place.join("data/film")).unwrap();
    symlink("/etc", place.join("data/film")).unwrap();
    assert!(refusal(&place).contains("'data/film' is a link"));
}

#[test]
fn a_link_that_is_put_there_after_the_look_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let place = bag(folder.path());
    let opened = Bag::open(&place).unwrap();
    fs::remove_file(place.join("data/film/film.mp4")).unwrap();
    symlink("/etc/passwd", place.join("data/film/film.mp4")).unwrap();
    assert!(
        opened
            .open_file("film/film.mp4")
            .unwrap_err()
            .to_string()
            .contains("is a link")
    );
    fs::remove_dir_all(place.join("data/film")).unwrap();
    symlink("/etc", place.join("data/film")).unwrap();
    assert!(
        opened
            .open_file("film/film.mp4")
            .unwrap_err()
            .to_string()
            .contains("a link")
    );
}

#[test]
fn paths_that_lead_out_are_refused() {
    for path in [
        "data/../../etc/passwd",
        "/etc/passwd",
        "../x",
        "data//x",
        "data/./x",
        "data\\x",
        "~/x",
        "data/a%0Ab",
        "x.txt",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let place = bag(folder.path());
        rewrite(&place, |list| format!("{list}{:0128}  {path}\n", 0));
        let said = refusal(&place);
        assert!(
            said.contains("out of the bag") || said.contains("control") || said.contains("below data/"),
            "{path}: {said}"
        );
    }
}

#[test]
fn what_is_no_bag_or_wants_something_fetched_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(refusal(folder.path()).contains("is no bag"));
    let place = bag(folder.path());
    fs::write(place.join("fetch.txt"), "http://169.254.169.254/ - data/x\n").unwrap();
    assert!(refusal(&place).contains("fetch.txt"));
    fs::remove_file(place.join("fetch.txt")).unwrap();
    fs::write(
        place.join("bagit.txt"),
        "BagIt-Version: 7.0\nTag-File-Character-Encoding: UTF-8\n",
    )
    .unwrap();
    assert!(refusal(&place).contains("BagIt 7.0"));
}

#[test]
fn a_list_that_never_ends_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = bag(folder.path());
    rewrite(&place, |mut list| {
        for number in 0..30_000 {
            list.push_str(&format!("{:0128}  data/{number}\n", 0));
        }
        list
    });
    assert!(refusal(&place).contains("more than 20000 files"));
    rewrite(&place, |list| format!("{list}{list}"));
    assert!(refusal(&place).contains("twice") || refusal(&place).contains("more than"));
}

proptest! {
    #[test]
    fn a_path_without_fault_stays_below(path in "[a./~ \\\\%]{1,12}") {
        let path = decoded(&path);
        if fault(&path).is_none() {
            let joined = Path::new("/bag").join(&path);
            prop_assert!(joined.starts_with("/bag") && !path.split('/').any(|part| part == ".."));
        }
    }

    #[test]
    fn decoding_never_fails(text in "\\PC{0,40}") {
        prop_assert_eq!(decoded(&text.replace('%', "%25")), text);
    }
}
