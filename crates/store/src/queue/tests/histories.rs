//! Random histories: workers come, vanish, fail and finish; people cancel, retry and queue again; the clock passes
//! and jumps. Whatever happens, no finished step runs again, nobody holds a job that another holds, nothing waits for
//! what will never come, and in the end everything that nobody stopped is done.

use std::collections::{HashMap, HashSet};

use house::id::JobId;
use proptest::prelude::*;

use super::{ids, job};
use crate::fixtures::House;
use crate::queue::{Claim, Enqueued, Job, JobFilter, JobState, NewJob, Progress, Queue, Standing, WorkerId};

const LEASE: i64 = 10_000;

#[derive(Debug, Clone)]
enum Event {
    Claim,
    /// The nth claim that was ever given, still held or not.
    Beat(usize),
    Finish(usize),
    Fail(usize, bool),
    GiveBack(usize),
    Pass(i64),
    Die,
    Cancel(usize),
    Retry(usize),
    QueueAgain,
}

fn event() -> impl Strategy<Value = Event> {
    let nth = 0_usize..12;
    prop_oneof![
        6 => Just(Event::Claim),
        2 => nth.clone().prop_map(Event::Beat),
        5 => nth.clone().prop_map(Event::Finish),
        3 => (nth.clone(), any::<bool>()).prop_map(|(n, retry)| Event::Fail(n, retry)),
        1 => nth.clone().prop_map(Event::GiveBack),
        3 => (-40_000_i64..60_000).prop_map(Event::Pass),
        1 => Just(Event::Die),
        1 => nth.clone().prop_map(Event::Cancel),
        2 => nth.prop_map(Event::Retry),
        1 => Just(Event::QueueAgain),
    ]
}

/// For each job, which of those before it it waits for.
fn plans() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), 1..8).prop_map(|jobs| {
        let before = |n: usize, picks: Vec<prop::sample::Index>| {
            let mut after: Vec<usize> = picks
                .into_iter()
                .filter(|_| n > 0)
                .map(|pick| pick.index(n))
                .collect();
            after.sort_unstable();
            after.dedup();
            after
        };
        jobs.into_iter()
            .enumerate()
            .map(|(n, picks)| before(n, picks))
            .collect()
    })
}

fn new_jobs(plan: &[Vec<usize>]) -> Vec<NewJob> {
    let mut jobs: Vec<NewJob> = Vec::new();
    for (n, after) in plan.iter().enumerate() {
        let before: Vec<&JobId> = after.iter().map(|at| &jobs[*at].id).collect();
        let new = job(&format!("step {n}"), &before);
        jobs.push(new);
    }
    jobs
}

struct History {
    house: House,
    queue: Queue,
    plan: Vec<Vec<usize>>,
    jobs: Vec<JobId>,
    worker: WorkerId,
    claims: Vec<Claim>,
    fences: HashMap<JobId, i64>,
    finished: HashSet<JobId>,
}

impl History {
    async fn start(house: House, plan: Vec<Vec<usize>>) -> Self {
        let queue = house.catalogue.queue();
        let jobs = ids(&queue.enqueue(new_jobs(&plan)).await.unwrap());
        Self {
            house,
            queue,
            plan,
            jobs,
            worker: WorkerId::random(),
            claims: vec![],
            fences: HashMap::new(),
            finished: HashSet::new(),
        }
    }

    async fn happens(&mut self, event: &Event) {
        match event {
            Event::Claim => {
                self.claim().await;
            }
            Event::Beat(n) => {
                if let Some(claim) = self.nth(*n) {
                    let standing = self.queue.heartbeat(&claim, &Progress::default()).await.unwrap();
                    self.only_newest_holds(&claim, standing);
                }
            }
            Event::Finish(n) => {
                if let Some(claim) = self.nth(*n) {
                    self.finish(&claim).await;
                }
            }
            Event::Fail(n, retry) => {
                if let Some(claim) = self.nth(*n) {
                    let standing = self.queue.fail(&claim, "torn", *retry).await.unwrap();
                    self.only_newest_holds(&claim, standing);
                }
            }
            Event::GiveBack(n) => {
                if let Some(claim) = self.nth(*n) {
                    self.queue.release_claim(&claim).await.unwrap();
                }
            }
            Event::Pass(ms) => self.house.clock.pass_ms(*ms),
            Event::Die => {
                self.queue.release_worker(&self.worker).await.unwrap();
                self.worker = WorkerId::random();
            }
            // Both refuse what cannot be: a job that is done, or runs.
            Event::Cancel(n) => drop(self.queue.cancel(&self.jobs[n % self.jobs.len()]).await),
            Event::Retry(n) => drop(self.queue.retry(&self.jobs[n % self.jobs.len()]).await),
            Event::QueueAgain => {
                let answers = self.queue.enqueue(new_jobs(&self.plan)).await.unwrap();
                assert_eq!(ids(&answers), self.jobs);
                for answer in answers {
                    let done = matches!(answer, Enqueued::Done(_));
                    assert_eq!(done, self.finished.contains(answer.id()));
                }
            }
        }
        self.holds_together().await;
    }

