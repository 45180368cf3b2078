//! Opening accuracy: many films, each with its own instant; somebody asks for each without a pause from before it. The
//! first byte that is handed out comes how long after the instant?

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use house::release::Release;
use rustix::thread::{CpuSet, sched_setaffinity};

use crate::bench_house::BenchHouse;
use crate::figures::Times;
use crate::film::{self, Order};
use crate::http::Line;
use crate::lists::without_limits;
use crate::marquee;
use crate::scale::Scale;

/// The server runs on the first processor, who asks on the second.
const SERVER: usize = 0;
const PROCESSOR: usize = 1;
/// Time for the house to start.
const LEAD: Duration = Duration::from_secs(15);
/// From one opening to the next: no round number, so that they meet the house's own rounds at every phase.
const APART: Duration = Duration::from_micros(54_366);
/// So long before an instant the asking begins.
const BEFORE: Duration = Duration::from_millis(8);
const FILM: Order = Order {
    segment_bytes: 50_000,
    bytes: 200_000,
    width: 426,
    height: 240,
};

/// One release, and its instant on this program's clock.
struct Opening {
    path: String,
    at: Instant,
}

pub(crate) async fn run(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let house = BenchHouse::found(&folder.join("opening-house")).await?;
    without_limits(&house.folder)?;
    let film = film::make(folder, FILM)?;
    let (_, _, renditions) = house.file(&film, "pattern").await?;
    let mut drafts = Vec::new();
    for number in 0..scale.openings {
        drafts.push(
            house
                .again(&film, &renditions, &format!("opening-{number}"))
                .await?,
        );
    }
    let openings = plan(&house, drafts).await?;
    let folder = house.folder.clone();
    house.close().await?;
    let server = marquee::serve(&folder, SERVER)?;
    let address = server.address;
    println!("opening accuracy, {} openings", openings.len());
    let asked = std::thread::spawn(move || ask(address, &openings));
    let asked = asked
        .join()
        .map_err(|_| anyhow::anyhow!("the asking fell over"))?;
    let (times, refused) = asked?;
    println!("  first byte after the instant: {times}; {refused} asked too early, none was answered");
    println!("  (aim: p99 under 20 ms, never before the instant)");
    Ok(())
}

/// Each at its own instant; the first is far enough away for the house to start.
async fn plan(house: &BenchHouse, drafts: Vec<(Release, String)>) -> anyhow::Result<Vec<Opening>> {
    let (now, here) = (house.now(), Instant::now());
    let mut openings = Vec::new();
    let mut wait = LEAD;
    for (release, path) in drafts {
        let opens = house::Instant::from_micros(now.micros() + i64::try_from(wait.as_micros())?);
        house.catalogue().open_release(&release.id, Some(opens)).await?;
        openings.push(Opening {
            path,
            at: here + wait,
        });
        wait += APART;
    }
    let first = openings.first().context("no opening")?;
    ensure!(Instant::now() < first.at, "planning took too long");
    Ok(openings)
}

/// How late each was, and how many answers were refusals.
fn ask(address: std::net::SocketAddr, openings: &[Opening]) -> anyhow::Result<(Times, usize)> {
    let mut here = CpuSet::new();
    here.set(PROCESSOR);
    sched_setaffinity(None, &here)?;
    let mut line = Line::open(address, String::new())?;
    let (mut times, mut refused) = (Times::default(), 0);
    for opening in openings {
        // Whoever was held up asks at once, and is late by as much: that counts against the house.
        let begin = opening.at - BEFORE;
        std::thread::sleep(begin.saturating_duration_since(Instant::now()));
        let answer = loop {
            let answer = line.ask(&opening.path)?;
            if answer.status == 200 {
                break answer;
            }
            ensure!(answer.status == 404, "{}: {}", opening.path, answer.status);
            refused += 1;
        };
        ensure!(
            answer.first >= opening.at,
            "{} was answered {} µs before its instant",
            opening.path,
            (opening.at - answer.first).as_micros()
        );
        times.push(answer.first - opening.at);
    }
    Ok((times, refused))
}
