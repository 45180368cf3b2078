use crate::MediaError;

/// Reads a box's fields in order, big-endian; running out of bytes is an error that names the place.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    /// Place in the file of the first byte of `rest`.
    offset: u64,
    path: &'a str,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(bytes: &'a [u8], offset: u64, path: &'a str) -> Self {
        Self {
            rest: bytes,
            offset,
            path,
        }
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], MediaError> {
        let Some((head, rest)) = self.rest.split_at_checked(count) else {
            return Err(self.malformed(format!(
                "a field of {count} bytes where {} are left",
                self.rest.len()
            )));
        };
        self.rest = rest;
        self.offset = self.offset.saturating_add(count as u64);
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], MediaError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, MediaError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, MediaError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, MediaError> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, MediaError> {
        self.array().map(i32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, MediaError> {
        self.array().map(u64::from_be_bytes)
    }

    /// A version's narrow or wide unsigned field.
    pub(crate) fn u32_or_u64(&mut self, wide: bool) -> Result<u64, MediaError> {
        if wide {
            self.u64()
        } else {
            self.u32().map(u64::from)
        }
    }

    /// Version and flags, with which every full box starts.
    pub(crate) fn version_and_flags(&mut self) -> Result<(u8, u32), MediaError> {
        let word = self.u32()?;
        let [version, ..] = word.to_be_bytes();
        Ok((version, word & 0x00ff_ffff))
    }

    pub(crate) fn malformed(&self, what: impl Into<String>) -> MediaError {
        MediaError::Malformed {
            path: self.path.to_owned(),
            offset: self.offset,
            what: what.into(),
        }
    }
}
