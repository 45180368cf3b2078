//! `marquee title apply` and `marquee title export`.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use house::encode::Effort;
use house::id::TitleId;
use house::release::sheet::{Act, Step};
use house::team::Actor;
use serde::Serialize;
use store::ComparedSheet;

use super::Front;
use super::problem::Advised;
use super::publish::{EffortOption, say_who_works};
use super::table::clean;
use crate::named;
use crate::production::apply_sheet;

/// Bring a title and all its parts to what a sheet says
///
/// Shows what would change and asks before it does so. A sheet with mistakes changes nothing and lists all of them; one
/// that was applied already changes nothing. Prints the title's id.
#[derive(Debug, Args)]
pub struct Apply {
    /// The sheet, a TOML file; '-' reads it from standard input
    #[arg(value_name = "SHEET")]
    sheet: PathBuf,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Show what would change, on standard output, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    effort: EffortOption,
}

/// Write a title's sheet to standard output, as it was applied
#[derive(Debug, Args)]
pub struct ExportSheet {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
}

#[derive(Serialize)]
struct AppliedJson {
    title: TitleId,
    applied: bool,
    steps: Vec<StepJson>,
}

#[derive(Serialize)]
struct StepJson {
    act: &'static str,
    title: String,
    part: Option<String>,
    lines: Vec<LineJson>,
}

#[derive(Serialize)]
struct LineJson {
    key: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl Apply {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let text = read(&self.sheet)?;
        let house = front.open_house().await?;
        let compared = match house.catalogue.compare_sheet(&text).await? {
            Ok(compared) => compared,
            Err(mistakes) => return Err(mistaken(&self.sheet, &mistakes.0)),
        };
        let steps = &compared.difference.steps;
        if self.dry_run {
            return show(front, &compared);
        }
        if steps.is_empty() {
            front.terminal.say("Everything is as the sheet says.");
        } else {
            for line in steps.iter().flat_map(|step| lines_of(front, step, false)) {
                front.terminal.say(line);
            }
            if !self.yes {
                confirm(front, steps.len())?;
            }
        }
        let effort: Effort = self.effort.into();
        let applied = apply_sheet(&house, &Actor::Program, &compared, effort).await;
        let applied = applied.map_err(|error| match error.downcast_ref::<store::StoreError>() {
            Some(store::StoreError::Stale) => Advised::new(
                "the title was changed while the sheet was looked at; nothing was applied",
                "apply it again: the difference is made anew",
            )
            .into(),
            _ => error,
        })?;
        for sentence in &applied.left {
            front.terminal.complain(clean(sentence));
        }
        if applied.jobs > 0 {
            say_who_works(front, &house).await?;
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&json(&compared, true));
        }
        front.terminal.out(&applied.title)
    }
}

impl ExportSheet {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        if let Some(part) = &title.part {
            let whole = house.catalogue.title_by_id(&part.of).await?;
            let whole = whole.map_or_else(|| part.of.to_string(), |whole| whole.slug);
            return Err(Advised::new(
                format!(
                    "'{}' is a part of '{whole}', whose sheet describes it",
                    title.name
                ),
                format!("`marquee title export {whole}`"),
            )
            .into());
        }
        let sheet = house.catalogue.sheet_of(&title.id).await?;
        let sheet = sheet.context("the title went while it was read")?;
        std::io::stdout().lock().write_all(sheet.as_bytes())?;
        Ok(())
    }
}

/// Larger than any sheet.
const LARGEST: u64 = 8 << 20;

fn read(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)?;
    } else {
        let file = std::fs::File::open(path).map_err(|error| {
            Advised::new(
                format!("'{}' cannot be read: {error}", path.display()),
                "name a sheet; `marquee title export TITLE` writes one",
            )
        })?;
        file.take(LARGEST).read_to_end(&mut bytes)?;
    }
    String::from_utf8(bytes).map_err(|_| {
        Advised::new(
            format!("'{}' is not text in UTF-8", path.display()),
            "a sheet is a TOML file",
        )
        .into()
    })
}

