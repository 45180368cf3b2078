//! A house in a temporary folder, and the program run in it as a process.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    /// To stdout.
    pub(crate) wrote: String,
    /// To stderr.
    pub(crate) said: String,
}

impl Ran {
    /// The only line of the output.
    pub(crate) fn id(&self) -> String {
        assert_eq!(self.wrote.lines().count(), 1, "{self:?}");
        self.wrote.trim().to_owned()
    }
}

pub(crate) fn marquee(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_marquee"))
        .args(arguments)
        .env_remove("MARQUEE_HOUSE")
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        wrote: String::from_utf8(output.stdout).unwrap(),
        said: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) struct House {
    pub(crate) folder: PathBuf,
    around: tempfile::TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("house");
        let made = marquee(&["init", folder.to_str().unwrap(), "--name", "The Lantern"]);
        assert_eq!(made.code, 0, "{made:?}");
        // Tests share a disk that may be nearly full.
        let house = Self { folder, around };
        house.configure("");
        house
    }

    /// Other words in the configuration, after what every test needs.
    pub(crate) fn configure(&self, text: &str) {
        let text = if text.contains("[work]") {
            text.to_owned()
        } else {
            format!("{text}\n[work]\nkeep_free = \"0\"\n")
        };
        std::fs::write(self.folder.join("marquee.toml"), text).unwrap();
    }

    /// A path beside the house.
    pub(crate) fn outside(&self, name: &str) -> PathBuf {
        self.around.path().join(name)
    }

    /// A file beside the house.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.outside(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn attempt(&self, arguments: &[&str]) -> Ran {
        let mut all = vec!["--house", self.folder.to_str().unwrap()];
        all.extend(arguments);
        marquee(&all)
    }

    /// Runs a command that must do what it was asked.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let ran = self.attempt(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        serde_json::from_str(&self.run(&all).wrote).unwrap()
    }

    /// The path of the only object in the vault.
    pub(crate) fn only_object(&self) -> PathBuf {
        let mut found = Vec::new();
        objects(&self.folder.join("vault"), &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }
}

fn objects(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            objects(&path, found);
        } else if path.file_name().unwrap().len() == 64 {
            found.push(path);
        }
    }
}
