mod chain;
mod histories;
mod lease;
mod pauses;
mod presence;
mod waits;

use house::Digest;
use house::encode::StepKey;
use house::id::JobId;

use super::{Enqueued, NewJob};

/// A job whose key follows from its name.
pub(crate) fn job(name: &str, after: &[&JobId]) -> NewJob {
    NewJob {
        id: JobId::random(),
        kind: "encode-piece".into(),
        title: None,
        label: name.into(),
        params: serde_json::json!({ "piece": name }),
        key: StepKey(Digest::of(name.as_bytes())),
        after: after.iter().map(|id| (*id).clone()).collect(),
        priority: 0,
        disk: 0,
    }
}

pub(crate) fn ids(answers: &[Enqueued]) -> Vec<JobId> {
    answers.iter().map(|answer| answer.id().clone()).collect()
}
