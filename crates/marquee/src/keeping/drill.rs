//! The proof that a backup works: a house is brought back from it, looked over whole, and removed.

use std::path::{Path, PathBuf};

use anyhow::Context;
use house::release::{Release, Title};
use serde::Serialize;
use store::BackupFolder;

use super::fsck;
use super::restore::{Order, restore};
use crate::cli::backup::CopyBar;
use crate::cli::bar;
use crate::cli::terminal::Terminal;
use crate::jobs::examine::Depth;
use crate::open_house::OpenHouse;
use crate::production::check_master;

pub struct DrillOrder<'a> {
    pub backup: &'a Path,
    pub generation: Option<u32>,
    /// Where the scratch house is laid; beside the backup's generations when left out.
    pub scratch: Option<PathBuf>,
    pub depth: Depth,
}

#[derive(Debug, Serialize)]
pub struct DrillReport {
    pub generation: u32,
    pub made: String,
    pub objects: usize,
    pub bytes: u64,
    /// Objects that are damaged or missing, with what they are for.
    pub damage: Vec<fsck::Damage>,
    pub titles: Vec<TitleReport>,
}

#[derive(Debug, Serialize)]
pub struct TitleReport {
    pub slug: String,
    pub renditions: usize,
    pub passed: bool,
    /// What did not pass, in sentences.
    pub findings: Vec<String>,
}

impl DrillReport {
    pub fn passed(&self) -> bool {
        self.damage.is_empty() && self.titles.iter().all(|title| title.passed)
    }
}

/// # Errors
/// A sentence when the house cannot be brought back at all; what is wrong with it is in the report.
pub async fn drill(order: &DrillOrder<'_>, terminal: &Terminal) -> anyhow::Result<DrillReport> {
    let place = match &order.scratch {
        Some(place) => place.clone(),
        None => BackupFolder::open(order.backup)?.drills(),
    };
    std::fs::create_dir_all(&place)
        .with_context(|| format!("the folder '{}' cannot be made", place.display()))?;
    let scratch = tempfile::Builder::new()
        .prefix("drill-")
        .tempdir_in(&place)
        .with_context(|| format!("no scratch house can be laid in '{}'", place.display()))?;
    let folder = scratch.path().join("house");
    let copying = bar::bytes(terminal, "bringing the house back", 0);
    let back = restore(
        &Order {
            backup: order.backup,
            house: &folder,
            generation: order.generation,
            despite_damage: true,
        },
        CopyBar(copying.clone()),
    )
    .await;
    copying.finish_and_clear();
    let back = back?;
    let house = OpenHouse::open(&folder).await?;
    let looked_over = look_over(&house, terminal, order.depth).await;
    house.catalogue.close().await;
    let (findings, titles) = looked_over?;
    Ok(DrillReport {
        generation: back.generation,
        made: back.made,
        objects: findings.objects,
        bytes: findings.bytes,
        damage: findings.damage,
        titles,
    })
}

async fn look_over(
    house: &OpenHouse,
    terminal: &Terminal,
    depth: Depth,
) -> anyhow::Result<(fsck::Findings, Vec<TitleReport>)> {
    let bar = |bytes| bar::bytes(terminal, "hashing the vault", bytes);
    let findings = fsck::examine(house, bar).await?;
    let mut titles = Vec::new();
    for title in house.catalogue.titles().await? {
        if let Some(report) = check(house, terminal, &title, depth).await? {
            titles.push(report);
        }
    }
    Ok((findings, titles))
}

/// `None` for a title that nobody outside the team sees.
async fn check(
    house: &OpenHouse,
    terminal: &Terminal,
    title: &Title,
    depth: Depth,
) -> anyhow::Result<Option<TitleReport>> {
    let release = house.catalogue.release_of(&title.id).await?;
    let Some(release) = release.filter(Release::is_released) else {
        return Ok(None);
    };
    let mut report = TitleReport {
        slug: title.slug.clone(),
        renditions: 0,
        passed: false,
        findings: Vec::new(),
    };
    let Some(master) = house.catalogue.master_by_id(&release.master).await? else {
        report
            .findings
            .push("the master that the release shows is not there".into());
        return Ok(Some(report));
    };
    let hear = |what: &str| terminal.say(terminal.faint(format!("  {}: {what}", title.slug)));
    match check_master(house, &master, depth, hear).await {
        Ok(reports) => {
            // The last one is about all of them together.
            report.renditions = reports.len().saturating_sub(1);
            report.passed = reports.iter().all(house::release::Report::passed);
            report.findings = reports
                .iter()
                .flat_map(|found| {
                    let place = move |finding: &house::release::Finding| {
                        format!("{}, {}: {}", found.label, finding.place, finding.sentence)
                    };
                    found.findings.iter().map(place)
                })
                .collect();
        }
        // A lost object, or no engine on this machine: the other titles are still looked at.
        Err(error) => report.findings.push(format!("{error:#}")),
    }
    Ok(Some(report))
}
