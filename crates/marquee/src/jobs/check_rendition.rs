use house::encode::{Rendition, Stage};
use house::id::MasterId;
use house::release::Report;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::examine::{self, Depth};
use super::timeline::Timeline;
use super::{Failure, Job, Outcome, Work};

/// Checks the rendition that the job before it made. What does not pass is seen by nobody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckRendition {
    pub master: MasterId,
    pub timeline: Timeline,
}

impl Job for CheckRendition {
    const KIND: &'static str = "check-rendition";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let alike = self.renditions(work).await?;
        let mut effects = Vec::new();
        for rendition in &alike {
            let report = examine::rendition(work, rendition, self.timeline, Depth::Whole).await?;
            if !report.passed() {
                self.file_failure(work, rendition, &report).await?;
                return Err(Failure::Lasting(examine::sentence(&report)));
            }
            effects.extend(verdict(rendition, &report)?);
        }
        Ok(Outcome {
            outputs: vec![work.input(0)?],
            effects,
        })
    }
}

impl CheckRendition {
    /// The renditions of the master with the bytes that the job before this one made: more than one where two tracks
    /// came out alike, as one sound under two languages does.
    async fn renditions(&self, work: &Work) -> Result<Vec<Rendition>, Failure> {
        let digest = work.input(0)?;
        let mut made = work.workshop.house.catalogue.renditions_of(&self.master).await?;
        made.retain(|rendition| rendition.digest == digest);
        if made.is_empty() {
            let missing = "the rendition to be checked is not in the catalogue";
            return Err(Failure::Lasting(missing.into()));
        }
        // The check of a track that came out alike may have passed this one too.
        made.retain(|rendition| rendition.stage != Stage::Checked);
        Ok(made)
    }

    /// A failed job has no effects of its own, so the report is filed before it fails.
    async fn file_failure(&self, work: &Work, rendition: &Rendition, report: &Report) -> Result<(), Failure> {
        let catalogue = &work.workshop.house.catalogue;
        catalogue.set_stage(&rendition.id, Stage::Failed).await?;
        Ok(catalogue
            .put_report(&self.master, &report.subject.name(), &json(report)?)
            .await?)
    }
}

fn verdict(rendition: &Rendition, report: &Report) -> Result<Vec<Effect>, Failure> {
    Ok(vec![
        Effect::SetStage {
            rendition: rendition.id.clone(),
            stage: report.stage(),
        },
        Effect::PutReport {
            master: rendition.master.clone(),
            subject: report.subject.name(),
            report: json(report)?,
        },
    ])
}

fn json(report: &Report) -> Result<serde_json::Value, Failure> {
    serde_json::to_value(report).map_err(|error| Failure::Lasting(error.to_string()))
}
