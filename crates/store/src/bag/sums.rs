use std::io::{self, Read, Write};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256, Sha512};

/// The two digests that a bag lists for each file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) sha256: String,
    pub(super) sha512: String,
}

/// Strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Sha512,
    Sha256,
}

impl Algorithm {
    pub(super) const ALL: [Self; 2] = [Self::Sha512, Self::Sha256];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sha512 => "sha512",
            Self::Sha256 => "sha256",
        }
    }

    pub(super) fn of(self, sums: &Sums) -> &str {
        match self {
            Self::Sha512 => &sums.sha512,
            Self::Sha256 => &sums.sha256,
        }
    }

    /// Reads to the end; answers the digest and how many bytes there were.
    pub(super) fn sum(self, source: &mut impl Read) -> io::Result<(String, u64)> {
        match self {
            Self::Sha512 => sum::<Sha512>(source),
            Self::Sha256 => sum::<Sha256>(source),
        }
    }
}

const BLOCK: usize = 1 << 20;

fn sum<D: sha2::Digest>(source: &mut impl Read) -> io::Result<(String, u64)> {
    let (mut hasher, mut block, mut bytes) = (D::new(), vec![0; BLOCK], 0);
    loop {
        match source.read(&mut block) {
            Ok(0) => return Ok((HEXLOWER.encode(hasher.finalize().as_slice()), bytes)),
            Ok(n) => {
                hasher.update(&block[..n]);
                bytes += n as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// Writes through and sums what passes.
pub(super) struct Summing<W> {
    inner: W,
    sha256: Sha256,
    sha512: Sha512,
    blake3: blake3::Hasher,
    pub(super) bytes: u64,
}

impl<W: Write> Summing<W> {
    pub(super) fn new(inner: W) -> Self {
        Self {
            inner,
            sha256: Sha256::new(),
            sha512: Sha512::new(),
            blake3: blake3::Hasher::new(),
            bytes: 0,
        }
    }

    pub(super) fn end(self) -> (W, Sums, house::Digest) {
        let sums = Sums {
            sha256: HEXLOWER.encode(self.sha256.finalize().as_slice()),
            sha512: HEXLOWER.encode(self.sha512.finalize().as_slice()),
        };
        (self.inner, sums, self.blake3.finalize().into())
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        let written = &bytes[..n];
        self.sha256.update(written);
        self.sha512.update(written);
        self.blake3.update(written);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
