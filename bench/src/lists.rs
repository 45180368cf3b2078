//! Studio's lists in a large house: the first view as the server writes it, and what the filter's questions take, letter
//! by letter, over HTTP.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use anyhow::ensure;

use crate::bench_house::BenchHouse;
use crate::figures::Times;
use crate::http::Line;
use crate::marquee;
use crate::scale::Scale;
use crate::upload::token;

const SERVER: usize = 0;
/// What is typed, and found in some names, in all of them, and in none.
const TYPED: [&str; 5] = ["lisbon", "harbour 12", "reel", "xyzzy", "film 7 night"];
const FIRST_VIEWS: [(&str, &str); 5] = [
    ("assets", "/studio/assets"),
    ("titles", "/studio/titles"),
    ("desk", "/studio"),
    ("jobs", "/studio/jobs"),
    ("one title", "/studio/titles/"),
];
const LISTS: [(&str, &str); 2] = [("assets", "/api/v1/assets"), ("titles", "/api/v1/titles")];

pub(crate) async fn run(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let folder = folder.join("lists");
    let house = BenchHouse::found(&folder).await?;
    let bearer = token(&house).await?;
    let begun = Instant::now();
    let title = house.fill(scale.assets, scale.titles).await?;
    house.close().await?;
    without_limits(&folder)?;
    println!(
        "lists of {} assets and {} titles, filed in {:.0} s",
        scale.assets,
        scale.titles,
        begun.elapsed().as_secs_f64()
    );
    let server = marquee::serve(&folder, SERVER)?;
    let mut reader = Reader::new(server.address, &bearer)?;
    for (name, path) in FIRST_VIEWS {
        let path = if path.ends_with('/') {
            format!("{path}{title}")
        } else {
            path.to_owned()
        };
        let times = reader.times(scale.views, || [path.clone()])?;
        println!("  first view, {name}: {times} (aim: under 300 ms)");
    }
    for (name, path) in LISTS {
        let times = reader.times(scale.views.div_ceil(20), || {
            TYPED.into_iter().flat_map(move |typed| {
                (1..=typed.len()).map(move |end| {
                    let typed = typed[..end].replace(' ', "%20");
                    format!("{path}?filter={typed}&limit=60")
                })
            })
        })?;
        println!("  an answer while the filter of {name} is typed: {times} (aim: under 50 ms)");
    }
    for (name, path) in LISTS {
        let begun = Instant::now();
        let items = reader.whole(path)?;
        println!(
            "  all {items} {name}, in pages of 200: {:.2} s",
            begun.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

/// The program counts a visitor's requests; this one is no visitor.
pub(crate) fn without_limits(house: &Path) -> anyhow::Result<()> {
    let file = house.join("marquee.toml");
    let written = fs::read_to_string(&file)?;
    let lifted = written.replace("# pages = \"1200/min\"", "pages = \"off\"");
    ensure!(lifted != written, "marquee.toml has no line for its limits");
    Ok(fs::write(file, lifted)?)
}

/// A steward's browser.
struct Reader(Line);

impl Reader {
    fn new(address: SocketAddr, bearer: &str) -> anyhow::Result<Self> {
        let headers = format!("Authorization: Bearer {bearer}\r\n");
        Ok(Self(Line::open(address, headers)?))
    }

    /// Milliseconds until each whole answer is there; a first round is not counted.
    fn times<I: IntoIterator<Item = String>>(
        &mut self,
        rounds: u32,
        paths: impl Fn() -> I,
    ) -> anyhow::Result<Times> {
        let mut times = Times::default();
        for round in 0..=rounds {
            for path in paths() {
                let begun = Instant::now();
                self.get(&path)?;
                if round > 0 {
                    times.push(begun.elapsed());
                }
            }
        }
        Ok(times)
    }

    /// How many items a list has, all pages of it read.
    fn whole(&mut self, path: &str) -> anyhow::Result<usize> {
        let (mut items, mut cursor) = (0, String::new());
        loop {
            let answer = self.get(&format!("{path}?limit=200{cursor}"))?;
            let page: serde_json::Value = serde_json::from_slice(&answer)?;
            items += page["items"].as_array().map_or(0, Vec::len);
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(items),
            }
        }
    }

    fn get(&mut self, path: &str) -> anyhow::Result<Vec<u8>> {
        let answer = self.0.ask(path)?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        Ok(answer.body)
    }
}
