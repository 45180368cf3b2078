//! Origin: segments and playlists through gate and packager, against nginx with the same bytes as static files. What
//! counts is what a processor second of the server buys: the load comes from the same machine.

use std::path::Path;

use house::encode::Rendition;

use crate::bench_house::{BenchHouse, Shown};
use crate::child::hand_over;
use crate::figures::{Series, report};
use crate::film;
use crate::nginx::{Nginx, Sendfile};
use crate::scale::Scale;
use crate::wrk::{Length, load};
use crate::{cache, copy, http, marquee, usage};

/// Servers run on the first processor, the load on the second.
const SERVER: usize = 0;
const LOAD: usize = 1;

/// One contestant over the rounds.
#[derive(Default)]
struct Side {
    requests: Series,
    bytes: Series,
}

struct Contest<'a> {
    folder: &'a Path,
    scale: &'a Scale,
    /// Name, address and the process that does the work; ours is the first.
    servers: Vec<(&'static str, std::net::SocketAddr, u32)>,
    /// Folders whose files each server reads.
    files: Vec<&'a Path>,
}

pub(crate) async fn run(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let house = BenchHouse::found(&folder.join("house")).await?;
    let large = film::make(folder, scale.large())?;
    let small = film::make(folder, scale.small())?;
    let large = house.show(&large, "large").await?;
    let small = house.show(&small, "small").await?;
    let server = marquee::serve(&house.folder, SERVER)?;
    let root = folder.join("static");
    for shown in [&large, &small] {
        copy::lay_out(&root, &house, shown, server.address)?;
        same_bytes(&root, shown, server.address)?;
    }
    hand_over(&root)?;
    let on = Nginx::start(folder, &root, Sendfile::On, false, SERVER)?;
    let off = Nginx::start(folder, &root, Sendfile::Off, false, SERVER)?;
    let contest = Contest {
        folder,
        scale,
        servers: vec![
            ("marquee", server.address, server.pid()),
            ("nginx, sendfile on", on.server.address, on.worker),
            ("nginx, sendfile off", off.server.address, off.worker),
        ],
        files: vec![&house.folder, &root],
    };
    println!(
        "origin, per processor second of the server, {} rounds",
        scale.rounds
    );
    for (what, shown) in [("2 MB segments", &large), ("500 kB segments", &small)] {
        let paths = segment_paths(shown, &shown.picture);
        contest.hold(
            &format!("{what}, warm"),
            &paths,
            Length::Seconds(scale.seconds),
            false,
        )?;
        contest.hold(&format!("{what}, cold"), &paths, Length::Once, true)?;
    }
    let paths = playlist_paths(&large);
    contest.hold("playlists, warm", &paths, Length::Seconds(scale.seconds), false)?;
    memory(folder, &large, &server, scale)
}

impl Contest<'_> {
    fn hold(&self, what: &str, paths: &[String], length: Length, cold: bool) -> anyhow::Result<()> {
        let mut sides: Vec<Side> = self.servers.iter().map(|_| Side::default()).collect();
        // The first round only warms up what there is to warm up.
        for round in 0..=self.scale.rounds {
            for (side, (_, address, pid)) in sides.iter_mut().zip(&self.servers) {
                for files in &self.files {
                    if cold {
                        cache::forget(files)?
                    } else if round == 0 {
                        cache::warm(files)?
                    }
                }
                let before = usage::processor_seconds(*pid)?;
                let answered = load(self.folder, LOAD, *address, paths, length)?;
                let used = usage::processor_seconds(*pid)? - before;
                if round > 0 {
                    side.requests.push(answered.requests / used);
                    side.bytes.push(answered.bytes / used);
                }
            }
        }
        let Some((ours, others)) = sides.split_first() else {
            return Ok(());
        };
        for (theirs, (name, ..)) in others.iter().zip(self.servers.iter().skip(1)) {
            println!(" {what}, against {name}");
            report(
                "requests per processor second",
                &ours.requests,
                &theirs.requests,
                "nginx  ",
            );
            report(
                "bytes per processor second",
                &ours.bytes,
                &theirs.bytes,
                "nginx  ",
            );
        }
        Ok(())
    }
}

/// Anonymous memory of the server while 64 clients fetch the film.
fn memory(folder: &Path, shown: &Shown, server: &crate::child::Server, scale: &Scale) -> anyhow::Result<()> {
    let paths = segment_paths(shown, &shown.picture);
    let pid = server.pid();
    let idle = usage::anonymous_memory(pid)?;
    let mut most = idle;
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let clients = scope.spawn(|| {
            load(
                folder,
                LOAD,
                server.address,
                &paths,
                Length::Seconds(scale.seconds * 2),
            )
        });
        while !clients.is_finished() {
            most = most.max(usage::anonymous_memory(pid)?);
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        clients
            .join()
            .map_err(|_| anyhow::anyhow!("the load ended badly"))??;
        Ok(())
    })?;
    println!("anonymous memory of the server under 64 clients");
    println!(
        "  before {:.1} MB, at most {:.1} MB (aim: under 64)",
        mb(idle),
        mb(most)
    );
    Ok(())
}

fn mb(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1_000).unwrap_or(u32::MAX)) / 1_000.0
}

fn segment_paths(shown: &Shown, rendition: &Rendition) -> Vec<String> {
    let count = rendition
        .segments
        .as_ref()
        .map_or(0, |table| table.segments.len());
    (1..=count)
        .map(|number| format!("/media/{}/{}/{number}.m4s", shown.release, rendition.key))
        .collect()
}

fn playlist_paths(shown: &Shown) -> Vec<String> {
    let release = &shown.release;
    vec![
        format!("/media/{release}/film.m3u8"),
        format!("/media/{release}/film.mpd"),
        format!("/media/{release}/{}/playlist.m3u8", shown.picture.key),
        format!("/media/{release}/{}/playlist.m3u8", shown.sound.key),
    ]
}

/// Both sides must send the same, or the contest says nothing.
fn same_bytes(root: &Path, shown: &Shown, server: std::net::SocketAddr) -> anyhow::Result<()> {
    let segments = segment_paths(shown, &shown.picture);
    let some = segments.first().into_iter().chain(segments.last()).cloned();
    for path in some.chain(playlist_paths(shown)) {
        let theirs = std::fs::read(root.join(path.trim_start_matches('/')))?;
        anyhow::ensure!(
            http::get(server, &path)? == theirs,
            "{path} differs between the two sides"
        );
    }
    Ok(())
}
