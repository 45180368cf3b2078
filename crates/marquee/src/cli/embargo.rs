use std::collections::HashMap;

use clap::{Args, Subcommand};
use house::Clock;
use house::release::Title;
use serde::Serialize;
use site::embargo::{Heard, Question, Subject, Verdict, judge, questions};

use super::Front;
use super::problem::Advised;
use super::table::{Table, clean};
use crate::clock::GateClock;
use crate::named;
use crate::open_house::OpenHouse;
use crate::outsider::Outsider;

/// Prove that a title under embargo cannot be seen
#[derive(Debug, Args)]
pub struct EmbargoCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Audit(Audit),
}

/// Ask the running house, as an outsider, for everything that could give a title away before it opens
///
/// Every route with every name of the title and of its parts, other methods, parts, conditions and headers, other spellings,
/// feeds, search; each answer is held against that to the same question about a title that never was. Fails when
/// something leaks.
#[derive(Debug, Args)]
struct Audit {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// Where to ask [default: the house's public address]
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
}

#[derive(Debug, Default, Serialize)]
struct Counts {
    asked: usize,
    nothing: usize,
    announced: usize,
    sealed: usize,
    leaks: usize,
}

#[derive(Debug, Serialize)]
struct Leak {
    title: String,
    method: String,
    path: String,
    way: &'static str,
    sentence: String,
}

#[derive(Serialize)]
struct Audited {
    address: String,
    /// By route, in the order of asking.
    lines: Vec<Line>,
    leaks: Vec<Leak>,
    /// Titles and parts that are open: there is nothing to hide.
    open: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    route: &'static str,
    ways: String,
    #[serde(flatten)]
    counts: Counts,
}

impl EmbargoCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        match self.verb {
            Verb::Audit(audit) => audit.run(front).await,
        }
    }
}

impl Audit {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let clock = GateClock::of(&house.catalogue).await?;
        let mut subjects = vec![subject(&house, title.clone()).await?];
        for part in house.catalogue.parts_of(&title.id).await? {
            subjects.push(subject(&house, part).await?);
        }
        let address = self.address.unwrap_or_else(|| house.config.public_address());
        let mut outsider = Outsider::of(&address)?;
        let mut audited = Audited {
            address,
            lines: Vec::new(),
            leaks: Vec::new(),
            open: Vec::new(),
        };
        let mut twins = Twins::default();
        for subject in &subjects {
            if subject.is_open(clock.now()) {
                audited.open.push(subject.title.name.clone());
                continue;
            }
            let questions = questions(subject, clock.now());
            front.terminal.say(format!(
                "Asking {} questions about '{}' ...",
                questions.len(),
                clean(&subject.title.name)
            ));
            for question in questions {
                let answer = outsider
                    .ask(&question.method, &question.path, &question.headers)
                    .await?;
                let twin = twins.answer(&mut outsider, &question).await?;
                let verdict = judge(subject, &question, &answer, &twin);
                // What opened while it was asked for is open.
                if subject.is_open(clock.now()) {
                    audited.open.push(subject.title.name.clone());
                    break;
                }
                audited.count(&subject.title, question, verdict);
            }
        }
        if front.terminal.is_json() {
            front.terminal.out_json(&audited)?;
        } else {
            print(front, &audited)?;
        }
        match audited.leaks.len() {
            0 => Ok(()),
            leaks => Err(Advised::new(
                format!("'{}' leaks in {leaks} places", clean(&title.name)),
                "take the house off the net until this is understood, and tell the people who build Marquee",
            )
            .into()),
        }
    }
}

/// Answers about what never was: the same question has the same one, so it is asked once.
#[derive(Default)]
struct Twins {
    known: HashMap<String, Heard>,
}

impl Twins {
    async fn answer(&mut self, outsider: &mut Outsider, question: &Question) -> anyhow::Result<Heard> {
        let name = format!("{} {} {:?}", question.method, question.twin, question.headers);
        if let Some(heard) = self.known.get(&name) {
            return Ok(heard.clone());
        }
        let heard = outsider
            .ask(&question.method, &question.twin, &question.headers)
            .await?;
        self.known.insert(name, heard.clone());
        Ok(heard)
    }
}

async fn subject(house: &OpenHouse, title: Title) -> anyhow::Result<Subject> {
    let catalogue = &house.catalogue;
    let (mut renditions, mut more) = (Vec::new(), Vec::new());
    for master in catalogue.masters_of(&title.id).await? {
        more.extend([
            master.id.to_string(),
            master.asset.to_string(),
            master.source.to_string(),
        ]);
        renditions.extend(catalogue.renditions_of(&master.id).await?);
    }
    more.extend(
        catalogue
            .passes_of(&title.id)
            .await?
            .iter()
            .map(|pass| pass.id.to_string()),
    );
    Ok(Subject {
        releases: catalogue.releases_of(&title.id).await?,
        title,
        renditions,
        more,
    })
}

impl Audited {
    fn count(&mut self, title: &Title, question: Question, verdict: Verdict) {
        let counts = self.counts_of(question.route, question.way);
        counts.asked += 1;
        match verdict {
            Verdict::Nothing => counts.nothing += 1,
            Verdict::Announcement => counts.announced += 1,
            Verdict::Ciphertext => counts.sealed += 1,
            Verdict::Leak(sentence) => {
                counts.leaks += 1;
                self.leaks.push(Leak {
                    title: title.name.clone(),
                    method: question.method.to_string(),
                    path: question.path,
                    way: question.way,
                    sentence,
                });
            }
        }
    }

    /// The route's line; the ways in which it was asked are named in it.
    fn counts_of(&mut self, route: &'static str, way: &'static str) -> &mut Counts {
        let known = self.lines.iter().position(|line| line.route == route);
        let at = known.unwrap_or(self.lines.len());
        if known.is_none() {
            self.lines.push(Line {
                route,
                ways: String::new(),
                counts: Counts::default(),
            });
        }
        let line = &mut self.lines[at];
        if !line.ways.split(", ").any(|known| known == way) {
            let separator = if line.ways.is_empty() { "" } else { ", " };
            line.ways.push_str(separator);
            line.ways.push_str(way);
        }
        &mut line.counts
    }
}

fn print(front: &Front, audited: &Audited) -> anyhow::Result<()> {
    for name in &audited.open {
        front
            .terminal
            .say(format!("'{}' is open: there is nothing to hide.", clean(name)));
    }
    let mut table = Table::new(&["asked for", "asked", "nothing", "announced", "sealed", "LEAKS"]);
    let mut all = Counts::default();
    for Line { route, counts, .. } in &audited.lines {
        let cells = [
            counts.asked,
            counts.nothing,
            counts.announced,
            counts.sealed,
            counts.leaks,
        ];
        let [asked, nothing, announced, sealed, leaks] = cells.map(|count| count.to_string());
        table.row([(*route).to_owned(), asked, nothing, announced, sealed, leaks]);
        all.asked += counts.asked;
        all.leaks += counts.leaks;
    }
    table.print(&front.terminal)?;
    for leak in &audited.leaks {
        front.terminal.say(format!(
            "LEAK: {} {} ({}): {}",
            leak.method,
            clean(&leak.path),
            leak.way,
            clean(&leak.sentence)
        ));
    }
    front.terminal.say(format!(
        "{} questions to {}, each with its twin about a title that never was; {} leaks.",
        all.asked, audited.address, all.leaks
    ));
    Ok(())
}
