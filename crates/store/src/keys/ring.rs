use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use house::id::ReleaseId;
use house::release::{Admission, Purpose, Release, SealedCopy};
use house::{Clock, Instant};
use package::seal::{ContentKey, KeyId};

use super::HouseKey;
use crate::StoreError;
use crate::catalogue::{Catalogue, KeptKey};

/// The content keys of all sealed releases, in memory: on the night a key costs no query. Wiped when dropped.
pub struct KeyRing {
    clock: Arc<dyn Clock>,
    keys: RwLock<Keys>,
}

type Keys = HashMap<ReleaseId, HashMap<Purpose, ContentKey>>;

impl KeyRing {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            keys: RwLock::default(),
        }
    }

    /// Makes the ring what the catalogue says, and makes what is missing: a key for each purpose of every one of the
    /// `releases` that is to be sealed. Answers what was found amiss, a sentence each; the film of such a release is not
    /// sealed, and plays all the same when it opens.
    ///
    /// # Errors
    /// When the catalogue cannot be read or written.
    pub async fn renew(
        &self,
        catalogue: &Catalogue,
        house: &Path,
        releases: impl IntoIterator<Item = &Release>,
    ) -> Result<Vec<String>, StoreError> {
        let sealed: HashSet<_> = releases
            .into_iter()
            .filter(|release| release.is_sealed())
            .map(|release| release.id.clone())
            .collect();
        if sealed.is_empty() {
            self.replace(Keys::new());
            return Ok(Vec::new());
        }
        let house_key = match open(house.to_owned()).await {
            Ok(key) => key,
            Err(error) => {
                self.replace(Keys::new());
                return Ok(vec![format!("no film is sealed: {error}")]);
            }
        };
        let kept = keep_whole(catalogue, &house_key, &sealed).await?;
        let mut amiss = Vec::new();
        let mut keys = Keys::new();
        for key in kept.iter().filter(|key| sealed.contains(&key.release)) {
            match house_key.read(key) {
                Some(known) => {
                    keys.entry(key.release.clone())
                        .or_default()
                        .insert(key.purpose, known);
                }
                None => amiss.push(foreign(key, house)),
            }
        }
        self.replace(keys);
        Ok(amiss)
    }

    /// Puts keys in place that somebody has from elsewhere than a catalogue.
    pub fn put(&self, keys: impl IntoIterator<Item = (ReleaseId, Purpose, ContentKey)>) {
        let mut put = Keys::new();
        for (release, purpose, key) in keys {
            put.entry(release).or_default().insert(purpose, key);
        }
        self.replace(put);
    }

    /// The key that opens the sealed film for an admitted viewer.
    pub fn key(&self, admission: &Admission) -> Option<ContentKey> {
        if !admission.is_valid(self.clock.now()) {
            return None;
        }
        let purpose = admission.sealed_for()?;
        self.read(&admission.release().id, |keys| keys.get(&purpose).cloned())
    }

    /// Its name alone: what stands in addresses.
    pub fn name(&self, release: &ReleaseId, purpose: Purpose) -> Option<KeyId> {
        self.read(release, |keys| keys.get(&purpose).map(ContentKey::id))
    }

    /// The key that a copy is sealed with, by its name in the address. It does not leave the store.
    pub(crate) fn seals(&self, copy: &SealedCopy, name: KeyId, now: Instant) -> Option<ContentKey> {
        self.read(copy.release(), |keys| {
            keys.values().find(|key| key.id() == name).cloned()
        })
        .filter(|_| copy.is_valid(now))
    }

    /// Whether the copy is sealed with a key of that name.
    pub fn has(&self, copy: &SealedCopy, name: KeyId) -> bool {
        let is_its = |keys: &HashMap<Purpose, ContentKey>| keys.values().any(|key| key.id() == name);
        copy.is_valid(self.clock.now())
            && self
                .read(copy.release(), |keys| is_its(keys).then_some(()))
                .is_some()
    }

    /// Looked at in place: a key is copied only for who is handed it.
    fn read<T>(
        &self,
        release: &ReleaseId,
        look: impl FnOnce(&HashMap<Purpose, ContentKey>) -> Option<T>,
    ) -> Option<T> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(release).and_then(look)
    }

    fn replace(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }
}

impl Catalogue {
    /// Gives a release keys, both new, if those it has cannot be opened with this house's key (a house that was
    /// restored without its `house.key`). What caches hold of it is then to be fetched again, under other addresses.
    pub async fn renew_lost_keys(&self, release: &ReleaseId, house: &Path) -> Result<(), StoreError> {
        let house_key = open(house.to_owned()).await?;
        let keys = Purpose::ALL.map(|purpose| house_key.new_key(release, purpose));
        let keys: Vec<_> = keys.into_iter().collect::<Result<_, _>>()?;
        self.put_content_keys(&keys, Some(house_key.name())).await
    }
}

/// All kept keys, after those that the sealed releases lack were made.
async fn keep_whole(
    catalogue: &Catalogue,
    house_key: &HouseKey,
    sealed: &HashSet<ReleaseId>,
) -> Result<Vec<KeptKey>, StoreError> {
    let kept = catalogue.content_keys().await?;
    let is_kept = |release: &ReleaseId, purpose| {
        kept.iter()
            .any(|key| &key.release == release && key.purpose == purpose)
    };
    let wanted = sealed
        .iter()
        .flat_map(|release| Purpose::ALL.map(|purpose| (release, purpose)));
    let lacking: Vec<_> = wanted
        .filter(|(release, purpose)| !is_kept(release, *purpose))
        .map(|(release, purpose)| house_key.new_key(release, purpose))
        .collect::<Result<_, _>>()?;
    if lacking.is_empty() {
        return Ok(kept);
    }
    catalogue.put_content_keys(&lacking, None).await?;
    // Another program may have been faster: what was kept first holds.
    catalogue.content_keys().await
}

async fn open(house: PathBuf) -> Result<HouseKey, StoreError> {
    let place = HouseKey::path(&house);
    let opened = tokio::task::spawn_blocking(move || HouseKey::open_or_make(&house)).await;
    opened.map_err(|e| StoreError::io(&place, std::io::Error::other(e)))?
}

fn foreign(key: &KeptKey, house: &Path) -> String {
    format!(
        "the {} key of release {} was encrypted under another house key than {}: put the right file back, or plan the release with --sealed again for new keys; until then it is not sealed",
        key.purpose.as_str(),
        key.release,
        HouseKey::path(house).display()
    )
}
