use house::id::{MasterId, ReleaseId};
use serde::{Deserialize, Serialize};
use store::Effect;

use super::{Failure, Job, Outcome, Work};

/// Opens a release when the checks that it waits for have passed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenRelease {
    pub release: ReleaseId,
    pub master: MasterId,
}

impl Job for OpenRelease {
    const KIND: &'static str = "open-release";
    const VERSION: u32 = 1;

    async fn run(self, _work: &Work) -> Result<Outcome, Failure> {
        Ok(Outcome {
            outputs: Vec::new(),
            effects: vec![Effect::OpenRelease(self.release)],
        })
    }
}
