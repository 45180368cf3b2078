//! Looks kept as a file between the jobs of a pass: a head, then records of fixed length, one for each frame.
//!
//! ```text
//! offset  bytes
//!      0      8  "MQLOOKS" and a zero
//!      8      4  version, little-endian
//!     12      4  bytes of one record, little-endian
//!     16      8  number of the first frame, little-endian
//!     24    n *  records (`Look::to_bytes`)
//! ```
//!
//! The head says nothing of how many there are: a writer that is killed leaves a file whose whole records are good.

use std::io::{Read, Write};

use media::time::FrameNo;

use super::Look;

/// Grows whenever a record's fields, or how they are measured, change: files of another version are made anew.
pub const VERSION: u32 = 2;

const MAGIC: [u8; 8] = *b"MQLOOKS\0";
pub const HEAD_BYTES: usize = 24;

/// Why a file of looks cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LooksError {
    #[error("this is no file of looks: it begins with other bytes")]
    Foreign,
    #[error("these looks are of version {found}, and {VERSION} is needed: look at the frames again")]
    Version { found: u32 },
    #[error(
        "the records of these looks have {found} bytes, and {} are needed",
        Look::BYTES
    )]
    RecordLength { found: u32 },
    /// The head, or a record, is cut off. Records before it are good.
    #[error("the file of looks ends within {what}, after {whole} whole records")]
    Short { what: &'static str, whole: u64 },
    #[error("reading or writing looks: {0}")]
    Io(#[from] std::io::Error),
}

/// Writes looks one after another. Dropping it loses nothing that `sink` has taken.
#[derive(Debug)]
pub struct LooksWriter<W> {
    sink: W,
}

impl<W: Write> LooksWriter<W> {
    /// Writes the head. `sink` should be buffered.
    ///
    /// # Errors
    /// What `sink` answers.
    pub fn new(mut sink: W, first: FrameNo) -> Result<Self, LooksError> {
        let length = u32::try_from(Look::BYTES).unwrap_or(u32::MAX);
        sink.write_all(&MAGIC)?;
        sink.write_all(&VERSION.to_le_bytes())?;
        sink.write_all(&length.to_le_bytes())?;
        sink.write_all(&first.0.to_le_bytes())?;
        Ok(Self { sink })
    }

    /// # Errors
    /// What the sink answers.
    pub fn write(&mut self, look: &Look) -> Result<(), LooksError> {
        Ok(self.sink.write_all(&look.to_bytes())?)
    }

    /// Flushes, and gives the sink back.
    ///
    /// # Errors
    /// What the sink answers.
    pub fn finish(mut self) -> Result<W, LooksError> {
        self.sink.flush()?;
        Ok(self.sink)
    }
}

/// Reads looks one after another; after an error there are no more.
#[derive(Debug)]
pub struct LooksReader<R> {
    source: R,
    first: FrameNo,
    whole: u64,
    ended: bool,
}

impl<R: Read> LooksReader<R> {
    /// Reads the head. `source` should be buffered.
    ///
    /// # Errors
    /// Any [`LooksError`].
    pub fn new(mut source: R) -> Result<Self, LooksError> {
        let mut head = [0; HEAD_BYTES];
        if fill(&mut source, &mut head)? < HEAD_BYTES {
            return Err(LooksError::Short {
                what: "its head",
                whole: 0,
            });
        }
        let mut rest = head.as_slice();
        if take::<8>(&mut rest) != MAGIC {
            return Err(LooksError::Foreign);
        }
        let found = u32::from_le_bytes(take(&mut rest));
        if found != VERSION {
            return Err(LooksError::Version { found });
        }
        let found = u32::from_le_bytes(take(&mut rest));
        if usize::try_from(found) != Ok(Look::BYTES) {
            return Err(LooksError::RecordLength { found });
        }
        let first = FrameNo(u64::from_le_bytes(take(&mut rest)));
        Ok(Self {
            source,
            first,
            whole: 0,
            ended: false,
        })
    }

    /// The frame that the first record is of.
    pub fn first(&self) -> FrameNo {
        self.first
    }

    fn read(&mut self) -> Result<Option<Look>, LooksError> {
        let mut bytes = [0; Look::BYTES];
        match fill(&mut self.source, &mut bytes)? {
            0 => Ok(None),
            Look::BYTES => {
                self.whole = self.whole.saturating_add(1);
                Ok(Some(Look::from_bytes(&bytes)))
            }
            _ => Err(LooksError::Short {
                what: "a record",
                whole: self.whole,
            }),
        }
    }
}

impl<R: Read> Iterator for LooksReader<R> {
    type Item = Result<Look, LooksError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read().transpose();
        self.ended = !matches!(read, Some(Ok(_)));
        read
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    match rest.split_first_chunk() {
        Some((taken, after)) => {
            *rest = after;
            *taken
        }
        None => [0; N],
    }
}

/// As many bytes as there are, up to the buffer's length.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled = filled.saturating_add(read),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks() -> Vec<Look> {
        (0..3_u8).map(|n| Look::from_bytes(&[n; Look::BYTES])).collect()
    }

    fn written() -> Vec<u8> {
        let mut writer = LooksWriter::new(Vec::new(), FrameNo(9_000)).expect("a head");
        for look in looks() {
            writer.write(&look).expect("a record");
        }
        writer.finish().expect("flushed")
    }

    #[test]
    fn looks_are_read_as_they_were_written() {
        let bytes = written();
        assert_eq!(bytes.len(), HEAD_BYTES + 3 * Look::BYTES);
        let reader = LooksReader::new(bytes.as_slice()).expect("a head");
        assert_eq!(reader.first(), FrameNo(9_000));
        let read: Vec<Look> = reader.map(|look| look.expect("a record")).collect();
        assert_eq!(read, looks());
    }

    #[test]
    fn a_cut_off_file_gives_its_whole_records_and_says_so() {
        let bytes = written();
        let mut reader = LooksReader::new(&bytes[..bytes.len() - 1]).expect("a head");
        assert_eq!(reader.by_ref().filter(Result::is_ok).count(), 2);
        let mut reader = LooksReader::new(&bytes[..bytes.len() - 1]).expect("a head");
        let error = reader.find_map(Result::err).expect("an error");
        assert_eq!(
            error.to_string(),
            "the file of looks ends within a record, after 2 whole records"
        );
        assert!(reader.next().is_none());
    }

    #[test]
    fn other_files_are_refused_with_a_sentence() {
        let of = |bytes: &[u8]| {
            LooksReader::new(bytes)
                .map(|_| ())
                .expect_err("refused")
                .to_string()
        };
        assert!(of(b"MQLO").contains("ends within its head"));
        assert!(of(&[7; 100]).contains("no file of looks"));
        let mut other = written();
        other[8] = 200;
        assert!(of(&other).contains("version 200"));
        let mut other = written();
        other[12] = 1;
        assert!(of(&other).contains("bytes, and 944 are needed"));
    }
}
