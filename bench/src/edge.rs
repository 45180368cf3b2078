//! Edge: a sealed film through `deploy/nginx-edge.conf`. What counts is how many bytes the house itself sends for each
//! visitor: with nothing in the edge's cache, and with the film in it.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, ensure};

use crate::bench_house::{BenchHouse, Shown};
use crate::child::{Server, free_address, hand_over};
use crate::film;
use crate::relay::Relay;
use crate::scale::Scale;
use crate::{http, marquee};

const VISITORS: usize = 200;
/// Visitors that fetch at the same time.
const AT_ONCE: usize = 16;
/// Of picture and of sound, that each visitor fetches.
const SEGMENTS: usize = 15;
const CONFIGURATION: &str = include_str!("../../deploy/nginx-edge.conf");

pub(crate) async fn run(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let house = BenchHouse::found(&folder.join("edge-house")).await?;
    let film = film::make(folder, scale.small())?;
    let shown = house.show(&film, "edge").await?;
    let manifest = seal(&house.folder, "edge")?;
    let server = marquee::serve(&house.folder, 0)?;
    let relay = Relay::before(server.address)?;
    let edge = nginx(folder, relay.address)?;
    println!("edge, {VISITORS} visitors, {AT_ONCE} at once, a minute of film and its key each");
    for state in ["cold", "warm"] {
        let before = relay.passed();
        let fetched = visit(edge.address, &wanted(&manifest, &shown)?)?;
        let each = |bytes: u64| bytes / VISITORS as u64;
        println!(
            "  {state} cache: {} bytes of each visitor's {} came from the house",
            each(relay.passed() - before),
            each(fetched)
        );
    }
    Ok(())
}

/// Seals the film; the path of its manifest.
fn seal(house: &Path, slug: &str) -> anyhow::Result<String> {
    let output = marquee::command(house)?.args(["seal", slug]).output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    let manifest = text.lines().next().context("no manifest")?;
    let path = manifest.find("/sealed/").and_then(|at| manifest.get(at..));
    Ok(path.context("not a sealed manifest")?.to_owned())
}

/// What one visitor asks for.
fn wanted(manifest: &str, shown: &Shown) -> anyhow::Result<Vec<String>> {
    let (folder, _) = manifest.rsplit_once('/').context("a manifest in a folder")?;
    let key = manifest.split('/').nth(3).context("a key's name")?;
    let mut wanted = vec![manifest.to_owned()];
    for rendition in [&shown.picture, &shown.sound] {
        let segments = rendition
            .segments
            .as_ref()
            .map_or(0, |table| table.segments.len());
        wanted.push(format!("{folder}/{}/init.mp4", rendition.key));
        let numbers = 1..=segments.min(SEGMENTS);
        wanted.extend(numbers.map(|number| format!("{folder}/{}/{number}.m4s", rendition.key)));
    }
    wanted.push(format!("/keys/{}/{key}.key", shown.release));
    Ok(wanted)
}

/// All visitors, one after the other on so many threads; answers the bytes that they got.
fn visit(edge: SocketAddr, wanted: &[String]) -> anyhow::Result<u64> {
    let fetched = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let visitors = (0..AT_ONCE).map(|first| {
            let fetched = &fetched;
            scope.spawn(move || -> anyhow::Result<()> {
                for _ in (first..VISITORS).step_by(AT_ONCE) {
                    for path in wanted {
                        let bytes = http::get(edge, path)?.len() as u64;
                        fetched.fetch_add(bytes, Ordering::Relaxed);
                    }
                }
                Ok(())
            })
        });
        let visitors: Vec<_> = visitors.collect();
        visitors.into_iter().try_for_each(|visitor| {
            let ended = visitor.join();
            ended.map_err(|_| anyhow::anyhow!("a visitor fell over"))?
        })
    })?;
    Ok(fetched.into_inner())
}

/// The example file as it is, but for addresses, folders and TLS.
fn nginx(folder: &Path, house: SocketAddr) -> anyhow::Result<Server> {
    let (address, plain) = (free_address()?, free_address()?);
    let own = folder.join("nginx-edge");
    std::fs::create_dir_all(&own)?;
    let file = |name: &str| own.join(name).display().to_string();
    let site: String = CONFIGURATION
        .replace("/var/cache/nginx/marquee", &file("cache"))
        .replace("server 127.0.0.1:8080;", &format!("server {house};"))
        .replace("listen 80;", &format!("listen {plain};"))
        .replace("listen 443 ssl http2;", &format!("listen {address};"))
        .lines()
        .filter(|line| !line.trim_start().starts_with("ssl_"))
        .map(|line| format!("{line}\n"))
        .collect();
    let scratch: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {};\n", file(kind)))
        .collect();
    let config = format!(
        "daemon off;\npid {};\nerror_log {} warn;\nevents {{ worker_connections 1024; }}\n\
         http {{\naccess_log off;\n{scratch}{site}\n}}\n",
        file("pid"),
        file("error.log")
    );
    let path = own.join("nginx.conf");
    std::fs::write(&path, config)?;
    hand_over(&own)?;
    let mut command: Command = crate::child::on_processor(1, "/usr/sbin/nginx");
    command.arg("-p").arg(&own).arg("-e").arg(file("error.log"));
    command.arg("-c").arg(&path);
    Server::start(command, address)
}
