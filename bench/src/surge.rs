//! Surge: thousands of visitors wait, and all ask at the instant. With the film already in their cache they need one key;
//! with nothing they need the manifest, the key, an init and the first segment. Beside it nginx, which hands the same bytes
//! out from the disk to anybody.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::bench_house::BenchHouse;
use crate::child::hand_over;
use crate::crowd::{Crowd, Heard};
use crate::film::{self, Order};
use crate::nginx::{Nginx, Sendfile};
use crate::scale::Scale;
use crate::{http, marquee, usage};

/// The server runs on the first processor, the crowd on the second.
const SERVER: usize = 0;
/// Time for the crowd to take its places.
const LEAD_MS: i64 = 25_000;
/// A small first rendition, as a visitor on a telephone gets it.
const FILM: Order = Order {
    segment_bytes: 150_000,
    bytes: 3_000_000,
    width: 426,
    height: 240,
};

pub(crate) async fn run(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let house = BenchHouse::found(&folder.join("surge-house")).await?;
    open_the_doors_wide(&house.folder)?;
    let film = film::make(folder, FILM)?;
    let (title, master, renditions) = house.file(&film, "surge").await?;
    let release = house.draft(&title, &master, &renditions).await?.key;
    plan(&house.folder, instant(&house, 3_600_000)?.0)?;
    let manifest = sealed_manifest(&house.folder)?;
    let (base, _) = manifest.rsplit_once('/').context("a manifest in a folder")?;
    let key = manifest.split('/').nth(3).context("a key's name")?;
    let picture = renditions.first().context("a picture")?;
    let key = format!("/keys/{release}/{key}.key");
    let nothing = vec![
        manifest.clone(),
        key.clone(),
        format!("{base}/{}/init.mp4", picture.key),
        format!("{base}/{}/1.m4s", picture.key),
    ];
    println!("surge, {} visitors who all ask at the instant", scale.visitors);
    let mut opened = None;
    for (what, paths) in [
        ("the film in their cache: the key", vec![key]),
        ("nothing in it: to the first segment", nothing),
    ] {
        // The night is planned anew before the doors: nothing is open while the crowd comes.
        drop(opened.take());
        let (planned, at) = instant(&house, LEAD_MS)?;
        plan(&house.folder, planned)?;
        let server = marquee::serve(&house.folder, SERVER)?;
        let crowd = Crowd {
            address: server.address,
            visitors: scale.visitors,
            paths: Arc::new(paths.clone()),
            opens: Some(at),
        };
        let before = usage::processor_seconds(server.pid())?;
        let heard = crowd.come()?;
        let used = usage::processor_seconds(server.pid())? - before;
        say(what, "marquee", scale.visitors, used, &heard);
        ensure!(
            heard.early == 0,
            "{} answers came before the instant",
            heard.early
        );
        opened = Some((server, paths));
    }
    let (server, paths) = opened.context("no round")?;
    beside_nginx(folder, server.address, &paths, scale)
}

/// The same bytes as files; nothing is waited for.
fn beside_nginx(folder: &Path, house: SocketAddr, paths: &[String], scale: &Scale) -> anyhow::Result<()> {
    let root = folder.join("surge-static");
    for path in paths {
        let file = root.join(path.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().context("a folder")?)?;
        std::fs::write(file, http::get(house, path)?)?;
    }
    hand_over(&root)?;
    let nginx = Nginx::start(folder, &root, Sendfile::On, false, SERVER)?;
    let key: Vec<String> = paths
        .iter()
        .filter(|path| path.starts_with("/keys/"))
        .cloned()
        .collect();
    for (what, paths) in [("the key alone", key), ("all four", paths.to_vec())] {
        let crowd = Crowd {
            address: nginx.server.address,
            visitors: scale.visitors,
            paths: Arc::new(paths),
            opens: None,
        };
        let before = usage::processor_seconds(nginx.worker)?;
        let heard = crowd.come()?;
        let used = usage::processor_seconds(nginx.worker)? - before;
        say(what, "nginx  ", scale.visitors, used, &heard);
    }
    Ok(())
}

fn say(what: &str, who: &str, visitors: usize, used: f64, heard: &Heard) {
    let mut line = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        line,
        "  {who}  {what}: p50 {} ms, p99 {} ms, last {} ms; {} errors, {} early",
        heard.at(50),
        heard.at(99),
        heard.at(100),
        heard.errors,
        heard.early
    );
    println!("{line}");
    let each = used * 1_000_000.0 / f64::from(u32::try_from(visitors).unwrap_or(u32::MAX));
    println!(
        "           {each:.0} µs of the server's processor each; the load took {:.1} s of its own, the server {used:.1} s",
        heard.load_seconds
    );
}

/// An instant on the house's clock, in whole milliseconds, and the same on this program's.
fn instant(house: &BenchHouse, lead: i64) -> anyhow::Result<(house::Instant, Instant)> {
    let now = house.now();
    let planned = house::Instant::from_micros((now.micros() / 1_000 + lead) * 1_000);
    let wait = u64::try_from(planned.micros() - now.micros())?;
    Ok((planned, Instant::now() + Duration::from_micros(wait)))
}

fn plan(house: &Path, at: house::Instant) -> anyhow::Result<()> {
    let at = at.to_string();
    let output = marquee::command(house)?
        .args(["release", "plan", "surge", "--sealed", "--opens", &at])
        .args(["--overrule", "The bench", "--reason", "its film has no poster"])
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn sealed_manifest(house: &Path) -> anyhow::Result<String> {
    let output = marquee::command(house)?.args(["seal", "surge"]).output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    let line = text
        .lines()
        .find(|line| line.contains("/sealed/"))
        .context("no manifest")?;
    let path = line.find("/sealed/").and_then(|at| line.get(at..));
    Ok(path.context("not a sealed manifest")?.to_owned())
}

/// All visitors of this crowd come from one address, as those of no night do.
fn open_the_doors_wide(house: &Path) -> anyhow::Result<()> {
    let path = house.join("marquee.toml");
    let text = std::fs::read_to_string(&path)?;
    let wide = text
        .replace("# connections = 4000", "connections = 30000")
        .replace(
            "# connections_per_address = 100",
            "connections_per_address = 30000",
        );
    ensure!(wide != text, "the limits were not found in marquee.toml");
    Ok(std::fs::write(path, wide)?)
}
