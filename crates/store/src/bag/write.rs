use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use house::Digest;

use super::sums::{Algorithm, Summing, Sums};
use super::{DECLARATION, DECLARED_IN, INFO, PAYLOAD, path};
use crate::{StoreError, Vault};

/// A bag that is being packed. Until [`Self::seal`] the folder is none: its declaration comes last.
#[derive(Debug)]
pub struct BagWriter {
    folder: PathBuf,
    payload: Vec<(String, Sums)>,
    bytes: u64,
}

impl BagWriter {
    /// # Errors
    /// [`StoreError::Refused`] when the folder is there and not empty.
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
        let mut entries = fs::read_dir(folder).map_err(|e| StoreError::io(folder, e))?;
        if entries.next().is_some() {
            return Err(StoreError::Refused(format!(
                "{} is not empty: name an empty or a new folder",
                folder.display()
            )));
        }
        Ok(Self {
            folder: folder.to_owned(),
            payload: Vec::new(),
            bytes: 0,
        })
    }

    pub fn add_text(&mut self, path: &str, text: &str) -> Result<(), StoreError> {
        self.write(path, &mut text.as_bytes()).map(|_| ())
    }

    /// Copies an object of the vault, and compares its digest on the way.
    pub fn add_object(&mut self, path: &str, vault: &Vault, digest: &Digest) -> Result<u64, StoreError> {
        let (mut file, bytes) = vault.open_object(digest)?;
        if self.write(path, &mut file)? != *digest {
            return Err(StoreError::DamagedObject {
                digest: *digest,
                what: "its bytes have another digest".into(),
            });
        }
        Ok(bytes)
    }

    fn write(&mut self, path: &str, source: &mut impl Read) -> Result<Digest, StoreError> {
        if let Some(fault) = path::fault(path) {
            return Err(StoreError::Refused(format!(
                "'{path}' cannot be in a bag: {fault}"
            )));
        }
        let path = format!("{PAYLOAD}{path}");
        let place = self.folder.join(&path);
        let failed = |e| StoreError::io(&place, e);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut summing = Summing::new(File::create_new(&place).map_err(failed)?);
        io::copy(source, &mut summing).map_err(failed)?;
        self.bytes += summing.bytes;
        let (file, sums, digest) = summing.end();
        file.sync_all().map_err(failed)?;
        self.payload.push((path, sums));
        Ok(digest)
    }

    /// Writes lists and declaration. `info`: lines of `bag-info.txt` (RFC 8493, 2.2.2).
    pub fn seal(mut self, info: &[(&str, String)]) -> Result<(), StoreError> {
        self.payload.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut lines = String::new();
        let oxum = ("Payload-Oxum", format!("{}.{}", self.bytes, self.payload.len()));
        for (label, value) in info.iter().chain([&oxum]) {
            let value: Vec<&str> = value.split_whitespace().collect();
            let _ = writeln!(lines, "{label}: {}", value.join(" "));
        }
        let mut tags = vec![self.tag(INFO, &lines)?];
        for algorithm in Algorithm::ALL {
            let name = format!("manifest-{}.txt", algorithm.name());
            tags.push(self.tag(&name, &list(&self.payload, algorithm))?);
        }
        tags.push((DECLARED_IN.to_owned(), sums_of(DECLARATION)?));
        tags.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for algorithm in Algorithm::ALL {
            let name = format!("tagmanifest-{}.txt", algorithm.name());
            self.tag(&name, &list(&tags, algorithm))?;
        }
        self.tag(DECLARED_IN, DECLARATION)?;
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| StoreError::io(&self.folder, e))
    }

    fn tag(&self, name: &str, text: &str) -> Result<(String, Sums), StoreError> {
        let place = self.folder.join(name);
        let write = || {
            let mut file = File::create_new(&place)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|e| StoreError::io(&place, e))?;
        Ok((name.to_owned(), sums_of(text)?))
    }
}

fn sums_of(text: &str) -> Result<Sums, StoreError> {
    let mut summing = Summing::new(io::sink());
    summing
        .write_all(text.as_bytes())
        .map_err(|e| StoreError::io(Path::new("a bag's list"), e))?;
    Ok(summing.end().1)
}

fn list(files: &[(String, Sums)], algorithm: Algorithm) -> String {
    let mut text = String::new();
    for (path, sums) in files {
        let path = path.replace('%', "%25");
        let _ = writeln!(text, "{}  {path}", algorithm.of(sums));
    }
    text
}
