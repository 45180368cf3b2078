//! The example files, looked over by the programs that they are for.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{PROGRAM, Place, installed};

pub(crate) fn example(name: &str) -> String {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    std::fs::read_to_string(root.join(name)).unwrap()
}

#[test]
fn the_unit_files_are_understood_and_hardened() {
    let Some(analyze) = installed("systemd-analyze") else {
        return;
    };
    let place = Place::with("");
    let service = example("marquee.service")
        .replace("/usr/local/bin/marquee", PROGRAM)
        .replace("Documentation=man:marquee(1)\n", "")
        .replace("User=marquee\nGroup=marquee\n", "User=daemon\nGroup=daemon\n");
    let mut files = vec![place.write("marquee.service", &service)];
    for name in ["marquee.socket", "marquee-redirect.socket"] {
        files.push(place.write(name, &example(name)));
    }
    let verified = Command::new(&analyze)
        .arg("verify")
        .args(&files)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&verified.stderr);
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("marquee")).collect();
    assert!(ours.is_empty(), "{said}");
    // Exposure in tenths: 15 of 100 as it stands.
    let weighed = Command::new(&analyze)
        .args(["security", "--offline=true", "--threshold=20"])
        .arg(&files[0])
        .output()
        .unwrap();
    assert!(
        weighed.status.success(),
        "{}",
        String::from_utf8_lossy(&weighed.stdout)
    );
}
