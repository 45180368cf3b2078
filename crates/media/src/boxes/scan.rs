use std::io::{Read, Seek, SeekFrom};

use super::{Header, Kind, kind_text};
use crate::MediaError;

/// A top-level box of a file: where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) offset: u64,
    pub(crate) header_len: u64,
    /// With the header; lies within the file.
    pub(crate) len: u64,
}

impl Found {
    pub(crate) fn body(&self) -> u64 {
        self.offset.saturating_add(self.header_len)
    }

    pub(crate) fn end(&self) -> u64 {
        self.offset.saturating_add(self.len)
    }
}

/// Walks the top-level boxes of a file without reading their bodies.
#[derive(Debug)]
pub(crate) struct BoxScan<R> {
    reader: R,
    at: u64,
    end: u64,
}

impl<R: Read + Seek> BoxScan<R> {
    pub(crate) fn new(mut reader: R) -> Result<Self, MediaError> {
        let end = reader.seek(SeekFrom::End(0))?;
        Ok(Self { reader, at: 0, end })
    }

    /// Length of the file.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    /// Goes on with the box that starts at `offset`.
    pub(crate) fn go_to(&mut self, offset: u64) {
        self.at = offset;
    }

    /// The next box, or `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Result<Option<Found>, MediaError> {
        let left = self.end.saturating_sub(self.at);
        if left == 0 {
            return Ok(None);
        }
        self.reader.seek(SeekFrom::Start(self.at))?;
        let mut start = Vec::with_capacity(16);
        self.reader.by_ref().take(16).read_to_end(&mut start)?;
        let header = Header::parse(&start).map_err(|what| MediaError::Malformed {
            path: "top level".into(),
            offset: self.at,
            what: what.into(),
        })?;
        let len = header.len.unwrap_or(left);
        if len > left {
            return Err(MediaError::Truncated {
                what: format!("the '{}' box at byte {}", kind_text(header.kind), self.at),
                needed: len,
                found: left,
            });
        }
        let found = Found {
            kind: header.kind,
            offset: self.at,
            header_len: header.header_len,
            len,
        };
        self.at = found.end();
        Ok(Some(found))
    }

    /// The bytes of a box after its header, when they are no more than `limit`.
    pub(crate) fn read_body(&mut self, found: &Found, limit: u64) -> Result<Vec<u8>, MediaError> {
        let len = found.len.saturating_sub(found.header_len);
        if len > limit {
            return Err(MediaError::Unsupported {
                what: format!("a '{}' box of {len} bytes", kind_text(found.kind)),
            });
        }
        self.reader.seek(SeekFrom::Start(found.body()))?;
        let mut body = Vec::new();
        self.reader.by_ref().take(len).read_to_end(&mut body)?;
        if (body.len() as u64) < len {
            return Err(MediaError::Truncated {
                what: format!("the '{}' box at byte {}", kind_text(found.kind), found.offset),
                needed: len,
                found: body.len() as u64,
            });
        }
        Ok(body)
    }

    /// Copies a byte range of the file to `out`.
    pub(crate) fn copy<W: std::io::Write>(
        &mut self,
        offset: u64,
        len: u64,
        out: &mut W,
    ) -> Result<(), MediaError> {
        self.reader.seek(SeekFrom::Start(offset))?;
        let copied = std::io::copy(&mut self.reader.by_ref().take(len), out)?;
        if copied < len {
            return Err(MediaError::Truncated {
                what: format!("the samples at byte {offset}"),
                needed: len,
                found: copied,
            });
        }
        Ok(())
    }
}