    fn nth(&self, n: usize) -> Option<Claim> {
        self.claims.get(n % self.claims.len().max(1)).cloned()
    }

    async fn claim(&mut self) -> Option<Claim> {
        let claim = self.queue.claim(&self.worker, LEASE, 0).await.unwrap()?;
        assert!(
            !self.finished.contains(&claim.job.id),
            "a finished step runs again"
        );
        let before = self.fences.insert(claim.job.id.clone(), claim.fence);
        assert!(before.is_none_or(|fence| fence < claim.fence));
        self.claims.push(claim.clone());
        Some(claim)
    }

    async fn finish(&mut self, claim: &Claim) {
        let standing = self.queue.finish(claim, &[], &[]).await.unwrap();
        self.only_newest_holds(claim, standing);
        if standing == Standing::Held {
            assert!(self.finished.insert(claim.job.id.clone()), "finished twice");
        }
    }

    fn only_newest_holds(&self, claim: &Claim, standing: Standing) {
        if standing != Standing::Lost {
            assert_eq!(self.fences[&claim.job.id], claim.fence);
        }
    }

    async fn holds_together(&self) -> Vec<Job> {
        let jobs = self.queue.jobs(&JobFilter::default()).await.unwrap();
        let states: HashMap<&JobId, JobState> = jobs.iter().map(|job| (&job.id, job.state)).collect();
        for job in &jobs {
            let mut before = job.after.iter().map(|id| states[id]);
            let is_stopped = |s| matches!(s, JobState::Failed | JobState::Blocked | JobState::Cancelled);
            assert_eq!(job.state == JobState::Done, self.finished.contains(&job.id));
            assert_eq!(
                job.wait.is_some(),
                matches!(job.state, JobState::Waiting | JobState::Blocked)
            );
            match job.state {
                JobState::Running => assert!(before.all(|s| s == JobState::Done)),
                JobState::Waiting => assert!(!before.any(is_stopped), "{} waits for ever", job.label),
                JobState::Blocked => assert!(before.any(is_stopped), "{} is blocked by nothing", job.label),
                _ => {}
            }
        }
        jobs
    }

    /// A worker that never fails comes and stays.
    async fn ends(mut self) {
        for _ in 0..100 {
            while let Some(claim) = self.claim().await {
                self.finish(&claim).await;
            }
            let jobs = self.holds_together().await;
            if !jobs.iter().any(|job| job.state.is_live()) {
                return;
            }
            self.house.clock.pass_ms(60_000);
        }
        panic!("jobs are left that nobody stopped");
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn histories() -> impl Strategy<Value = (Vec<Vec<usize>>, Vec<Event>)> {
    (plans(), prop::collection::vec(event(), 1..60))
}

async fn holds_together((plan, events): (Vec<Vec<usize>>, Vec<Event>), house: House) {
    let mut history = History::start(house, plan).await;
    for event in &events {
        history.happens(event).await;
    }
    history.ends().await;
}

fn block_on(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test);
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn whatever_happens_the_queue_holds_together(history in histories()) {
        block_on(async { holds_together(history, House::new().await).await });
    }
}

proptest! {
    // Each begins with a database of its own.
    #![proptest_config(config(6))]

    #[test]
    fn whatever_happens_the_queue_on_a_server_holds_together(history in histories()) {
        block_on(async {
            if let Some(house) = House::on_server().await {
                holds_together(history, house).await;
            }
        });
    }
}
