use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use house::id::UploadId;
use tokio::sync::Notify;

/// Who adds to which upload in this process.
#[derive(Default)]
pub(super) struct Registry {
    berths: Mutex<HashMap<UploadId, Arc<Taken>>>,
}

/// A berth that is taken.
#[derive(Default)]
pub(super) struct Taken {
    wanted: Notify,
    gone: Notify,
    end: AtomicU64,
}

impl Taken {
    pub(super) async fn asked_for(&self) {
        self.wanted.notified().await;
    }

    pub(super) fn tell(&self, end: u64) {
        self.end.store(end, Ordering::Relaxed);
    }

    pub(super) fn end(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }
}

impl Registry {
    /// Takes the berth; answers who has it when it is taken.
    pub(super) fn take(&self, id: &UploadId) -> Result<Arc<Taken>, Arc<Taken>> {
        let mut berths = self.lock();
        if let Some(taken) = berths.get(id) {
            return Err(Arc::clone(taken));
        }
        let taken = Arc::new(Taken::default());
        berths.insert(id.clone(), Arc::clone(&taken));
        Ok(taken)
    }

    pub(super) fn leave(&self, id: &UploadId, mine: &Arc<Taken>) {
        let mut berths = self.lock();
        if berths.get(id).is_some_and(|taken| Arc::ptr_eq(taken, mine)) {
            berths.remove(id);
        }
        mine.gone.notify_waiters();
    }

    pub(super) fn find(&self, id: &UploadId) -> Option<Arc<Taken>> {
        self.lock().get(id).cloned()
    }

    /// Asks the one who has the berth to make way, and waits until it has. Only as long as the caller waits.
    pub(super) async fn wait_for(&self, id: &UploadId, taken: &Arc<Taken>) {
        let gone = taken.gone.notified();
        tokio::pin!(gone);
        // Listening begins before it is looked, so that no leaving is missed.
        gone.as_mut().enable();
        if self.find(id).is_some_and(|there| Arc::ptr_eq(&there, taken)) {
            taken.wanted.notify_one();
            gone.await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<UploadId, Arc<Taken>>> {
        self.berths.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
