//! The walls of the house: which room may import which, and inside the room `house`, which stage may import which.
//! `ARCHITECTURE.md` draws them; this test holds them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms that it may import, and whether it is pure: no async, SQL, processes or HTTP.
struct Room {
    name: &'static str,
    imports: &'static [&'static str],
    pure: bool,
}

const ROOMS: [Room; 8] = [
    Room {
        name: "media",
        imports: &[],
        pure: true,
    },
    Room {
        name: "package",
        imports: &["media"],
        pure: true,
    },
    Room {
        name: "engine",
        imports: &["media"],
        pure: false,
    },
    Room {
        name: "house",
        imports: &["media"],
        pure: true,
    },
    Room {
        name: "speech",
        imports: &["house", "media"],
        pure: true,
    },
    Room {
        name: "store",
        imports: &["house", "media", "package"],
        pure: false,
    },
    Room {
        name: "site",
        imports: &["house", "media", "package", "store"],
        pure: false,
    },
    Room {
        name: "marquee",
        imports: &["engine", "house", "media", "package", "site", "speech", "store"],
        pure: false,
    },
];

/// Crates that would bring async, SQL, processes or HTTP into a pure room.
const IMPURE: [&str; 14] = [
    "anyhow",
    "axum",
    "command-fds",
    "futures-util",
    "http",
    "hyper",
    "object_store",
    "reqwest",
    "rustix",
    "sqlx",
    "tokio",
    "tokio-util",
    "tower",
    "tower-http",
];

/// The stages of the trade in the direction in which film goes through them. A stage imports only stages before it.
const STAGES: [&str; 7] = [
    "archive", "analyse", "cut", "master", "encode", "release", "audience",
];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What a room's manifest asks for when it is built, not when it is tested.
fn dependencies(room: &str) -> BTreeSet<String> {
    let path = crates().join(room).join("Cargo.toml");
    let manifest: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
    let mut names = BTreeSet::new();
    for table in ["dependencies", "build-dependencies"] {
        if let Some(table) = manifest.get(table).and_then(toml::Value::as_table) {
            names.extend(table.keys().cloned());
        }
    }
    names
}

/// All Rust files under a folder that are part of the program, not of its tests, with their texts.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "tests" || name.ends_with("_tests") || name == "fixtures" {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// Lines of code: comments name other rooms freely.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The first names in every path that starts with `crate::`, also in groups: `crate::{id, encode::Stage}`.
fn own_modules(code: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (at, start) in code.match_indices("crate::") {
        let rest = &code[at + start.len()..];
        let group = rest
            .strip_prefix('{')
            .map_or(rest, |group| &group[..closing(group)]);
        if rest.starts_with('{') {
            modules.extend(top_level(group).iter().map(|path| first_name(path)));
        } else {
            modules.insert(first_name(rest));
        }
    }
    modules
}

fn closing(group: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    panic!("an import without an end: {group}");
}

fn top_level(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut paths = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                paths.push(String::new());
                continue;
            }
            _ => {}
        }
        paths.last_mut().unwrap().push(letter);
    }
    paths
}

fn first_name(path: &str) -> String {
    path.trim()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect()
}

#[test]
fn every_room_imports_only_the_rooms_before_it() {
    for room in &ROOMS {
        let found = dependencies(room.name);
        let rooms: Vec<_> = ROOMS
            .iter()
            .map(|room| room.name)
            .filter(|name| found.contains(*name))
            .collect();
        for import in rooms {
            assert!(
                room.imports.contains(&import),
                "{} must not import {import}",
                room.name
            );
        }
    }
}

#[test]
fn there_are_no_other_rooms() {
    let mut found: Vec<String> = fs::read_dir(crates())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    let mut known: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
    known.sort_unstable();
    assert_eq!(found, known, "a new room needs its place among the walls");
}

#[test]
fn pure_rooms_know_no_async_sql_processes_or_http() {
    for room in ROOMS.iter().filter(|room| room.pure) {
        let found = dependencies(room.name);
        for impure in IMPURE {
            assert!(!found.contains(impure), "{} must not import {impure}", room.name);
        }
        for (path, text) in sources(&crates().join(room.name).join("src")) {
            let text = code(&text);
            for door in ["std::process", "std::net", "async fn"] {
                assert!(!text.contains(door), "{} has {door}", path.display());
            }
        }
    }
}

#[test]
fn only_the_engine_starts_processes() {
    for room in ROOMS.iter().filter(|room| room.name != "engine") {
        for (path, text) in sources(&crates().join(room.name).join("src")) {
            let text = code(&text);
            for door in ["process::Command", "Command::new("] {
                assert!(!text.contains(door), "{} starts a process", path.display());
            }
        }
    }
}

#[test]
fn the_site_opens_the_vault_by_the_viewers_door_only() {
    for (path, text) in sources(&crates().join("site").join("src")) {
        let text = code(&text);
        for door in [
            "store::Vault",
            "store::vault",
            "Vault::open",
            "std::fs",
            "tokio::fs",
        ] {
            assert!(
                !text.contains(door),
                "{} reaches around the viewers' door by {door}",
                path.display()
            );
        }
    }
}

#[test]
fn a_stage_imports_only_stages_before_it() {
    let house = crates().join("house").join("src");
    for (place, stage) in STAGES.iter().enumerate() {
        let folder = house.join(stage);
        if !folder.is_dir() {
            continue;
        }
        for (path, text) in sources(&folder) {
            for module in own_modules(&code(&text)) {
                let later = STAGES[place + 1..].contains(&module.as_str());
                assert!(!later, "{} imports the later stage {module}", path.display());
            }
        }
    }
}

#[test]
fn what_all_stages_share_knows_no_stage() {
    let house = crates().join("house").join("src");
    for (path, text) in sources(&house) {
        if path.parent() != Some(&house) || path.ends_with("lib.rs") {
            continue;
        }
        for module in own_modules(&code(&text)) {
            assert!(
                !STAGES.contains(&module.as_str()),
                "{} imports the stage {module}",
                path.display()
            );
        }
    }
}

#[test]
fn imports_are_found_however_they_are_written() {
    let text = "use crate::{id::{A, B}, encode::Stage,\n HouseError};\nfn f(x: crate::master::Sheet) {}";
    let found: Vec<String> = own_modules(text).into_iter().collect();
    assert_eq!(found, ["HouseError", "encode", "id", "master"]);
}
