use std::collections::{BTreeMap, BTreeSet};

use house::master::{ConformSheet, TextSource};
use house::{Digest, Instant};

use super::Catalogue;
use super::columns::Columns;
use crate::db::{Connection, query};
use crate::queue::{Gone, make_again_everything_lost, mark_gone, needed_outputs};
use crate::vault::Hold;
use crate::{StoreError, Vault};

/// What a collection removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Collected {
    pub objects: u64,
    pub bytes: u64,
}

impl Catalogue {
    /// Every vault object that a record needs: assets, subtitle files of masters, renditions, pictures, and outputs
    /// of finished jobs that unfinished ones wait for.
    pub async fn needed_objects(&self) -> Result<BTreeSet<Digest>, StoreError> {
        let mut reader = self.readers().begin().await?;
        needed(&mut reader).await
    }

    /// Removes every object that nothing needs and that was last put more than `min_age_ms` ago: longer than any
    /// step may hold an object that no record names yet.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a backup is under way: it copies what the catalogue named when it began.
    pub async fn collect_garbage(&self, vault: &Vault, min_age_ms: i64) -> Result<Collected, StoreError> {
        let _hold = Hold::against_removal(vault)?;
        let older_than = self.now().plus_millis(-min_age_ms);
        let mut objects = old_objects(vault, older_than).await?;
        // Jobs learn that their outputs go before the first object does, in the transaction that decides what goes:
        // whoever queues a job that needs one of them from here on has it made again.
        let mut write = self.write().await?;
        let needed = needed(&mut write).await?;
        objects.retain(|digest, _| !needed.contains(digest));
        mark_gone(&mut write, &objects.keys().copied().collect(), Gone::Collected).await?;
        write.commit().await?;
        let vault = vault.clone();
        blocking(move || {
            let mut collected = Collected::default();
            for digest in objects.keys() {
                if let Some(bytes) = vault.remove(digest, older_than)? {
                    collected.objects += 1;
                    collected.bytes += bytes;
                }
            }
            Ok(collected)
        })
        .await
    }

    /// What [`Self::collect_garbage`] would remove now.
    pub async fn garbage(&self, vault: &Vault, min_age_ms: i64) -> Result<Collected, StoreError> {
        let mut objects = old_objects(vault, self.now().plus_millis(-min_age_ms)).await?;
        let needed = self.needed_objects().await?;
        objects.retain(|digest, _| !needed.contains(digest));
        Ok(Collected {
            objects: objects.len() as u64,
            bytes: objects.values().sum(),
        })
    }

    /// Notes that these objects, which something needs, are missing or damaged (fsck found so). Finished jobs that
    /// made them run again as soon as their steps are queued again, or at once when an unfinished job needs what they
    /// made. Answers how many jobs were concerned; the others' objects (assets) can only be put again.
    pub async fn objects_lost(&self, lost: &BTreeSet<Digest>) -> Result<u64, StoreError> {
        let mut write = self.write().await?;
        let concerned = mark_gone(&mut write, lost, Gone::Lost).await?;
        make_again_everything_lost(&mut write).await?;
        write.commit().await?;
        Ok(concerned)
    }
}

async fn old_objects(vault: &Vault, older_than: Instant) -> Result<BTreeMap<Digest, u64>, StoreError> {
    let vault = vault.clone();
    blocking(move || vault.objects_put_before(older_than)).await
}

async fn needed(connection: &mut Connection) -> Result<BTreeSet<Digest>, StoreError> {
    let mut needed = needed_outputs(connection).await?;
    let rows = query(
        "SELECT digest FROM assets UNION SELECT source AS digest FROM masters
         UNION SELECT digest FROM renditions UNION SELECT digest FROM pictures
         UNION SELECT record AS digest FROM analyses
         UNION SELECT stills AS digest FROM analyses WHERE stills IS NOT NULL
         UNION SELECT digest FROM working_copies
         UNION SELECT prints AS digest FROM analyses WHERE prints IS NOT NULL",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &rows {
        needed.insert(row.parsed("digest")?);
    }
    for row in &query("SELECT sheet FROM masters").fetch_all(connection).await? {
        let sheet: ConformSheet = row.json("sheet")?;
        needed.extend(sheet.texts.iter().filter_map(|text| match text.source {
            TextSource::File(digest) => Some(digest),
            TextSource::Stream(_) => None,
        }));
    }
    Ok(needed)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(e) => Err(StoreError::io(
            std::path::Path::new("the vault"),
            std::io::Error::other(e),
        )),
    }
}