/// Every mistake in a line of its own, as compilers write them.
fn mistaken(path: &Path, mistakes: &[house::release::sheet::Mistake]) -> anyhow::Error {
    let lines: Vec<String> = mistakes
        .iter()
        .map(|mistake| format!("{}:{mistake}", path.display()))
        .collect();
    let count = match lines.len() {
        1 => "there is a mistake in the sheet".to_owned(),
        count => format!("there are {count} mistakes in the sheet"),
    };
    Advised::new(
        format!("{count}\n{}", lines.join("\n")),
        "nothing was changed; mend the sheet and apply it again",
    )
    .into()
}

fn show(front: &Front, compared: &ComparedSheet) -> anyhow::Result<()> {
    if front.terminal.is_json() {
        return front.terminal.out_json(&json(compared, false));
    }
    if compared.difference.is_empty() {
        front.terminal.say("Everything is as the sheet says.");
    }
    let steps = &compared.difference.steps;
    steps
        .iter()
        .flat_map(|step| lines_of(front, step, true))
        .try_for_each(|line| front.terminal.out(line))
}

/// A step's head, and under it what is said otherwise, aligned.
fn lines_of(front: &Front, step: &Step, on_stdout: bool) -> Vec<String> {
    let terminal = &front.terminal;
    let (amber, faint) = match on_stdout {
        true => (
            terminal.amber_out(clean(&step.to_string())),
            faint_out as fn(&Front, &str) -> String,
        ),
        false => (
            terminal.amber(clean(&step.to_string())),
            faint_talk as fn(&Front, &str) -> String,
        ),
    };
    let width = step.lines.iter().map(|line| line.label.len()).max().unwrap_or(0);
    let mut lines = vec![amber];
    for line in &step.lines {
        let label = faint(front, &format!("    {:width$}", line.label));
        let said = match (&line.before, &line.after) {
            (Some(before), Some(after)) => format!("{} -> {}", short(before), short(after)),
            (None, Some(after)) => short(after),
            (Some(before), None) => format!("{} -> nothing", short(before)),
            (None, None) => continue,
        };
        lines.push(format!("{label}  {said}"));
    }
    lines
}

fn faint_out(front: &Front, text: &str) -> String {
    front.terminal.faint_out(text)
}

fn faint_talk(front: &Front, text: &str) -> String {
    front.terminal.faint(text)
}

/// As much of a text as tells it from another.
fn short(text: &str) -> String {
    const LETTERS: usize = 60;
    let flat = clean(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    match flat.chars().count() > LETTERS {
        true => format!("{}…", flat.chars().take(LETTERS).collect::<String>()),
        false => flat,
    }
}

/// # Errors
/// A sentence when nobody can be asked, or the answer is no.
fn confirm(front: &Front, steps: usize) -> anyhow::Result<()> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Advised::new(
            "nothing was changed: there is nobody to ask",
            "--yes applies the sheet without asking, --dry-run shows what it does",
        )
        .into());
    }
    let titles = if steps == 1 { "one title" } else { "these titles" };
    front.terminal.complain(format!("Change {titles}? [y/N]"));
    let mut answer = String::new();
    input.lock().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Advised::new("nothing was changed", "the same command asks again").into()),
    }
}

fn json(compared: &ComparedSheet, applied: bool) -> AppliedJson {
    let act = |act| match act {
        Act::Make => "make",
        Act::Adopt => "adopt",
        Act::Change => "change",
        Act::Remove => "remove",
    };
    let steps = compared.difference.steps.iter().map(|step| StepJson {
        act: act(step.act),
        title: step.title.slug.clone(),
        part: step.title.part.as_ref().map(|part| part.name.clone()),
        lines: step
            .lines
            .iter()
            .map(|line| LineJson {
                key: line.label,
                before: line.before.clone(),
                after: line.after.clone(),
            })
            .collect(),
    });
    AppliedJson {
        title: compared.difference.title.clone(),
        applied,
        steps: steps.collect(),
    }
}
