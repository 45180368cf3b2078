use std::collections::HashMap;

use house::id::TitleId;
use store::{Job, JobState};

/// A step on a page: what, how far, why not.
pub(crate) struct JobRow<'a> {
    pub(crate) label: &'a str,
    pub(crate) title: Option<TitleLink<'a>>,
    pub(crate) state: &'static str,
    pub(crate) mark: &'static str,
    /// While it runs.
    pub(crate) progress: Option<Progress>,
    pub(crate) reason: Option<String>,
    pub(crate) left: Option<String>,
}

pub(crate) struct TitleLink<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
}

pub(crate) struct Progress {
    pub(crate) permille: u16,
    pub(crate) percent: u16,
}

impl<'a> JobRow<'a> {
    pub(crate) fn of(job: &'a Job, names: &'a HashMap<TitleId, String>) -> Self {
        let (state, mark) = match job.state {
            JobState::Running => ("Running", "open"),
            JobState::Waiting => ("Waiting", "quiet"),
            JobState::Blocked => ("Blocked", "soon"),
            JobState::Failed => ("Failed", "wrong"),
            JobState::Cancelled => ("Cancelled", "quiet"),
            JobState::Done => ("Done", "done"),
        };
        let running = job.state == JobState::Running;
        let title = job.title.as_ref().and_then(|id| names.get_key_value(id));
        let waits = job.wait.as_ref().map(ToString::to_string);
        Self {
            label: &job.label,
            title: title.map(|(id, name)| TitleLink {
                id: id.as_str(),
                name,
            }),
            state,
            mark,
            progress: running.then(|| Progress {
                permille: job.progress.permille.min(1_000),
                percent: job.progress.permille.min(1_000) / 10,
            }),
            reason: match job.state {
                JobState::Running => job.progress.note.clone(),
                JobState::Failed | JobState::Cancelled => job.sentence.clone(),
                _ => reasons(waits, job.sentence.as_deref()),
            },
            left: job.progress.eta_ms.filter(|_| running).map(time_left),
        }
    }
}

/// Why it waits, and what went wrong the last time.
fn reasons(waits: Option<String>, last_error: Option<&str>) -> Option<String> {
    match (waits, last_error) {
        (Some(waits), Some(error)) => Some(format!("{waits}; last time: {error}")),
        (waits, error) => waits.or_else(|| error.map(str::to_owned)),
    }
}

fn time_left(millis: i64) -> String {
    let seconds = (millis.max(0) + 999) / 1_000;
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}\u{a0}s"),
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::time_left;

    #[test]
    fn time_left_is_told_as_on_a_clock() {
        assert_eq!(time_left(1), "1\u{a0}s");
        assert_eq!(time_left(61_000), "1:01");
        assert_eq!(time_left(3_661_000), "1:01:01");
    }
}
