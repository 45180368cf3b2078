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
        let rendition = self.rendition(work).await?;
        let report = examine::rendition(work, &rendition, self.timeline, Depth::Whole).await?;
        if report.passed() {
            return Ok(Outcome {
                outputs: vec![rendition.digest],
                effects: effects(&rendition, &report)?,
            });
        }
        self.file_failure(work, &rendition, &report).await?;
        Err(Failure::Lasting(examine::sentence(&report)))
    }
}

impl CheckRendition {
    /// The newest rendition of the master with the bytes that the job before this one made.
    async fn rendition(&self, work: &Work) -> Result<Rendition, Failure> {
        let digest = work.input(0)?;
        let made = work.workshop.catalogue.renditions_of(&self.master).await?;
        made.into_iter()
            .filter(|rendition| rendition.digest == digest)
            .max_by_key(|rendition| rendition.made)
            .ok_or_else(|| Failure::Lasting("the rendition to be checked is not in the catalogue".into()))
    }

    /// A failed job has no effects of its own, so the report is filed before it fails.
    async fn file_failure(&self, work: &Work, rendition: &Rendition, report: &Report) -> Result<(), Failure> {
        let catalogue = &work.workshop.catalogue;
        catalogue.set_stage(&rendition.id, Stage::Failed).await?;
        Ok(catalogue
            .put_report(&self.master, &report.subject.name(), &json(report)?)
            .await?)
    }
}

fn effects(rendition: &Rendition, report: &Report) -> Result<Vec<Effect>, Failure> {
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
