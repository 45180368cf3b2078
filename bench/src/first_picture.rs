//! First picture: from the start of a navigation to the first frame on the screen, on Marquee's watch page and on a
//! page with hls.js that nginx serves with shaka-packager's output of the same renditions.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::child::{hand_over, is_root, run as run_child};
use crate::figures::{Series, report};
use crate::nginx::{Nginx, Sendfile};
use crate::scale::Scale;
use crate::{engine, http, marquee};

const SERVER: usize = 0;
const TITLE: &str = "First Picture";
const SLUG: &str = "first-picture";

pub(crate) async fn run(folder: &Path, scale: &Scale, film: Option<PathBuf>) -> anyhow::Result<()> {
    let house = folder.join("first-picture-house");
    marquee::found(&house)?;
    let film = match film {
        Some(film) => film,
        None => make_film(folder)?,
    };
    println!("first picture: publishing {}", film.display());
    run_child(
        marquee::command(&house)?
            .arg("publish")
            .arg(&film)
            .args(["--title", TITLE, "--wait"]),
    )?;
    let server = marquee::serve(&house, SERVER)?;
    let watch = format!("/title/{SLUG}/watch");
    let page = String::from_utf8(http::get(server.address, &watch)?)?;
    let playlist = attribute(&page, "data-hls").context("the watch page names no playlist")?;
    let root = folder.join("hls-page");
    package_again(server.address, playlist, folder, &root)?;
    lay_page(&root)?;
    hand_over(&root)?;
    let nginx = Nginx::start(folder, &root, Sendfile::On, true, SERVER)?;
    let scripts = bring_scripts(folder)?;
    let sides = [
        format!("marquee=http://{}{watch}", server.address),
        format!("nginx=http://{}/index.html", nginx.server.address),
    ];
    println!(
        "first picture, milliseconds from navigation to the first frame, {} trials",
        scale.trials
    );
    for (line, what) in [("none", "loopback"), ("home", "a line of 20 Mbit/s and 40 ms")] {
        let measured = trials(&scripts, scale, line, &sides)?;
        let of = |name: &str| measured.get(name).cloned().unwrap_or_default();
        report(
            &format!("{what} (the ratio is ours over theirs; aim: 1.0 or less)"),
            &of("marquee"),
            &of("nginx"),
            "hls.js  ",
        );
    }
    Ok(())
}

/// Half a minute that is not too easy to encode.
fn make_film(folder: &Path) -> anyhow::Result<PathBuf> {
    let film = folder.join("first-picture.mp4");
    run_child(
        engine::program("ffmpeg")?
            .args(["-nostdin", "-v", "error", "-y"])
            .args([
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=1280x720:rate=25:duration=24,noise=alls=12:allf=t",
            ])
            .args([
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=220:sample_rate=48000:duration=24",
            ])
            .args([
                "-pix_fmt",
                "yuv420p",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-c:a",
                "aac",
                "-ac",
                "2",
            ])
            .arg(&film),
    )?;
    Ok(film)
}

/// Puts every rendition together again from what is served, and packages it with shaka-packager.
fn package_again(server: SocketAddr, playlist: &str, folder: &Path, root: &Path) -> anyhow::Result<()> {
    let base = playlist.rsplit_once('/').map_or("", |(base, _)| base);
    let text = String::from_utf8(http::get(server, playlist)?)?;
    let mut command = engine::program("packager")?;
    for (number, (address, kind)) in renditions(&text).into_iter().enumerate() {
        let file = folder.join(format!("again-{number}.mp4"));
        fs::write(&file, whole(server, &format!("{base}/{address}"))?)?;
        let out = root.join(number.to_string());
        let group = if kind == "audio" {
            ",hls_group_id=sound,hls_name=Sound"
        } else {
            ""
        };
        command.arg(format!(
            "in={},stream={kind},init_segment={out}/init.mp4,segment_template={out}/$Number$.m4s,playlist_name={number}.m3u8{group}",
            file.display(),
            out = out.display(),
        ));
    }
    command
        .args(["--segment_duration", "4", "--hls_master_playlist_output"])
        .arg(root.join("film.m3u8"));
    run_child(&mut command)?;
    Ok(())
}

/// Playlists of pictures and sounds in a multivariant playlist, each once.
fn renditions(multivariant: &str) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for line in multivariant.lines() {
        if line.starts_with("#EXT-X-MEDIA:TYPE=AUDIO") {
            if let Some(address) = attribute(line, "URI") {
                found.insert(address.to_owned(), "audio");
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            found.insert(line.to_owned(), "video");
        }
    }
    found
}

/// Init and segments of a media playlist, one after the other.
fn whole(server: SocketAddr, playlist: &str) -> anyhow::Result<Vec<u8>> {
    let base = playlist.rsplit_once('/').map_or("", |(base, _)| base);
    let text = String::from_utf8(http::get(server, playlist)?)?;
    let map = text
        .lines()
        .find(|line| line.starts_with("#EXT-X-MAP:"))
        .context("no EXT-X-MAP")?;
    let init = attribute(map, "URI").context("no address of the init segment")?;
    let segments = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut bytes = Vec::new();
    for name in std::iter::once(init).chain(segments) {
        bytes.extend(http::get(server, &format!("{base}/{name}"))?);
    }
    Ok(bytes)
}

fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn lay_page(root: &Path) -> anyhow::Result<()> {
    let bench = folder_of_scripts()?;
    ensure!(
        bench.join("node_modules/hls.js").exists(),
        "hls.js is not there: run 'npm ci' in {}",
        bench.display()
    );
    fs::copy(bench.join("hls.html"), root.join("index.html"))?;
    fs::copy(
        bench.join("node_modules/hls.js/dist/hls.min.js"),
        root.join("hls.min.js"),
    )?;
    Ok(())
}

fn folder_of_scripts() -> anyhow::Result<PathBuf> {
    fs::canonicalize("bench").context("run this from the repository's folder")
}

#[derive(Deserialize)]
struct Trial {
    side: String,
    millis: f64,
}

/// The script and what it needs, where a nobody may read them.
fn bring_scripts(folder: &Path) -> anyhow::Result<PathBuf> {
    let scripts = folder.join("scripts");
    fs::create_dir_all(&scripts)?;
    let bench = folder_of_scripts()?;
    for name in ["first_picture.mjs", "package.json", "node_modules"] {
        run_child(Command::new("cp").arg("-r").arg(bench.join(name)).arg(&scripts))?;
    }
    hand_over(&scripts)?;
    Ok(scripts)
}

fn trials(
    scripts: &Path,
    scale: &Scale,
    line: &str,
    sides: &[String],
) -> anyhow::Result<BTreeMap<String, Series>> {
    // As nobody when this is root: a browser that shows pages has no business with root's rights.
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid",
            "65534",
            "--regid",
            "65534",
            "--clear-groups",
            "env",
            "HOME=/tmp",
            "node",
        ]);
        command
    } else {
        Command::new("node")
    };
    command.arg(scripts.join("first_picture.mjs"));
    command
        .args(["--trials", &scale.trials.to_string(), "--line", line])
        .args(sides);
    let output = run_child(&mut command)?;
    let mut measured: BTreeMap<String, Series> = BTreeMap::new();
    for line in String::from_utf8(output)?.lines() {
        let trial: Trial = serde_json::from_str(line)?;
        measured.entry(trial.side).or_default().push(trial.millis);
    }
    Ok(measured)
}
