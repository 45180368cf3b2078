use std::time::Duration;

use clap::Args;
use house::id::MasterId;
use house::release::Report;
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde::Serialize;

use super::Front;
use super::problem::Advised;
use super::table::{Table, clean};
use crate::jobs::examine::Depth;
use crate::named;
use crate::production::{check_master, newest_master};

/// Look over everything that a title's newest master has: structure, cuts, every frame and sample decoded
///
/// Fails when something does not pass, and says where it breaks. What does not pass is taken off the site.
#[derive(Debug, Args)]
pub struct Check {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// Decode each rendition once, from end to end, and not every segment by itself too
    #[arg(long)]
    quick: bool,
}

#[derive(Serialize)]
struct Checked<'a> {
    title: &'a str,
    master: &'a MasterId,
    passed: bool,
    reports: &'a [Report],
}

impl Check {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let master = newest_master(&house, &title).await?;
        let depth = if self.quick {
            Depth::Whole
        } else {
            Depth::EverySegment
        };
        let spinner = spinner(front);
        let hear = |what: &str| spinner.set_message(format!("{what} ..."));
        let reports = check_master(&house, &master, depth, hear).await;
        spinner.finish_and_clear();
        let reports = reports?;
        if reports.len() < 2 {
            return Err(Advised::new(
                format!("nothing of '{}' is made yet", title.name),
                format!("`marquee encode {} --wait` makes it", title.slug),
            )
            .into());
        }
        let passed = reports.iter().all(Report::passed);
        if front.terminal.is_json() {
            front.terminal.out_json(&Checked {
                title: &title.slug,
                master: &master.id,
                passed,
                reports: &reports,
            })?;
        } else {
            print(front, &reports)?;
        }
        if passed {
            return Ok(());
        }
        Err(Advised::new(
            format!("'{}' does not pass the check", title.name),
            format!(
                "`marquee fsck` tells whether the disk has lost something; `marquee encode {}` makes anew what is \
                 missing",
                title.slug
            ),
        )
        .into())
    }
}

fn spinner(front: &Front) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    if !front.terminal.shows_progress() {
        spinner.set_draw_target(ProgressDrawTarget::hidden());
    }
    spinner.enable_steady_tick(Duration::from_millis(250));
    spinner
}

fn print(front: &Front, reports: &[Report]) -> anyhow::Result<()> {
    let mut table = Table::new(&["what", "result", "found"]);
    for report in reports {
        let result = if report.passed() { "passed" } else { "FAILED" };
        let findings = report
            .findings
            .iter()
            .map(|finding| format!("{}: {}", finding.place, finding.sentence));
        let said: Vec<String> = report.lines.iter().cloned().chain(findings).collect();
        for (at, line) in said.iter().enumerate() {
            let first = |text: &str| if at == 0 { text.to_owned() } else { String::new() };
            table.row([first(&report.label), first(result), clean(line)]);
        }
    }
    table.print(&front.terminal)
}
