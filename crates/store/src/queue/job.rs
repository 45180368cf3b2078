use std::fmt;
use std::str::FromStr;

use house::encode::StepKey;
use house::id::{JobId, TitleId};
use house::{Digest, Instant};
use serde::{Deserialize, Serialize};

use super::{JobState, Wait};

/// A job to queue.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub id: JobId,
    /// Which kind of step: "encode-piece", "join-rendition", ...
    pub kind: String,
    pub title: Option<TitleId>,
    /// For people: "1080p, piece 3 of 9".
    pub label: String,
    pub params: serde_json::Value,
    /// Two jobs with the same key are one. A job with effects must have in its key what its effects touch (the
    /// master, say), else the second's never happen.
    pub key: StepKey,
    /// Jobs that must be done first; their outputs come with the claim in this order.
    pub after: Vec<JobId>,
    /// Higher is taken first.
    pub priority: i32,
    /// Bytes of disk that the job needs while it runs.
    pub disk: u64,
}

/// What became of a queued job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enqueued {
    New(JobId),
    /// The same step was there already and is waiting or running.
    Joined(JobId),
    /// The same step had failed or was cancelled and was set going again.
    Revived(JobId),
    /// The same step was done before.
    Done(JobId),
}

impl Enqueued {
    /// The job that stands for the step.
    pub fn id(&self) -> &JobId {
        match self {
            Self::New(id) | Self::Joined(id) | Self::Revived(id) | Self::Done(id) => id,
        }
    }
}

/// A job as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub title: Option<TitleId>,
    pub label: String,
    pub params: serde_json::Value,
    pub key: StepKey,
    pub after: Vec<JobId>,
    pub priority: i32,
    pub disk: u64,
    pub state: JobState,
    /// Why it is not running or done: for people, by `Display`.
    pub wait: Option<Wait>,
    /// Attempts that ended in an error.
    pub attempts: u32,
    /// Times a worker vanished while it ran.
    pub losses: u32,
    /// The last error, or why it was cancelled.
    pub sentence: Option<String>,
    pub worker: Option<WorkerId>,
    pub progress: Progress,
    pub outputs: Vec<Digest>,
    pub made: Instant,
    pub started: Option<Instant>,
    pub ended: Option<Instant>,
}

/// Which jobs to list; all by default.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    pub title: Option<TitleId>,
    pub kind: Option<String>,
    /// Empty is every state.
    pub states: Vec<JobState>,
}

/// How far a running job is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// 0 to 1000.
    pub permille: u16,
    pub eta_ms: Option<i64>,
    pub note: Option<String>,
}

/// A job taken by a worker. The fence grows with each claim: whoever holds a smaller one has lost the job.
#[derive(Debug, Clone)]
pub struct Claim {
    pub job: Job,
    pub fence: i64,
    pub worker: WorkerId,
    pub lease_ms: i64,
    /// Outputs of each job in `after`, in that order.
    pub inputs: Vec<Vec<Digest>>,
}

/// Whether the claim still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Standing {
    Held,
    /// The lease ran out and another worker has, or may have, the job: stop, and write nothing.
    Lost,
    /// Somebody cancelled the job: stop.
    Cancelled,
}

/// One working process.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkerId(Box<str>);

impl WorkerId {
    pub fn random() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()).into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for WorkerId {
    type Err = house::HouseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Self(text.into()));
        }
        Err(house::HouseError::Unreadable {
            given: text.into(),
            expected: "a worker's id (32 hex digits)",
        })
    }
}
