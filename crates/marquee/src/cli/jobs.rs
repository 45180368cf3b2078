use std::collections::HashMap;
use std::time::Duration;

use clap::{Args, Subcommand};
use house::id::{JobId, TitleId};
use store::{Job, JobFilter, JobState};

use super::Front;
use super::board::{Board, clock};
use super::problem::Advised;
use super::table::Table;
use crate::jobs::progress::{stretches, whole};
use crate::named;
use crate::open_house::OpenHouse;
use crate::serving::until_told_to_stop;

/// See what is being made, what waits and why; cancel a step or try it again
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Jobs {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Only this title's: its id, or the last part of its address
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Show the progress until everything is over
    #[arg(long, conflicts_with = "all")]
    watch: bool,
    /// What is done, too
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Cancel a step and everything that waits for it
    Cancel(One),
    /// Try a failed or cancelled step again, with everything that waits for it
    Retry(One),
}

#[derive(Debug, Args)]
struct One {
    /// The step's id, from `marquee jobs`
    #[arg(value_name = "ID")]
    job: JobId,
}

const LOOK_AGAIN: Duration = Duration::from_millis(500);

impl Jobs {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        match &self.verb {
            Some(Verb::Cancel(one)) => one.cancel(front, &house).await,
            Some(Verb::Retry(one)) => one.retry(front, &house).await,
            None if self.watch => self.watch(front, &house).await,
            None => self.list(front, &house).await,
        }
    }

    async fn filter(&self, house: &OpenHouse) -> anyhow::Result<JobFilter> {
        let title = match &self.title {
            Some(name) => Some(named::title(house, name).await?.id),
            None => None,
        };
        Ok(JobFilter {
            title,
            ..JobFilter::default()
        })
    }

    async fn list(&self, front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
        let mut jobs = house.catalogue.queue().jobs(&self.filter(house).await?).await?;
        if !self.all {
            jobs.retain(|job| !matches!(job.state, JobState::Done | JobState::Cancelled));
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&jobs);
        }
        if jobs.is_empty() {
            front.terminal.say("Nothing is to be made; --all lists what was.");
            return Ok(());
        }
        let names = house.catalogue.title_names().await?;
        let mut table = Table::new(&["id", "title", "step", "state", ""]);
        for job in &jobs {
            table.row([
                job.id.to_string(),
                name_of(&names, job.title.as_ref()),
                job.label.clone(),
                state(job).into(),
                said(job),
            ]);
        }
        table.print(&front.terminal)
    }

    async fn watch(&self, front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
        let stop = until_told_to_stop()?;
        let filter = self.filter(house).await?;
        let queue = house.catalogue.queue();
        let mut board = Board::new(&front.terminal);
        let mut shown: Vec<JobId> = Vec::new();
        loop {
            let mut jobs = queue.jobs(&filter).await?;
            let is_open = |job: &Job| matches!(job.state, JobState::Waiting | JobState::Running);
            let open = jobs.iter().any(is_open);
            // What was over before the watch began is not shown.
            let newly: Vec<JobId> = jobs
                .iter()
                .filter(|job| is_open(job))
                .map(|job| job.id.clone())
                .collect();
            shown.extend(newly);
            jobs.retain(|job| shown.contains(&job.id));
            let names = house.catalogue.title_names().await?;
            for (name, jobs) in by_title(jobs, &names) {
                let now = house.clock.now();
                board.show(&name, &whole(&name, &jobs, now), &stretches(&jobs, now));
            }
            if !open || stop.is_cancelled() {
                board.finish();
                return Ok(());
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }
}

impl One {
    async fn cancel(&self, front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
        self.find(house).await?;
        let cancelled = house.catalogue.queue().cancel(&self.job).await?;
        front.terminal.say(format!("{cancelled} steps are cancelled."));
        Ok(())
    }

    async fn retry(&self, front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
        self.find(house).await?;
        let again = house.catalogue.queue().retry(&self.job).await?;
        front.terminal.say(format!("{again} steps will be tried again."));
        Ok(())
    }

    async fn find(&self, house: &OpenHouse) -> anyhow::Result<Job> {
        house.catalogue.queue().job(&self.job).await?.ok_or_else(|| {
            Advised::new(
                format!("there is no step '{}' in this house", self.job),
                "`marquee jobs --all` lists them",
            )
            .into()
        })
    }
}

fn name_of(names: &HashMap<TitleId, String>, title: Option<&TitleId>) -> String {
    title.and_then(|id| names.get(id)).cloned().unwrap_or_default()
}

fn by_title(jobs: Vec<Job>, names: &HashMap<TitleId, String>) -> Vec<(String, Vec<Job>)> {
    let mut groups: Vec<(String, Vec<Job>)> = Vec::new();
    for job in jobs {
        let name = name_of(names, job.title.as_ref());
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(job),
            None => groups.push((name, vec![job])),
        }
    }
    groups
}

fn state(job: &Job) -> &'static str {
    match job.state {
        JobState::Waiting => "waiting",
        JobState::Running => "running",
        JobState::Blocked => "blocked",
        JobState::Done => "done",
        JobState::Failed => "failed",
        JobState::Cancelled => "cancelled",
    }
}

/// How far it is, or why it is not further.
fn said(job: &Job) -> String {
    match job.state {
        JobState::Running => {
            let left = job.progress.eta_ms.map(|left| format!(", {} left", clock(left)));
            format!("{} %{}", job.progress.permille / 10, left.unwrap_or_default())
        }
        JobState::Waiting | JobState::Blocked => {
            let wait = job.wait.as_ref().map(ToString::to_string).unwrap_or_default();
            match &job.sentence {
                Some(sentence) => format!("{wait}; last time: {}", first_line(sentence)),
                None => wait,
            }
        }
        _ => job
            .sentence
            .as_deref()
            .map(first_line)
            .unwrap_or_default()
            .to_owned(),
    }
}

fn first_line(sentence: &str) -> &str {
    sentence.lines().next().unwrap_or_default()
}
