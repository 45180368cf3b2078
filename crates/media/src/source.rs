//! What an encoder wrote, read back: a fragmented file of one track, fragment by fragment, the samples' bytes left
//! where they are until they are copied.

use std::io::{Read, Seek, Write};

use crate::MediaError;
use crate::boxes::{BoxScan, BoxView, Found};
use crate::samples::{Moof, parse_moof};
use crate::track::{SampleDefaults, TrackInit, read_moov};

/// Larger boxes are not read into memory. A `moof` of this size describes a day of film in one fragment.
const LARGEST_MOOV: u64 = 16 << 20;
const LARGEST_MOOF: u64 = 64 << 20;

#[derive(Debug)]
pub(crate) struct FragmentedSource<R> {
    scan: BoxScan<R>,
    pub(crate) init: TrackInit,
    defaults: SampleDefaults,
    init_len: u64,
}

impl<R: Read + Seek> FragmentedSource<R> {
    pub(crate) fn open(reader: R) -> Result<Self, MediaError> {
        let mut scan = BoxScan::new(reader)?;
        let found = loop {
            match scan.next()? {
                Some(found) if found.kind == *b"moov" => break found,
                Some(found) if found.kind == *b"moof" || found.kind == *b"mdat" => {
                    return Err(MediaError::Unsupported {
                        what: "a file whose 'moov' is not before its samples".into(),
                    });
                }
                Some(_) => {}
                None => {
                    return Err(MediaError::Malformed {
                        path: "top level".into(),
                        offset: scan.end(),
                        what: "no 'moov' box".into(),
                    });
                }
            }
        };
        let body = scan.read_body(&found, LARGEST_MOOV)?;
        let init = read_moov(&BoxView::top_level(found.kind, &body, found.body()))?;
        let Some(defaults) = init.defaults.filter(|_| init.moov_samples == 0) else {
            return Err(MediaError::Unsupported {
                what: "a file that is not fragmented, or not all of it".into(),
            });
        };
        Ok(Self {
            scan,
            init,
            defaults,
            init_len: found.end(),
        })
    }

    /// Bytes up to the end of the `moov`.
    pub(crate) fn init_len(&self) -> u64 {
        self.init_len
    }

    pub(crate) fn file_len(&self) -> u64 {
        self.scan.end()
    }

    /// The `moof` that starts exactly at `offset`, and how long it is together with the `mdat` that must follow it at
    /// once and hold nothing but the samples.
    pub(crate) fn fragment_at(&mut self, offset: u64) -> Result<(Moof, u64), MediaError> {
        self.scan.go_to(offset);
        let moof = match self.scan.next()? {
            Some(found) if found.kind == *b"moof" => found,
            _ => return Err(malformed(offset, "no 'moof' starts here")),
        };
        let parsed = self.read_moof(&moof)?;
        match self.scan.next()? {
            Some(mdat) if mdat.kind == *b"mdat" => {
                if parsed.data_offset != mdat.body()
                    || parsed.data_offset.saturating_add(parsed.data_len) != mdat.end()
                {
                    return Err(malformed(
                        offset,
                        "the 'mdat' holds more or less than the samples",
                    ));
                }
                Ok((parsed, mdat.end().saturating_sub(offset)))
            }
            _ => Err(malformed(offset, "no 'mdat' follows")),
        }
    }

    /// The next `moof`, its samples all inside of the `mdat` that follows it; `None` at the end of the file.
    pub(crate) fn next_fragment(&mut self) -> Result<Option<Moof>, MediaError> {
        let found = loop {
            match self.scan.next()? {
                None => return Ok(None),
                Some(found) if found.kind == *b"moof" => break found,
                Some(found) if found.kind == *b"mdat" || found.kind == *b"moov" => {
                    return Err(malformed(found.offset, "a 'moof' must come first"));
                }
                Some(_) => {}
            }
        };
        let moof = self.read_moof(&found)?;
        let mdat = self.scan.next()?.filter(|mdat| mdat.kind == *b"mdat");
        let inside = mdat.is_some_and(|mdat| {
            moof.data_offset >= mdat.body() && moof.data_offset.saturating_add(moof.data_len) <= mdat.end()
        });
        if !inside {
            return Err(malformed(
                found.offset,
                "samples that are not in the 'mdat' that follows",
            ));
        }
        Ok(Some(moof))
    }

    fn read_moof(&mut self, found: &Found) -> Result<Moof, MediaError> {
        let body = self.scan.read_body(found, LARGEST_MOOF)?;
        let view = BoxView::top_level(found.kind, &body, found.body());
        let moof = parse_moof(&view, found.offset, self.scan.end(), self.defaults)?;
        if moof.track_id != self.init.track_id {
            return Err(malformed(found.offset, "samples of a track that is not there"));
        }
        Ok(moof)
    }

    /// The next [`Self::next_fragment`] is the first again.
    pub(crate) fn rewind(&mut self) {
        self.scan.go_to(self.init_len);
    }

    pub(crate) fn copy<W: Write>(&mut self, offset: u64, len: u64, out: &mut W) -> Result<(), MediaError> {
        self.scan.copy(offset, len, out)
    }
}

fn malformed(offset: u64, what: &str) -> MediaError {
    MediaError::Malformed {
        path: "moof".into(),
        offset,
        what: what.into(),
    }
}
