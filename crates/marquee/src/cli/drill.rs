use std::path::PathBuf;

use clap::Args;
use house::encode::size_text;

use super::Front;
use super::problem::Advised;
use super::table::{Table, clean};
use crate::jobs::examine::Depth;
use crate::keeping::drill::{DrillOrder, DrillReport, drill};

/// Try whether a backup works: bring the house back for a moment, look it over whole, remove it again
///
/// Reads everything, hashes everything, decodes every released film. Nothing of the house or the backup is changed.
#[derive(Debug, Args)]
pub struct Drill {
    /// The folder of backups
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// Which generation; the newest when left out
    #[arg(long, value_name = "N")]
    generation: Option<u32>,
    /// Where the house is brought back for the moment; needs as much room as the house [default: BACKUP]
    #[arg(long = "in", value_name = "DIR")]
    scratch: Option<PathBuf>,
    /// Decode every segment by itself too
    #[arg(long)]
    deep: bool,
}

impl Drill {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let order = DrillOrder {
            backup: &self.backup,
            generation: self.generation,
            scratch: self.scratch,
            depth: if self.deep {
                Depth::EverySegment
            } else {
                Depth::Whole
            },
        };
        let report = drill(&order, &front.terminal).await?;
        if front.terminal.is_json() {
            front.terminal.out_json(&report)?;
        } else {
            print(front, &report)?;
        }
        if report.passed() {
            return Ok(());
        }
        Err(Advised::new(
            format!("generation {} would not bring the whole house back", report.generation),
            "an older one may (--generation); `marquee fsck` looks the house itself over, and `marquee backup --thorough` \
             mends the backup from it",
        )
        .into())
    }
}

fn print(front: &Front, report: &DrillReport) -> anyhow::Result<()> {
    for damage in &report.damage {
        let needed_for = damage.needed_for.join(", ");
        front.terminal.out(clean(&format!(
            "{}  {}: {needed_for}",
            damage.digest, damage.what
        )))?;
    }
    let mut table = Table::new(&["title", "renditions", "result", "found"]);
    for title in &report.titles {
        table.row([
            title.slug.clone(),
            title.renditions.to_string(),
            if title.passed { "passed" } else { "FAILED" }.to_owned(),
            clean(&title.findings.join("; ")),
        ]);
    }
    table.print(&front.terminal)?;
    if report.passed() {
        front.terminal.say(format!(
            "Generation {}, of {}, brings the house back: {} objects, {}, all hashed; {} released titles checked.",
            report.generation,
            report.made,
            report.objects,
            size_text(report.bytes),
            report.titles.len()
        ));
    }
    Ok(())
}
