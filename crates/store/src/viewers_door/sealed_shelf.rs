use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use house::id::RenditionKey;
use package::address::Resource;
use package::seal::{KeyId, Scheme};
use tokio::sync::OnceCell;

use crate::StoreError;

/// Sealed resources in memory: what everybody asks for at one instant is read and sealed once. Bounded; what was used
/// longest ago makes room.
pub(super) struct SealedShelf {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Name {
    pub(super) key: KeyId,
    pub(super) scheme: Scheme,
    pub(super) rendition: RenditionKey,
    pub(super) resource: Resource,
}

#[derive(Default)]
struct Kept {
    places: HashMap<Name, Place>,
    bytes: usize,
    uses: u64,
}

struct Place {
    cell: Arc<OnceCell<Bytes>>,
    /// Counted once it is made.
    bytes: usize,
    used: u64,
}

impl SealedShelf {
    pub(super) fn of(most: usize) -> Self {
        Self {
            most,
            kept: Mutex::default(),
        }
    }

    /// Made once, however many ask meanwhile. A maker that fails, or whose asker has gone, makes way for the next.
    pub(super) async fn get_or_make(
        &self,
        name: Name,
        make: impl Future<Output = Result<Bytes, StoreError>>,
    ) -> Result<Bytes, StoreError> {
        let cell = self.lock().place(&name);
        if let Some(bytes) = cell.get() {
            return Ok(bytes.clone());
        }
        let made = cell.get_or_try_init(|| make).await;
        let mut kept = self.lock();
        match &made {
            Ok(bytes) => kept.count(&name, bytes.len(), self.most),
            Err(_) => kept.give_up(&name),
        }
        made.cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn place(&mut self, name: &Name) -> Arc<OnceCell<Bytes>> {
        self.uses += 1;
        let used = self.uses;
        if let Some(place) = self.places.get_mut(name) {
            place.used = used;
            return Arc::clone(&place.cell);
        }
        let cell = Arc::new(OnceCell::new());
        let place = Place {
            cell: Arc::clone(&cell),
            bytes: 0,
            used,
        };
        self.places.insert(name.clone(), place);
        cell
    }

    fn count(&mut self, name: &Name, bytes: usize, most: usize) {
        if let Some(place) = self.places.get_mut(name).filter(|place| place.bytes == 0) {
            place.bytes = bytes;
            self.bytes += bytes;
        }
        while self.bytes > most {
            let counted = self.places.iter().filter(|(_, place)| place.bytes > 0);
            let Some(oldest) = counted
                .min_by_key(|(_, place)| place.used)
                .map(|(name, _)| name.clone())
            else {
                return;
            };
            if let Some(place) = self.places.remove(&oldest) {
                self.bytes -= place.bytes;
            }
        }
    }

    fn give_up(&mut self, name: &Name) {
        if self.places.get(name).is_some_and(|place| place.bytes == 0) {
            self.places.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn name(number: u32) -> Name {
        Name {
            key: KeyId::new([1; 16]),
            scheme: Scheme::Cbcs,
            rendition: "aaaaaaaaaaaaaaaaaaaaaaaaaa"
                .parse()
                .unwrap_or_else(|_| RenditionKey::random()),
            resource: Resource::Segment(number),
        }
    }

    #[tokio::test]
    async fn what_many_ask_for_is_made_once() {
        let shelf = SealedShelf::of(100);
        let (made, name) = (AtomicUsize::new(0), name(1));
        let make = || async {
            made.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(Bytes::from_static(b"sealed"))
        };
        let asked = (0..5).map(|_| shelf.get_or_make(name.clone(), make()));
        for bytes in futures_util::future::join_all(asked).await {
            assert_eq!(bytes.unwrap(), "sealed");
        }
        assert_eq!(made.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn it_stays_within_its_bound_and_keeps_what_is_used() {
        let shelf = SealedShelf::of(100);
        let names: Vec<_> = (0..4).map(name).collect();
        let fill = |at: usize| shelf.get_or_make(names[at].clone(), async { Ok(Bytes::from(vec![0; 40])) });
        for at in [0, 1, 0, 2] {
            fill(at).await.unwrap();
        }
        let kept = shelf.lock();
        assert!(
            kept.bytes <= 100 && kept.places.contains_key(&names[0]) && !kept.places.contains_key(&names[1])
        );
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let shelf = SealedShelf::of(100);
        let failed = shelf
            .get_or_make(name(1), async { Err(StoreError::NotAdmitted) })
            .await;
        assert!(failed.is_err());
        assert_eq!(shelf.lock().places.len(), 0);
        let next = shelf
            .get_or_make(name(1), async { Ok(Bytes::from_static(b"x")) })
            .await;
        assert_eq!(next.unwrap(), "x");
    }
}
