//! How far a set of jobs is: grouped into steps that people know, each with the share that is done and the time left.

use house::Instant;
use media::time::FrameRate;
use store::{Job, JobState};

/// A group of jobs that people see as one step: "picture 1280x720".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub name: String,
    /// 0 to 1000.
    pub permille: u16,
    /// At the speed so far; `None` before there is one.
    pub left_ms: Option<i64>,
    pub state: StretchState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StretchState {
    /// Why nothing of it runs yet; `told` when it is more than its turn that it waits for.
    Waiting {
        reason: String,
        told: bool,
    },
    Running,
    Done,
    /// What went wrong.
    Failed(String),
    Cancelled,
}

impl StretchState {
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Failed(_) | Self::Cancelled)
    }
}

/// Jobs in the order of their list, grouped by the step that their labels name.
pub fn stretches(jobs: &[Job], now: Instant) -> Vec<Stretch> {
    let mut names: Vec<&str> = Vec::new();
    for job in jobs {
        let name = stretch_name(&job.label);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .map(|name| {
            let of_name: Vec<&Job> = jobs
                .iter()
                .filter(|job| stretch_name(&job.label) == name)
                .collect();
            stretch(name, &of_name, now)
        })
        .collect()
}

/// All of it as one.
pub fn whole(name: &str, jobs: &[Job], now: Instant) -> Stretch {
    let all: Vec<&Job> = jobs.iter().collect();
    stretch(name, &all, now)
}

/// "picture 1280x720, piece 2 of 3" belongs to "picture 1280x720".
fn stretch_name(label: &str) -> &str {
    match label.rsplit_once(", ") {
        Some((name, part)) if part == "join" || part == "check" || part.starts_with("piece ") => name,
        _ => label,
    }
}

fn stretch(name: &str, jobs: &[&Job], now: Instant) -> Stretch {
    let total: u128 = jobs.iter().map(|job| u128::from(weight(job))).sum();
    let done: u128 = jobs
        .iter()
        .map(|job| u128::from(weight(job)) * u128::from(share(job)))
        .sum();
    let permille = u16::try_from(done / total.max(1)).unwrap_or(1_000).min(1_000);
    Stretch {
        name: name.to_owned(),
        permille,
        left_ms: time_left(jobs, total, done, now),
        state: state(jobs),
    }
}

/// What is left takes as long in proportion as what was done since the first of the jobs began.
fn time_left(jobs: &[&Job], total: u128, done: u128, now: Instant) -> Option<i64> {
    let began = jobs.iter().filter_map(|job| job.started).min()?;
    let spent = u128::try_from(now.millis_since(began)).ok()?;
    let whole = total * 1_000;
    (done > 0).then(|| i64::try_from(spent * whole.saturating_sub(done) / done).unwrap_or(i64::MAX))
}

fn share(job: &Job) -> u16 {
    match job.state {
        JobState::Done => 1_000,
        JobState::Running => job.progress.permille.min(1_000),
        _ => 0,
    }
}

fn state(jobs: &[&Job]) -> StretchState {
    if jobs.iter().all(|job| job.state == JobState::Done) {
        return StretchState::Done;
    }
    if let Some(failed) = jobs.iter().find(|job| job.state == JobState::Failed) {
        return StretchState::Failed(failed.sentence.clone().unwrap_or_else(|| "failed".into()));
    }
    if jobs.iter().any(|job| job.state == JobState::Cancelled) {
        return StretchState::Cancelled;
    }
    if jobs.iter().any(|job| job.state == JobState::Running) {
        return StretchState::Running;
    }
    let waits = || jobs.iter().filter_map(|job| job.wait.as_ref());
    let telling = waits().find(|wait| wait.needs_telling());
    let reason = telling.or_else(|| waits().next());
    StretchState::Waiting {
        reason: reason.map_or_else(|| "waits".into(), ToString::to_string),
        told: telling.is_some(),
    }
}

/// Roughly how much work a job is, in pixels that go through the encoder; only proportions count.
fn weight(job: &Job) -> u64 {
    const LITTLE: u64 = 10_000_000;
    /// Decoding against encoding.
    const CHECK_PERCENT: u64 = 10;
    /// Sound of one second.
    const SOUND: u64 = 1_000_000;
    let number = |path: &str| job.params.pointer(path).and_then(serde_json::Value::as_u64);
    let pixels = || {
        let frames = number("/piece/frames")?;
        Some(number("/plan/width")? * number("/plan/height")? * frames)
    };
    let seconds = || {
        let rate = job.params.pointer("/timeline/rate")?;
        let rate: FrameRate = serde_json::from_value(rate.clone()).ok()?;
        number("/timeline/frames").map(|frames| frames / u64::from(rate.frames_in_seconds(1)))
    };
    let weight = match job.kind.as_str() {
        "encode-piece" => pixels(),
        "encode-sound" => seconds().map(|seconds| seconds * SOUND),
        "check-rendition" => {
            number("/timeline/frames").map(|frames| frames * 640 * 360 * CHECK_PERCENT / 100)
        }
        _ => None,
    };
    weight.unwrap_or(0).max(LITTLE)
}

#[cfg(test)]
mod tests {
    use house::Digest;
    use house::encode::StepKey;
    use house::id::JobId;
    use store::Progress;

    use super::*;

    fn job(label: &str, state: JobState, permille: u16) -> Job {
        Job {
            id: JobId::random(),
            kind: "join-rendition".into(),
            title: None,
            label: label.into(),
            params: serde_json::Value::Null,
            key: StepKey(Digest::of(label.as_bytes())),
            after: Vec::new(),
            priority: 0,
            disk: 0,
            state,
            wait: None,
            attempts: 0,
            losses: 0,
            sentence: None,
            worker: None,
            progress: Progress {
                permille,
                ..Progress::default()
            },
            outputs: Vec::new(),
            made: Instant::from_micros(0),
            started: (state != JobState::Waiting).then(|| Instant::from_micros(0)),
            ended: None,
        }
    }

    #[test]
    fn pieces_join_and_check_are_one_stretch() {
        let jobs = [
            job("sound en, stereo", JobState::Done, 1_000),
            job("picture 640x360, piece 1 of 2", JobState::Done, 1_000),
            job("picture 640x360, piece 2 of 2", JobState::Running, 500),
            job("picture 640x360, join", JobState::Waiting, 0),
            job("picture 640x360, check", JobState::Waiting, 0),
        ];
        let stretches = stretches(&jobs, Instant::from_micros(9_000_000));
        let told: Vec<_> = stretches
            .iter()
            .map(|stretch| (stretch.name.as_str(), stretch.permille, stretch.left_ms))
            .collect();
        assert_eq!(
            told,
            [
                ("sound en, stereo", 1_000, Some(0)),
                ("picture 640x360", 375, Some(15_000)),
            ]
        );
        assert_eq!(stretches[0].state, StretchState::Done);
        assert_eq!(stretches[1].state, StretchState::Running);
    }

    #[test]
    fn a_full_disk_is_told_before_a_wait_for_other_steps() {
        let mut piece = job("picture 640x360, piece 1 of 1", JobState::Waiting, 0);
        let mut join = job("picture 640x360, join", JobState::Waiting, 0);
        join.wait = Some(store::Wait::Steps { open: 1 });
        piece.wait = Some(store::Wait::Turn);
        let state = |jobs: &[Job]| whole("Film", jobs, Instant::from_micros(0)).state;
        let turn = state(&[join.clone(), piece.clone()]);
        assert!(
            matches!(turn, StretchState::Waiting { told: false, .. }),
            "{turn:?}"
        );
        piece.wait = Some(store::Wait::Disk {
            needed: 2_000_000,
            free: 1_000_000,
        });
        let StretchState::Waiting { reason, told } = state(&[join, piece]) else {
            panic!("it waits");
        };
        assert!(told);
        assert_eq!(reason, "needs 2.0 MB of disk, 1.0 MB free");
    }
}
