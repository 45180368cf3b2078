use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::manifest::{FORM, Manifest, refuse_newer, write_synced};
use crate::{FileLock, StoreError, Vault};

const LABEL: &str = "marquee-backup.json";
const GENERATIONS: &str = "generations";
const OBJECTS: &str = "objects";
const DRILLS: &str = "drills";

/// A folder of backups of one house.
#[derive(Debug, Clone)]
pub struct BackupFolder {
    folder: PathBuf,
}

/// One moment of the house.
#[derive(Debug, Clone)]
pub struct Generation {
    pub number: u32,
    pub(super) folder: PathBuf,
    pub manifest: Manifest,
}

/// Held while the folder is worked in: shared by those who read, alone by who writes. `None` inside: the disk cannot
/// be written, so nobody else changes it either.
#[derive(Debug)]
pub struct BackupKey {
    _lock: Option<FileLock>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Label {
    form: u32,
    house_mark: String,
    name: String,
}

impl BackupFolder {
    /// # Errors
    /// [`StoreError::Refused`] when it is not a folder of backups, or one of a newer program.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        read_label(folder)?.ok_or_else(|| {
            StoreError::Refused(format!(
                "there is no backup in {}: name the folder that was given to 'marquee backup'",
                folder.display()
            ))
        })?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The folder for backups of the house with this mark; made when it is missing or empty.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the folder holds other things, or another house's backups.
    pub fn open_or_make(folder: &Path, mark: &str, name: &str) -> Result<Self, StoreError> {
        match read_label(folder)? {
            Some(label) if label.house_mark == mark => {}
            Some(label) => {
                return Err(StoreError::Refused(format!(
                    "{} keeps the backups of another house ('{}'): name another folder",
                    folder.display(),
                    label.name
                )));
            }
            None => make(folder, mark, name)?,
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Alone with the folder.
    pub fn lock_alone(&self) -> Result<BackupKey, StoreError> {
        match FileLock::try_exclusive(&self.folder.join("lock"))? {
            Some(lock) => Ok(BackupKey { _lock: Some(lock) }),
            None => Err(self.in_use()),
        }
    }

    /// With others who read.
    pub fn lock_shared(&self) -> Result<BackupKey, StoreError> {
        match FileLock::try_shared(&self.folder.join("lock")) {
            Ok(Some(lock)) => Ok(BackupKey { _lock: Some(lock) }),
            Ok(None) => Err(self.in_use()),
            Err(StoreError::Io { source, .. })
                if matches!(
                    source.kind(),
                    io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied
                ) =>
            {
                Ok(BackupKey { _lock: None })
            }
            Err(error) => Err(error),
        }
    }

    fn in_use(&self) -> StoreError {
        StoreError::InUse {
            place: self.folder.clone(),
            what: "another Marquee works with these backups: try again when it has ended".into(),
        }
    }

    /// Numbers of the generations that are there as a whole, oldest first.
    pub fn numbers(&self) -> Result<Vec<u32>, StoreError> {
        let folder = self.generations_folder();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(StoreError::io(&folder, e)),
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let name = entry.map_err(|e| StoreError::io(&folder, e))?.file_name();
            numbers.extend(name.to_str().and_then(|name| name.parse::<u32>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// One generation; the newest when none is named.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such generation, or its manifest is damaged or newer.
    pub fn generation(&self, wanted: Option<u32>) -> Result<Generation, StoreError> {
        let numbers = self.numbers()?;
        let number = match wanted {
            None => numbers.last().copied(),
            Some(wanted) => numbers.contains(&wanted).then_some(wanted),
        };
        let number = number.ok_or_else(|| self.no_such(wanted, &numbers))?;
        let folder = self.generation_folder(number);
        let manifest = Manifest::read(&folder)?;
        Ok(Generation {
            number,
            folder,
            manifest,
        })
    }

    fn no_such(&self, wanted: Option<u32>, there: &[u32]) -> StoreError {
        let place = self.folder.display();
        let numbers: Vec<String> = there.iter().map(u32::to_string).collect();
        StoreError::Refused(match (wanted, numbers.as_slice()) {
            (_, []) => format!("no backup in {place} was ever completed"),
            (None, _) => format!("there is no generation in {place}"),
            (Some(wanted), numbers) => {
                format!(
                    "there is no generation {wanted} in {place}, but: {}",
                    numbers.join(", ")
                )
            }
        })
    }

    /// Where a drill may lay its scratch house; what one leaves that was ended is removed by the next backup.
    pub fn drills(&self) -> PathBuf {
        self.folder.join(DRILLS)
    }

    pub(super) fn objects(&self) -> PathBuf {
        self.folder.join(OBJECTS)
    }

    pub(super) fn objects_to_read(&self) -> Vault {
        Vault::for_reading(&self.objects())
    }

    pub(super) fn generations_folder(&self) -> PathBuf {
        self.folder.join(GENERATIONS)
    }

    pub(super) fn generation_folder(&self, number: u32) -> PathBuf {
        self.generations_folder().join(format!("{number:06}"))
    }
}

fn read_label(folder: &Path) -> Result<Option<Label>, StoreError> {
    let path = folder.join(LABEL);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(e) => return Err(StoreError::io(&path, e)),
    };
    let label: Label = serde_json::from_slice(&text)
        .map_err(|e| StoreError::Refused(format!("{} cannot be read: {e}", path.display())))?;
    refuse_newer(label.form)?;
    Ok(Some(label))
}

fn make(folder: &Path, mark: &str, name: &str) -> Result<(), StoreError> {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(folder).map_err(|e| StoreError::io(folder, e))?;
    let half = folder.join(format!("{LABEL}.new"));
    let entries = fs::read_dir(folder).map_err(|e| StoreError::io(folder, e))?;
    // What a first backup left that was ended at once is no reason to refuse.
    let foreign = |entry: io::Result<fs::DirEntry>| entry.map_or(true, |entry| entry.path() != half);
    if entries.into_iter().any(foreign) {
        return Err(StoreError::Refused(format!(
            "{} is neither empty nor a folder of backups: name an empty or a new folder",
            folder.display()
        )));
    }
    let label = Label {
        form: FORM,
        house_mark: mark.to_owned(),
        name: name.to_owned(),
    };
    let text = serde_json::to_vec_pretty(&label)
        .map_err(|e| StoreError::Damaged(format!("a label cannot be written: {e}")))?;
    write_synced(&half, &text)?;
    fs::rename(&half, folder.join(LABEL)).map_err(|e| StoreError::io(folder, e))?;
    sync(folder)
}

pub(super) fn sync(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(|e| StoreError::io(folder, e))
}
