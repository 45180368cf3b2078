use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, openat};

use super::sums::Algorithm;
use super::{DECLARED_IN, PAYLOAD, path};
use crate::StoreError;

/// A title's bag has some hundred files.
const MOST_FILES: usize = 20_000;
/// Of one list or text.
const LONGEST_TEXT: u64 = 64 << 20;

/// A bag that somebody brings. Nothing in it is believed: every name may lie, lead elsewhere or be a link.
#[derive(Debug)]
pub struct Bag {
    folder: PathBuf,
    root: File,
    algorithm: Algorithm,
    /// Payload paths with their digests.
    payload: BTreeMap<String, String>,
    bytes: u64,
}

impl Bag {
    /// Looks at names, lists and lengths: whatever can be said without reading the payload.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for what is no bag, incomplete, or made to deceive.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let root = File::open(folder).map_err(|e| StoreError::io(folder, e))?;
        let mut bag = Self {
            folder: folder.to_owned(),
            root,
            algorithm: Algorithm::Sha512,
            payload: BTreeMap::new(),
            bytes: 0,
        };
        bag.read_declaration()?;
        let there = bag.names()?;
        if there.contains("fetch.txt") {
            return Err(bag.refuse(
                "it asks for files to be fetched (fetch.txt), which is never done: complete it first",
            ));
        }
        let algorithm = Algorithm::ALL
            .into_iter()
            .find(|algorithm| there.contains(&format!("manifest-{}.txt", algorithm.name())));
        bag.algorithm = algorithm
            .ok_or_else(|| bag.refuse("it has neither manifest-sha512.txt nor manifest-sha256.txt"))?;
        bag.payload = bag.list(&format!("manifest-{}.txt", bag.algorithm.name()))?;
        bag.compare(&there)?;
        bag.verify_tags(&there)?;
        Ok(bag)
    }

    /// Of all payload files.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn files(&self) -> usize {
        self.payload.len()
    }

    /// Reads the whole payload and compares; `heard` is told how many bytes were read.
    ///
    /// # Errors
    /// [`StoreError::Refused`] naming the first file that has other bytes than listed.
    pub fn verify(&self, heard: &dyn Fn(u64)) -> Result<(), StoreError> {
        for (path, listed) in &self.payload {
            let bytes = self.compare_sum(self.algorithm, path, listed)?;
            heard(bytes);
        }
        Ok(())
    }

    /// A payload file, by its path below `data/`.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it is not listed.
    pub fn open_file(&self, path: &str) -> Result<File, StoreError> {
        let path = format!("{PAYLOAD}{path}");
        if !self.payload.contains_key(&path) {
            return Err(self.refuse(&format!("'{path}' is not among its files")));
        }
        self.open_within(&path)
    }

    /// A payload file of text.
    pub fn read_text(&self, path: &str) -> Result<String, StoreError> {
        self.text(self.open_file(path)?, path)
    }

    fn read_declaration(&self) -> Result<(), StoreError> {
        let none = || {
            StoreError::Refused(format!(
                "{} is no bag (there is no {DECLARED_IN} in it): name the folder that 'marquee export' made",
                self.folder.display()
            ))
        };
        let file = self.open_within(DECLARED_IN).map_err(|_| none())?;
        let text = self.text(file, DECLARED_IN)?;
        let value = |label: &str| {
            let lines = text.trim_start_matches('\u{feff}').lines();
            lines
                .filter_map(|line| line.split_once(':'))
                .find(|(own, _)| *own == label)
                .map(|(_, value)| value.trim().to_owned())
        };
        match value("BagIt-Version").as_deref() {
            Some("1.0" | "0.97") => {}
            Some(other) => {
                return Err(self.refuse(&format!("it is of BagIt {other}; 1.0 and 0.97 are known")));
            }
            None => return Err(none()),
        }
        match value("Tag-File-Character-Encoding") {
            Some(encoding) if encoding.eq_ignore_ascii_case("UTF-8") => Ok(()),
            _ => Err(self.refuse("its lists are not in UTF-8")),
        }
    }

    /// Every file in the folder, as `a/b`. Links, pipes and devices are refused.
    fn names(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut found = BTreeSet::new();
        let mut folders = vec![String::new()];
        while let Some(inner) = folders.pop() {
            let folder = self.folder.join(&inner);
            for entry in fs::read_dir(&folder).map_err(|e| StoreError::io(&folder, e))? {
                let entry = entry.map_err(|e| StoreError::io(&folder, e))?;
                let name = entry
                    .file_name()
                    .into_string()
                    .map_err(|_| self.refuse("a file's name is not in UTF-8"))?;
                let path = if inner.is_empty() {
                    name
                } else {
                    format!("{inner}/{name}")
                };
                if let Some(fault) = path::fault(&path) {
                    return Err(self.refuse(&format!("'{}': {fault}", shown(&path))));
                }
                let kind = entry.file_type().map_err(|e| StoreError::io(&folder, e))?;
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() {
                    found.insert(path);
                } else {
                    let what = if kind.is_symlink() { "a link" } else { "no file" };
                    return Err(self.refuse(&format!("'{}' is {what}", shown(&path))));
                }
                if found.len() + folders.len() > MOST_FILES {
                    return Err(self.refuse(&format!("it holds more than {MOST_FILES} files")));
                }
            }
        }
        Ok(found)
    }

    /// Lines of digest and path (RFC 8493, 2.1.3).
    fn list(&self, name: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let text = self.text(self.open_within(name)?, name)?;
        let mut listed = BTreeMap::new();
        for line in text
            .trim_start_matches('\u{feff}')
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let (sum, written) = line
                .split_once([' ', '\t'])
                .ok_or_else(|| self.refuse(&format!("a line of {name} cannot be read")))?;
            let path = path::decoded(written.trim_start_matches([' ', '\t']));
            if let Some(fault) = path::fault(&path) {
                return Err(self.refuse(&format!("{name} lists '{}': {fault}", shown(&path))));
            }
            if listed.insert(path.clone(), sum.to_ascii_lowercase()).is_some() {
                return Err(self.refuse(&format!("{name} lists '{}' twice", shown(&path))));
            }
            if listed.len() > MOST_FILES {
                return Err(self.refuse(&format!("{name} lists more than {MOST_FILES} files")));
            }
        }
        Ok(listed)
    }

    /// What is listed is there, and nothing else.
    fn compare(&mut self, there: &BTreeSet<String>) -> Result<(), StoreError> {
        for path in self.payload.keys() {
            if !path.starts_with(PAYLOAD) {
                return Err(self.refuse(&format!(
                    "its manifest lists '{}', which is not below data/",
                    shown(path)
                )));
            }
            if !there.contains(path) {
                return Err(self.refuse(&format!("'{}' is missing", shown(path))));
            }
        }
        for path in there.iter().filter(|path| path.starts_with(PAYLOAD)) {
            if !self.payload.contains_key(path) {
                return Err(self.refuse(&format!("'{}' is in it and in no list", shown(path))));
            }
            let file = self.open_within(path)?;
            self.bytes += file
                .metadata()
                .map_err(|e| StoreError::io(&self.folder, e))?
                .len();
        }
        Ok(())
    }

    fn verify_tags(&self, there: &BTreeSet<String>) -> Result<(), StoreError> {
        for algorithm in Algorithm::ALL {
            let name = format!("tagmanifest-{}.txt", algorithm.name());
            if !there.contains(&name) {
                continue;
            }
            for (path, listed) in self.list(&name)? {
                if !there.contains(&path) {
                    return Err(self.refuse(&format!("'{}' is missing", shown(&path))));
                }
                self.compare_sum(algorithm, &path, &listed)?;
            }
        }
        Ok(())
    }

    fn compare_sum(&self, algorithm: Algorithm, path: &str, listed: &str) -> Result<u64, StoreError> {
        let mut file = self.open_within(path)?;
        let (found, bytes) = algorithm
            .sum(&mut file)
            .map_err(|e| StoreError::io(&self.folder.join(path), e))?;
        if found != listed {
            let what = format!(
                "'{}' has other bytes than the bag lists ({})",
                shown(path),
                algorithm.name()
            );
            return Err(self.refuse(&what));
        }
        Ok(bytes)
    }

    /// Step by step from the bag's own folder, following no link even if one was put there a moment ago.
    fn open_within(&self, path: &str) -> Result<File, StoreError> {
        let failed = |e: rustix::io::Errno| match e {
            rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR => {
                self.refuse(&format!("'{}' is a link or leads through one", shown(path)))
            }
            other => StoreError::io(&self.folder.join(path), other.into()),
        };
        let (folders, name) = path.rsplit_once('/').map_or((None, path), |(a, b)| (Some(a), b));
        let mut at = self
            .root
            .try_clone()
            .map_err(|e| StoreError::io(&self.folder, e))?;
        for part in folders.into_iter().flat_map(|folders| folders.split('/')) {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            at = openat(&at, part, flags, Mode::empty()).map_err(failed)?.into();
        }
        // Without waiting, should it be a pipe.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(openat(&at, name, flags, Mode::empty()).map_err(failed)?);
        let facts = file.metadata().map_err(|e| StoreError::io(&self.folder, e))?;
        if !facts.is_file() {
            return Err(self.refuse(&format!("'{}' is no file", shown(path))));
        }
        Ok(file)
    }

    fn text(&self, file: File, name: &str) -> Result<String, StoreError> {
        let mut text = String::new();
        let read = file.take(LONGEST_TEXT + 1).read_to_string(&mut text);
        match read {
            Ok(bytes) if bytes as u64 > LONGEST_TEXT => Err(self.refuse(&format!("{name} is too long"))),
            Ok(_) => Ok(text),
            Err(e) if e.kind() == io::ErrorKind::InvalidData => {
                Err(self.refuse(&format!("{name} is not in UTF-8")))
            }
            Err(e) => Err(StoreError::io(&self.folder.join(name), e)),
        }
    }

    fn refuse(&self, why: &str) -> StoreError {
        StoreError::Refused(format!("the bag {} is refused: {why}", self.folder.display()))
    }
}

/// A name from outside, safe to show.
fn shown(path: &str) -> String {
    path.chars()
        .take(200)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
