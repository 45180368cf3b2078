use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use crate::SpeechError;

/// Reads a file's fields in order and knows where it is, for sentences.
pub(super) struct Cursor {
    path: PathBuf,
    file: BufReader<File>,
    at: u64,
    length: u64,
}

impl Cursor {
    pub(super) fn open(path: &Path) -> Result<Self, SpeechError> {
        let failed = |error| SpeechError::io(path, error);
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::new(file),
            at: 0,
            length,
        })
    }

    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The next bytes; `what` they are, if they are missing. Nothing is allocated that the file does not have.
    pub(super) fn bytes(&mut self, count: u64, what: &str) -> Result<Vec<u8>, SpeechError> {
        if count > self.length.saturating_sub(self.at) {
            return Err(self.wrong(format!("is cut short: {what} is missing")));
        }
        let mut bytes = vec![0; usize::try_from(count).unwrap_or(usize::MAX)];
        self.file
            .read_exact(&mut bytes)
            .map_err(|error| SpeechError::io(&self.path, error))?;
        self.at += count;
        Ok(bytes)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], SpeechError> {
        let bytes = self.bytes(N as u64, what)?;
        bytes
            .try_into()
            .map_err(|_| self.wrong(format!("is cut short: {what} is missing")))
    }

    pub(super) fn u8(&mut self, what: &str) -> Result<u8, SpeechError> {
        Ok(u8::from_le_bytes(self.array(what)?))
    }

    pub(super) fn u16(&mut self, what: &str) -> Result<u16, SpeechError> {
        Ok(u16::from_le_bytes(self.array(what)?))
    }

    pub(super) fn u32(&mut self, what: &str) -> Result<u32, SpeechError> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    pub(super) fn u64(&mut self, what: &str) -> Result<u64, SpeechError> {
        Ok(u64::from_le_bytes(self.array(what)?))
    }

    pub(super) fn skip(&mut self, count: u64, what: &str) -> Result<(), SpeechError> {
        if count > self.length.saturating_sub(self.at) {
            return Err(self.wrong(format!(
                "is cut short: {what} needs {count} bytes, and {} are left",
                self.length.saturating_sub(self.at)
            )));
        }
        let offset = i64::try_from(count).map_err(|_| self.wrong(format!("{what} is too long")))?;
        self.file
            .seek_relative(offset)
            .map_err(|error| SpeechError::io(&self.path, error))?;
        self.at += count;
        Ok(())
    }

    pub(super) fn wrong(&self, problem: impl std::fmt::Display) -> SpeechError {
        SpeechError::model(&self.path, format!("byte {}: {problem}", self.at))
    }
}
