use crate::queue::{WorkerId, WorkerPresence};

#[test]
fn a_worker_is_dead_when_its_lock_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let workers = folder.path().join("workers");
    assert_eq!(WorkerPresence::sweep(&workers).unwrap(), []);
    let (living, dead) = (WorkerId::random(), WorkerId::random());
    let _living = WorkerPresence::take(&workers, &living).unwrap();
    drop(WorkerPresence::take(&workers, &dead).unwrap());
    std::fs::write(workers.join("README"), "not a worker").unwrap();
    assert_eq!(
        WorkerPresence::sweep(&workers).unwrap(),
        std::slice::from_ref(&dead)
    );
    assert_eq!(
        WorkerPresence::sweep(&workers).unwrap(),
        std::slice::from_ref(&dead),
        "until it is forgotten"
    );
    WorkerPresence::forget(&workers, &dead).unwrap();
    WorkerPresence::forget(&workers, &dead).unwrap();
    assert_eq!(WorkerPresence::sweep(&workers).unwrap(), []);
    assert!(WorkerPresence::take(&workers, &living).is_err());
}
