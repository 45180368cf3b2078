use clap::Args;

use super::Front;
use super::problem::Advised;
use super::table::clean;
use crate::doctor::{self, Finding, Health};

/// Say what was found on this machine, and what each missing part costs
#[derive(Debug, Args)]
pub struct Doctor {}

impl Doctor {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let findings = doctor::examine(&front.folder).await;
        if front.terminal.is_json() {
            front.terminal.out_json(&findings)?;
        } else {
            print(front, &findings)?;
        }
        if findings.iter().any(|finding| finding.health == Health::Missing) {
            return Err(
                Advised::new("something that the house needs is missing", "see the lines above").into(),
            );
        }
        Ok(())
    }
}

fn print(front: &Front, findings: &[Finding]) -> anyhow::Result<()> {
    let terminal = &front.terminal;
    let width = findings
        .iter()
        .map(|finding| finding.part.len())
        .max()
        .unwrap_or(0);
    for finding in findings {
        let word = match finding.health {
            Health::Good => "ok     ",
            Health::Weak => "weak   ",
            Health::Missing => "missing",
        };
        let word = if finding.health == Health::Good {
            word.to_owned()
        } else {
            terminal.amber_out(word)
        };
        terminal.out(format!(
            "{word}  {:width$}  {}",
            finding.part,
            clean(&finding.found.replace('\n', " "))
        ))?;
        if !finding.cost.is_empty() {
            terminal.out(terminal.faint_out(format!("         {:width$}  {}", "", clean(&finding.cost))))?;
        }
    }
    Ok(())
}
