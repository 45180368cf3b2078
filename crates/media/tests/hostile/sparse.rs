use std::io::{self, Read, Seek, SeekFrom, Write};

/// A file that keeps only what is not zero, so that one of many gigabytes fits a test.
#[derive(Debug, Default)]
pub(crate) struct Sparse {
    /// Stretches by offset.
    kept: Vec<(u64, Vec<u8>)>,
    len: u64,
    at: u64,
}

impl Sparse {
    pub(crate) fn push_zeros(&mut self, count: u64) {
        self.len += count;
        self.at = self.len;
    }
}

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Compared with itself moved by one, which is much faster than byte by byte.
        if bytes.first().is_some_and(|&byte| byte != 0)
            || bytes.get(1..) != bytes.split_last().map(|(_, rest)| rest)
        {
            self.kept.push((self.at, bytes.to_vec()));
        }
        self.at += bytes.len() as u64;
        self.len = self.len.max(self.at);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Sparse {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = (out.len() as u64).min(self.len.saturating_sub(self.at));
        let out = &mut out[..usize::try_from(count).unwrap()];
        out.fill(0);
        for (offset, bytes) in &self.kept {
            let start = self.at.max(*offset);
            let end = (self.at + count).min(offset + bytes.len() as u64);
            if start < end {
                let place = |at: u64, from: u64| usize::try_from(at - from).unwrap();
                out[place(start, self.at)..place(end, self.at)]
                    .copy_from_slice(&bytes[place(start, *offset)..place(end, *offset)]);
            }
        }
        self.at += count;
        Ok(out.len())
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.len.saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}
