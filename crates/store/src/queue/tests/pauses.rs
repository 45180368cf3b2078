use house::team::Actor;

use super::job;
use crate::fixtures::House;
use crate::{Enqueued, Progress, Standing, StoreError, Wait, WorkerId};

#[tokio::test]
async fn a_paused_job_stops_and_goes_on_when_it_is_let_go() {
    let house = House::new().await;
    let queue = house.catalogue.queue();
    let queued = queue.enqueue(vec![job("a", &[])]).await.unwrap();
    let id = queued.first().map(Enqueued::id).unwrap();
    let worker = WorkerId::random();
    let claim = queue.claim(&worker, 60_000, 0).await.unwrap().unwrap();
    queue.pause(&Actor::Program, id).await.unwrap();
    let standing = queue.heartbeat(&claim, &Progress::default()).await.unwrap();
    assert_eq!(standing, Standing::Lost, "its worker stops and writes nothing");
    assert!(queue.claim(&worker, 60_000, 0).await.unwrap().is_none());
    let paused = queue.job(id).await.unwrap().unwrap();
    assert_eq!(paused.wait, Some(Wait::Paused));
    queue.resume(&Actor::Program, id).await.unwrap();
    let claim = queue.claim(&worker, 60_000, 0).await.unwrap().unwrap();
    assert_eq!(queue.finish(&claim, &[], &[]).await.unwrap(), Standing::Held);
    let late = queue.pause(&Actor::Program, id).await;
    assert!(matches!(late, Err(StoreError::Refused(_))), "{late:?}");
}

#[tokio::test]
async fn all_work_is_held_back_at_once() {
    let house = House::new().await;
    let queue = house.catalogue.queue();
    let queued = queue.enqueue(vec![job("a", &[])]).await.unwrap();
    queue.pause_all(&Actor::Program, true).await.unwrap();
    queue.pause_all(&Actor::Program, true).await.unwrap();
    let worker = WorkerId::random();
    assert!(queue.claim(&worker, 60_000, 0).await.unwrap().is_none());
    let waiting = queue.job(queued[0].id()).await.unwrap().unwrap();
    assert_eq!(waiting.wait, Some(Wait::AllPaused));
    queue.pause_all(&Actor::Program, false).await.unwrap();
    assert!(queue.claim(&worker, 60_000, 0).await.unwrap().is_some());
}
