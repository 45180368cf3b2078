use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use house::{Digest, Instant};

use super::folder::{BackupFolder, sync};
use super::manifest::{CATALOGUE, CONFIGURATION, FORM, FileRecord, Manifest, ObjectRecord, write_synced};
use crate::catalogue::form_of;
use crate::vault::Hold;
use crate::{Catalogue, StoreError, Vault, disk};

/// A generation on its way; what a backup left that was ended is removed by the next.
const UNFINISHED: &str = "unfinished";

/// What is to be kept.
pub struct ToKeep<'a> {
    pub catalogue: &'a Catalogue,
    pub vault: &'a Vault,
    /// The text of `marquee.toml`.
    pub configuration: &'a str,
    pub house: &'a str,
    pub program: &'a str,
    pub now: Instant,
    /// Read what the backup has already, whole, instead of trusting its length.
    pub thorough: bool,
}

/// A generation that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub number: u32,
    pub objects: u64,
    pub bytes: u64,
    /// Of these, what was not there from earlier generations.
    pub copied: u64,
    pub copied_bytes: u64,
    /// What the house has lost, and no earlier generation has either.
    pub missing: Vec<Digest>,
}

/// Told before the copying begins how many bytes there are to copy, then as they are copied.
pub trait Hearer: Send + Sync + 'static {
    fn begins(&self, objects: u64, bytes: u64);
    fn copied(&self, bytes: u64);
}

impl BackupFolder {
    /// Keeps the house as it is now, while it goes on working. To be called with the folder locked alone.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] or another failure leaves the earlier generations as they were; [`StoreError::Refused`]
    /// before anything is copied when the disk has too little room.
    pub async fn take(&self, house: &ToKeep<'_>, hearer: impl Hearer) -> Result<Taken, StoreError> {
        let (generations, unfinished) = (
            self.generations_folder(),
            self.generations_folder().join(UNFINISHED),
        );
        make_private(&generations)?;
        clear(&unfinished)?;
        clear(&self.drills())?;
        make_private(&unfinished)?;
        // Before the catalogue is read: what it names is in the vault until the hold is given back.
        let vault = house.vault.clone();
        let hold = blocking(move || Hold::on_objects(&vault)).await?;
        let snapshot = unfinished.join(CATALOGUE);
        house.catalogue.snapshot_into(&snapshot).await?;
        let named = named_by(&snapshot, house.catalogue).await?;
        let catalogue_form = form_of(&snapshot).await?;
        write_synced(&unfinished.join(CONFIGURATION), house.configuration.as_bytes())?;
        let (from, to) = (house.vault.clone(), Vault::open(&self.objects())?);
        let thorough = house.thorough;
        let copied = blocking(move || copy(&named, &from, &to, thorough, &hearer)).await?;
        drop(hold);
        let manifest = Manifest {
            form: FORM,
            house: house.house.to_owned(),
            made: house.now,
            program: house.program.to_owned(),
            catalogue: FileRecord::of(&snapshot)?,
            catalogue_form,
            configuration: FileRecord::of(&unfinished.join(CONFIGURATION))?,
            objects: copied.objects,
            missing: copied.missing.clone(),
        };
        let number = 1 + self.numbers()?.last().copied().unwrap_or(0);
        manifest.write(&unfinished)?;
        sync(&unfinished)?;
        let place = self.generation_folder(number);
        fs::rename(&unfinished, &place).map_err(|e| StoreError::io(&place, e))?;
        sync(&generations)?;
        Ok(Taken {
            number,
            objects: manifest.objects.len() as u64,
            bytes: manifest.bytes(),
            copied: copied.count,
            copied_bytes: copied.bytes,
            missing: copied.missing,
        })
    }
}

/// What the snapshot names, not what the catalogue names by now.
async fn named_by(snapshot: &Path, live: &Catalogue) -> Result<BTreeSet<Digest>, StoreError> {
    let catalogue = Catalogue::open(snapshot, live.clock().clone()).await?;
    let named = catalogue.needed_objects().await;
    catalogue.close().await;
    drop(catalogue);
    let mut lock = snapshot.as_os_str().to_owned();
    lock.push(".lock");
    fs::remove_file(&lock).map_err(|e| StoreError::io(Path::new(&lock), e))?;
    named
}

struct Copied {
    objects: Vec<ObjectRecord>,
    missing: Vec<Digest>,
    count: u64,
    bytes: u64,
}

fn copy(
    named: &BTreeSet<Digest>,
    from: &Vault,
    to: &Vault,
    thorough: bool,
    hearer: &dyn Hearer,
) -> Result<Copied, StoreError> {
    let mut done = Copied {
        objects: Vec::with_capacity(named.len()),
        missing: Vec::new(),
        count: 0,
        bytes: 0,
    };
    let mut wanted = Vec::new();
    for digest in named {
        let there = whole(to, digest, thorough)?;
        match (there, length(from, digest)?) {
            // An object is put in place only when all of it is on the disk, so the right length is the whole object.
            (Some(kept), house) if house.is_none_or(|house| house == kept) => {
                done.objects.push(ObjectRecord {
                    digest: *digest,
                    bytes: kept,
                })
            }
            (_, Some(bytes)) => wanted.push((*digest, bytes)),
            (_, None) => done.missing.push(*digest),
        }
    }
    let bytes = wanted.iter().map(|(_, bytes)| bytes).sum();
    refuse_full(to.folder(), bytes)?;
    hearer.begins(wanted.len() as u64, bytes);
    for (digest, _) in wanted {
        let (mut file, bytes) = from.open_object(&digest)?;
        match to.put_copy(&mut file, &digest) {
            Ok(kept) => {
                done.objects.push(ObjectRecord {
                    digest,
                    bytes: kept.bytes,
                });
                done.count += 1;
                done.bytes += kept.bytes;
            }
            Err(StoreError::DamagedObject { .. }) => done.missing.push(digest),
            Err(error) => return Err(error),
        }
        hearer.copied(bytes);
    }
    done.objects.sort_unstable_by_key(|object| object.digest);
    Ok(done)
}

fn length(vault: &Vault, digest: &Digest) -> Result<Option<u64>, StoreError> {
    match vault.open_object(digest) {
        Ok((_, bytes)) => Ok(Some(bytes)),
        Err(StoreError::MissingObject(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn whole(vault: &Vault, digest: &Digest, thorough: bool) -> Result<Option<u64>, StoreError> {
    if !thorough {
        return length(vault, digest);
    }
    match vault.verify(digest) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(StoreError::MissingObject(_)) => Ok(None),
        Err(StoreError::DamagedObject { .. }) => {
            // Out of the way, so that a whole one can take its place.
            vault.set_aside(digest)?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn refuse_full(place: &Path, needed: u64) -> Result<(), StoreError> {
    let free = disk::free_bytes(place)?;
    if needed <= free {
        return Ok(());
    }
    let text = house::encode::size_text;
    Err(StoreError::Refused(format!(
        "the disk of the backup is too small: {} are to be copied and {} are free; nothing was copied, earlier backups \
         are as they were: free some space there, or keep fewer with --keep",
        text(needed),
        text(free)
    )))
}

fn make_private(folder: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|e| StoreError::io(folder, e))
}

pub(super) fn clear(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(folder, e)),
        _ => Ok(()),
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|e| Err(StoreError::io(Path::new("the backup"), std::io::Error::other(e))))
}
