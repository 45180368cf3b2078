use house::id::{MasterId, ReleaseId};
use house::team::Actor;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::{Failure, Job, Outcome, Work};

/// Puts a new master in the place of the one that a release shows, when every rendition of it has passed its check. The
/// release keeps its address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReplaceMaster {
    pub release: ReleaseId,
    pub master: MasterId,
    pub by: Actor,
}

impl Job for ReplaceMaster {
    const KIND: &'static str = "replace-master";
    const VERSION: u32 = 1;

    async fn run(self, _work: &Work) -> Result<Outcome, Failure> {
        Ok(Outcome {
            outputs: Vec::new(),
            effects: vec![Effect::ReplaceMaster {
                release: self.release,
                master: self.master,
                by: self.by,
            }],
        })
    }
}
