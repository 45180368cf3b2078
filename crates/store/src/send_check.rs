//! Callers spawn these calls: each future must be able to move between threads. It is enough that this compiles.

use std::path::Path;
use std::sync::Arc;

use house::Clock;
use house::id::{JobId, RenditionKey, TitleId};
use house::release::Admission;

use crate::{Catalogue, Claim, Queue, Vault, ViewersDoor, WorkerId};

fn sendable<T: Send>(_: T) {}

#[test]
fn the_calls_can_be_spawned() {
    let _catalogue = |path: &Path, clock: Arc<dyn Clock>, vault: &Vault, catalogue: &Catalogue| {
        sendable(Catalogue::create(path, clock.clone()));
        sendable(Catalogue::open(path, clock));
        sendable(catalogue.gate_titles());
        sendable(catalogue.version());
        sendable(catalogue.collect_garbage(vault, 0));
        sendable(catalogue.close());
    };
    let _queue = |queue: &Queue, claim: &Claim, worker: &WorkerId, job: &JobId, title: &TitleId| {
        sendable(queue.enqueue(vec![]));
        sendable(queue.claim(worker, 0, 0));
        sendable(queue.heartbeat(claim, &claim.job.progress));
        sendable(queue.finish(claim, &[], &[]));
        sendable(queue.fail(claim, "", true));
        sendable(queue.cancel(job));
        sendable(queue.cancel_title(title));
        sendable(queue.retry(job));
        sendable(queue.release_worker(worker));
    };
    let _door = |door: &ViewersDoor, admission: &Admission, key: &RenditionKey| {
        sendable(door.read(admission, key, 0..0));
        sendable(door.read_whole(admission, key, 0..0));
    };
}
