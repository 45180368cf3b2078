//! Scratch folders: `scratch/{job}-{fence}`, one for each claim, written by that claim alone. The folder itself is
//! locked, and the kernel gives the lock back when the process ends, so a dead claim's folder is told from a live one.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use house::id::JobId;
use rustix::fs::{FlockOperation, flock};

/// A claim's folder, removed with everything in it when dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    _lock: File,
}

impl Scratch {
    /// Makes the claim's folder. Whatever was left there by a process that lost this very claim is removed first.
    pub fn take(scratch: &Path, job: &JobId, fence: i64) -> io::Result<Self> {
        let path = scratch.join(format!("{job}-{fence}"));
        loop {
            if path.exists() {
                std::fs::remove_dir_all(&path)?;
            }
            std::fs::create_dir_all(&path)?;
            // A sweep may take the new folder before it is locked; then it is made again.
            if let Some(lock) = lock(&path)?
                && path.exists()
            {
                return Ok(Self { path, _lock: lock });
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!("{} stays behind: {error}", self.path.display());
        }
    }
}

/// Removes the folders of claims whose process is gone; answers how many.
pub fn sweep(scratch: &Path) -> io::Result<usize> {
    let mut swept = 0;
    for entry in std::fs::read_dir(scratch)? {
        let path = entry?.path();
        if !is_claim(&path) {
            continue;
        }
        if let Ok(Some(_lock)) = lock(&path) {
            std::fs::remove_dir_all(&path)?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Is the name one that [`Scratch::take`] gives? Other things in the folder are not ours to remove.
fn is_claim(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.split_once('-'))
        .is_some_and(|(job, fence)| job.parse::<JobId>().is_ok() && fence.parse::<i64>().is_ok())
}

fn lock(folder: &Path) -> io::Result<Option<File>> {
    let file = match File::open(folder) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_claim_keeps_its_folder_and_a_dead_one_loses_it() {
        let folder = tempfile::tempdir().unwrap();
        let live = Scratch::take(folder.path(), &JobId::random(), 1).unwrap();
        std::fs::write(live.path().join("piece.mp4"), b"x").unwrap();
        let dead = folder.path().join(format!("{}-7", JobId::random()));
        std::fs::create_dir(&dead).unwrap();
        let other = folder.path().join("incoming");
        std::fs::create_dir(&other).unwrap();

        assert_eq!(sweep(folder.path()).unwrap(), 1);
        assert!(live.path().join("piece.mp4").exists());
        assert!(!dead.exists());
        assert!(other.exists());

        let path = live.path().to_owned();
        drop(live);
        assert!(!path.exists());
    }

    #[test]
    fn a_newer_claim_of_the_same_job_has_a_folder_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let job = JobId::random();
        let old = Scratch::take(folder.path(), &job, 1).unwrap();
        let new = Scratch::take(folder.path(), &job, 2).unwrap();
        std::fs::write(new.path().join("piece.mp4"), b"x").unwrap();
        drop(old);
        assert!(new.path().join("piece.mp4").exists());
    }
}
