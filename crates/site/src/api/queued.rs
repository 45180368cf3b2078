use house::id::JobId;
use serde::Serialize;
use utoipa::ToSchema;

/// What was asked for is done by this job; it may take a while.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queued {
    job: String,
}

impl From<JobId> for Queued {
    fn from(job: JobId) -> Self {
        Self { job: job.to_string() }
    }
}
