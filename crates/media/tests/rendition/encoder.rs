//! The engine's programs as encoder and oracle: films are made when a test runs, none is kept in the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with `ffmpeg`, `ffprobe` and `packager`; `None`, with a printed line, where `scripts/setup` has not run.
pub(crate) fn folder() -> Option<PathBuf> {
    let found = std::env::var_os("MARQUEE_ENGINE")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.engine"));
    if found.join("ffmpeg").exists() {
        return Some(found);
    }
    println!(
        "skipped: no engine in {}; `make setup` fetches it",
        found.display()
    );
    None
}

/// Runs a program of the engine with arguments split at spaces; what it wrote to stdout.
pub(crate) fn run(engine: &Path, program: &str, arguments: &str) -> String {
    let output = Command::new(engine.join(program))
        .args(arguments.split_whitespace())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// How a test picture is encoded.
pub(crate) struct Picture<'a> {
    pub(crate) rate: &'a str,
    pub(crate) gop: u32,
    pub(crate) x264: &'a str,
    pub(crate) container: &'a str,
}

impl Picture<'_> {
    /// Frames `first .. first + frames` of the test picture as one piece.
    pub(crate) fn piece(&self, engine: &Path, out: &Path, first: u64, frames: u64) {
        let Self {
            rate,
            gop,
            x264,
            container,
        } = self;
        run(
            engine,
            "ffmpeg",
            &format!(
                "-v error -nostdin -y -f lavfi -i testsrc2=size=192x108:rate={rate} \
                 -vf trim=start_frame={first}:end_frame={end},setpts=PTS-STARTPTS -an -c:v libx264 -preset veryfast \
                 -threads 1 -g {gop} -keyint_min {gop} -sc_threshold 0 -bf 3 -x264-params {x264} -pix_fmt yuv420p \
                 -bitexact -fflags +bitexact {container} {out}",
                end = first + frames,
                out = out.display(),
            ),
        );
    }
}

/// `seconds` of a tone, encoded to AAC.
pub(crate) fn sound(engine: &Path, out: &Path, sample_rate: u32, seconds: &str, container: &str) {
    run(
        engine,
        "ffmpeg",
        &format!(
            "-v error -nostdin -y -f lavfi -i sine=frequency=440:sample_rate={sample_rate}:duration={seconds} \
             -c:a aac -b:a 64k -bitexact -fflags +bitexact {container} {}",
            out.display()
        ),
    );
}

/// Digest of each decoded picture, or of all decoded sound, in the order of showing.
pub(crate) fn decoded(engine: &Path, file: &Path) -> Vec<String> {
    let text = run(
        engine,
        "ffmpeg",
        &format!("-v error -nostdin -xerror -i {} -f framemd5 -", file.display()),
    );
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit(',').next())
        .map(|digest| digest.trim().to_owned())
        .collect()
}
