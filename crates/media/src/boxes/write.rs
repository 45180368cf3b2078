use super::Kind;
use crate::MediaError;

/// Writes boxes into memory; a box's size is filled in when its contents are done.
#[derive(Debug, Default)]
pub(crate) struct BoxWriter {
    bytes: Vec<u8>,
}

impl BoxWriter {
    /// A box whose contents `fill` writes.
    pub(crate) fn put<F>(&mut self, kind: Kind, fill: F) -> Result<(), MediaError>
    where
        F: FnOnce(&mut Self) -> Result<(), MediaError>,
    {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        self.bytes.extend_from_slice(&kind);
        fill(self)?;
        let size = self.bytes.len().saturating_sub(start);
        let size = u32::try_from(size).map_err(|_| MediaError::Unsupported {
            what: format!("a '{}' box of {size} bytes", super::kind_text(kind)),
        })?;
        self.patch_u32(start, size);
        Ok(())
    }

    /// A box with version and flags.
    pub(crate) fn put_full<F>(
        &mut self,
        kind: Kind,
        version: u8,
        flags: u32,
        fill: F,
    ) -> Result<(), MediaError>
    where
        F: FnOnce(&mut Self) -> Result<(), MediaError>,
    {
        self.put(kind, |w| {
            w.u32(u32::from(version) << 24 | flags);
            fill(w)
        })
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    pub(crate) fn i32(&mut self, value: i32) {
        self.bytes(&value.to_be_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.bytes(&value.to_be_bytes());
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Overwrites four bytes that were written before.
    pub(crate) fn patch_u32(&mut self, at: usize, value: u32) {
        if let Some(place) = self.bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
            *place = value.to_be_bytes();
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
