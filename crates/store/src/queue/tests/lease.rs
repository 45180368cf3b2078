//! Leases and fences: who holds a job, and who only thinks so.

use super::{ids, job};
use crate::fixtures::{House, on_both};
use crate::queue::{JobState, Progress, Standing, WorkerId};

const LEASE: i64 = 30_000;

async fn a_lease_that_ran_out_is_taken_over_with_a_higher_fence(house: House) {
    let queue = house.catalogue.queue();
    queue.enqueue(vec![job("a", &[])]).await.unwrap();
    let (slow, quick) = (WorkerId::random(), WorkerId::random());
    let old = queue.claim(&slow, LEASE, 0).await.unwrap().unwrap();
    house.clock.pass_ms(LEASE - 1);
    assert!(queue.claim(&quick, LEASE, 0).await.unwrap().is_none());
    house.clock.pass_ms(1);
    let new = queue.claim(&quick, LEASE, 0).await.unwrap().unwrap();
    assert!(new.fence > old.fence);
    assert_eq!(new.job.losses, 1);
    let beat = queue.heartbeat(&old, &Progress::default()).await.unwrap();
    assert_eq!(beat, Standing::Lost);
    assert_eq!(queue.finish(&old, &[], &[]).await.unwrap(), Standing::Lost);
    assert_eq!(queue.fail(&old, "late", false).await.unwrap(), Standing::Lost);
    queue.release_claim(&old).await.unwrap();
    assert_eq!(queue.finish(&new, &[], &[]).await.unwrap(), Standing::Held);
}

async fn heartbeats_keep_a_lease_and_tell_how_far_the_job_is(house: House) {
    let queue = house.catalogue.queue();
    let id = ids(&queue.enqueue(vec![job("a", &[])]).await.unwrap()).remove(0);
    let claim = queue.claim(&WorkerId::random(), LEASE, 0).await.unwrap().unwrap();
    let progress = Progress {
        permille: 420,
        eta_ms: Some(9_000),
        note: Some("frame 420".into()),
    };
    for _ in 0..5 {
        house.clock.pass_ms(LEASE - 1);
        assert_eq!(queue.heartbeat(&claim, &progress).await.unwrap(), Standing::Held);
        assert!(
            queue
                .claim(&WorkerId::random(), LEASE, 0)
                .await
                .unwrap()
                .is_none()
        );
    }
    let seen = house.again().await.queue().job(&id).await.unwrap().unwrap();
    assert_eq!((seen.progress, seen.state), (progress, JobState::Running));
    // A machine that slept: nobody took the job over, so it is still held.
    house.clock.pass_ms(10 * LEASE);
    let beat = queue.heartbeat(&claim, &Progress::default()).await.unwrap();
    assert_eq!(beat, Standing::Held);
}

async fn a_clock_set_back_leaves_no_job_hanging(house: House) {
    let queue = house.catalogue.queue();
    queue.enqueue(vec![job("a", &[]), job("b", &[])]).await.unwrap();
    let worker = WorkerId::random();
    let failed = queue.claim(&worker, LEASE, 0).await.unwrap().unwrap();
    assert_eq!(queue.fail(&failed, "torn", true).await.unwrap(), Standing::Held);
    let _dead = queue.claim(&worker, LEASE, 0).await.unwrap().unwrap();
    house.clock.pass_ms(-86_400_000);
    assert!(queue.claim(&worker, LEASE, 0).await.unwrap().is_none());
    house.clock.pass_ms(5_000);
    assert_eq!(
        queue.claim(&worker, LEASE, 0).await.unwrap().unwrap().job.label,
        "a"
    );
    house.clock.pass_ms(LEASE - 5_000);
    assert_eq!(
        queue.claim(&worker, LEASE, 0).await.unwrap().unwrap().job.label,
        "b"
    );
}

async fn a_job_given_back_or_taken_from_the_dead_is_free_at_once(house: House) {
    let queue = house.catalogue.queue();
    queue.enqueue(vec![job("a", &[])]).await.unwrap();
    let worker = WorkerId::random();
    let claim = queue.claim(&worker, LEASE, 0).await.unwrap().unwrap();
    queue.release_claim(&claim).await.unwrap();
    let again = queue.claim(&worker, LEASE, 0).await.unwrap().unwrap();
    assert_eq!((again.job.losses, again.job.attempts), (0, 0));
    assert_eq!(queue.release_worker(&worker).await.unwrap(), 1);
    let third = queue.claim(&WorkerId::random(), LEASE, 0).await.unwrap().unwrap();
    assert_eq!(third.job.losses, 1);
    assert_eq!(queue.finish(&again, &[], &[]).await.unwrap(), Standing::Lost);
}

async fn a_job_that_keeps_losing_its_worker_pauses(house: House) {
    let queue = house.catalogue.queue();
    queue.enqueue(vec![job("a", &[])]).await.unwrap();
    let worker = WorkerId::random();
    for _ in 0..10 {
        assert!(queue.claim(&worker, LEASE, 0).await.unwrap().is_some());
        queue.release_worker(&worker).await.unwrap();
    }
    assert!(queue.claim(&worker, LEASE, 0).await.unwrap().is_none());
    house.clock.pass_ms(60_000);
    assert!(queue.claim(&worker, LEASE, 0).await.unwrap().is_some());
}

async fn two_workers_never_hold_the_same_job(house: House) {
    let names: Vec<String> = (0..24).map(|n| n.to_string()).collect();
    house
        .catalogue
        .queue()
        .enqueue(names.iter().map(|name| job(name, &[])).collect())
        .await
        .unwrap();
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..3 {
        // Each with connections of its own, as processes have them.
        let queue = house.again().await.queue();
        workers.spawn(async move {
            let worker = WorkerId::random();
            let mut taken = vec![];
            while let Some(claim) = queue.claim(&worker, LEASE, 0).await.unwrap() {
                taken.push(claim.job.label.clone());
                assert_eq!(queue.finish(&claim, &[], &[]).await.unwrap(), Standing::Held);
            }
            taken
        });
    }
    let mut taken: Vec<String> = workers.join_all().await.concat();
    taken.sort_by_key(|name| name.parse::<u32>().unwrap());
    assert_eq!(taken, names);
}

on_both!(
    a_lease_that_ran_out_is_taken_over_with_a_higher_fence,
    heartbeats_keep_a_lease_and_tell_how_far_the_job_is,
    a_clock_set_back_leaves_no_job_hanging,
    a_job_given_back_or_taken_from_the_dead_is_free_at_once,
    a_job_that_keeps_losing_its_worker_pauses,
    two_workers_never_hold_the_same_job,
);
