//! Every wait has a reason that people can read.

use super::{ids, job};
use crate::fixtures::{House, on_both};
use crate::queue::{JobFilter, JobState, Standing, Wait, WorkerId};

async fn each_wait_says_why(house: House) {
    let queue = house.catalogue.queue();
    let (a, mut b) = (job("a", &[]), job("b", &[]));
    b.disk = 3_100_000_000;
    let c = job("c", &[&a.id, &b.id]);
    let chain = ids(&queue.enqueue(vec![a, b, c]).await.unwrap());
    let why = async |id| queue.job(id).await.unwrap().unwrap().wait.unwrap();

    assert_eq!(why(&chain[0]).await, Wait::NobodyWorks);
    let worker = WorkerId::random();
    assert!(!queue.someone_works().await.unwrap());
    queue.worker_beat(&worker, 10_000).await.unwrap();
    assert!(queue.someone_works().await.unwrap());
    assert_eq!(why(&chain[0]).await, Wait::Turn);
    assert_eq!(why(&chain[2]).await.to_string(), "waits for 2 other steps");

    let claim = queue
        .claim(&worker, 30_000, 1_200_000_000)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(claim.job.id, chain[0]);
    assert_eq!(
        why(&chain[1]).await.to_string(),
        "needs 3.1 GB of disk, 1.2 GB free"
    );
    assert_eq!(queue.fail(&claim, "torn", true).await.unwrap(), Standing::Held);
    let until = why(&chain[0]).await;
    assert!(until.to_string().starts_with("tries again not before 2030-"));

    queue.worker_leaves(&worker).await.unwrap();
    assert!(!queue.someone_works().await.unwrap());
    queue.worker_beat(&worker, 10_000).await.unwrap();
    house.clock.pass_ms(10_000);
    assert!(!queue.someone_works().await.unwrap());
}

async fn running_jobs_have_their_disk_reserved(house: House) {
    let queue = house.catalogue.queue();
    let with_disk = |name: &str, disk| {
        let mut job = job(name, &[]);
        job.disk = disk;
        job
    };
    queue
        .enqueue(vec![with_disk("a", 600), with_disk("b", 600), with_disk("c", 0)])
        .await
        .unwrap();
    let worker = WorkerId::random();
    let first = queue.claim(&worker, 30_000, 1_000).await.unwrap().unwrap();
    assert_eq!(first.job.label, "a");
    let none = queue.claim(&worker, 30_000, 0).await.unwrap().unwrap();
    assert_eq!(none.job.label, "c", "a step without disk runs on a full one");
    assert!(queue.claim(&worker, 30_000, 1_000).await.unwrap().is_none());
    assert_eq!(queue.finish(&first, &[], &[]).await.unwrap(), Standing::Held);
    let second = queue.claim(&worker, 30_000, 1_000).await.unwrap().unwrap();
    assert_eq!((second.job.label.as_str(), second.job.wait), ("b", None));
}

async fn jobs_are_listed_by_what_is_asked(house: House) {
    let queue = house.catalogue.queue();
    let mut urgent = job("urgent", &[]);
    urgent.priority = 9;
    urgent.kind = "check-rendition".into();
    queue
        .enqueue(vec![job("a", &[]), job("b", &[]), urgent])
        .await
        .unwrap();
    let labels = async |filter: JobFilter| -> Vec<String> {
        let jobs = queue.jobs(&filter).await.unwrap();
        jobs.into_iter().map(|job| job.label).collect()
    };
    assert_eq!(labels(JobFilter::default()).await, ["urgent", "a", "b"]);
    let claim = queue.claim(&WorkerId::random(), 1_000, 0).await.unwrap();
    assert_eq!(claim.unwrap().job.label, "urgent");
    let running = JobFilter {
        states: vec![JobState::Running, JobState::Failed],
        ..JobFilter::default()
    };
    assert_eq!(labels(running).await, ["urgent"]);
    let pieces = JobFilter {
        kind: Some("encode-piece".into()),
        ..JobFilter::default()
    };
    assert_eq!(labels(pieces).await, ["a", "b"]);
}

on_both!(
    each_wait_says_why,
    running_jobs_have_their_disk_reserved,
    jobs_are_listed_by_what_is_asked,
);
