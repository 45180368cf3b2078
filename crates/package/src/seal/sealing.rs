use std::ops::Range;

use media::MediaError;
use media::segments::{Segment, SegmentTable};

use super::cbcs::{MORE_OF_INIT, Samples, more_of_fragment, seal_fragment, seal_init};
use super::chain::Chain;
use super::{ContentKey, Scheme, aes128, vector};
use crate::address::Resource;
use crate::{PackageError, iframe};

/// What a rendition is of, as far as it is sealed differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Picture,
    Sound,
    Text,
}

/// One resource of one rendition, to be sealed.
#[derive(Debug, Clone)]
pub struct Sealing<'a> {
    scheme: Scheme,
    rendition: &'a str,
    resource: Resource,
    made: Made<'a>,
}

/// What the resource is before it is sealed.
#[derive(Debug, Clone, Copy)]
enum Made<'a> {
    Init {
        len: u64,
    },
    Segment {
        segment: &'a Segment,
        init_len: u64,
        sort: Sort,
    },
    Iframe {
        segment: &'a Segment,
    },
    Text {
        len: u64,
    },
}

impl<'a> Sealing<'a> {
    /// `None` when a rendition of that sort has no such resource in that scheme. `table` is the stored rendition's,
    /// `len` its file's.
    pub fn of(
        scheme: Scheme,
        rendition: &'a str,
        sort: Sort,
        table: Option<&'a SegmentTable>,
        len: u64,
        resource: Resource,
    ) -> Option<Self> {
        let made = match (resource, sort, table) {
            (Resource::Text, Sort::Text, _) if scheme == Scheme::Aes128 => Made::Text { len },
            (_, Sort::Text, _) => return None,
            (Resource::Init, _, Some(table)) => Made::Init { len: table.init_len },
            (Resource::Segment(number), _, Some(table)) => Made::Segment {
                segment: numbered(table, number)?,
                init_len: table.init_len,
                sort,
            },
            (Resource::Iframe(number), Sort::Picture, Some(table)) if scheme == Scheme::Aes128 => {
                Made::Iframe {
                    segment: numbered(table, number)?,
                }
            }
            _ => return None,
        };
        Some(Self {
            scheme,
            rendition,
            resource,
            made,
        })
    }

    /// Bytes of the rendition's file that it is made of.
    pub fn reads(&self) -> Range<u64> {
        let from = |offset: u64, len: u64| offset..offset.saturating_add(len);
        match self.made {
            Made::Init { len } | Made::Text { len } => 0..len,
            Made::Segment { segment, .. } => from(segment.offset, segment.len),
            Made::Iframe { segment } => from(segment.offset, iframe::prefix_len(segment)),
        }
    }

    /// Bytes of the rendition's init that must be known besides; empty when none need be.
    pub fn reads_init(&self) -> Range<u64> {
        match (self.scheme, self.made) {
            (Scheme::Cbcs, Made::Segment { init_len, .. }) => 0..init_len,
            _ => 0..0,
        }
    }

    /// Bytes of the sealed resource.
    #[allow(clippy::len_without_is_empty, reason = "a sealed resource is never empty")]
    pub fn len(&self) -> u64 {
        match (self.scheme, self.made) {
            (Scheme::Aes128, Made::Init { len } | Made::Text { len }) => aes128::sealed_len(len),
            (Scheme::Aes128, Made::Segment { segment, .. }) => aes128::sealed_len(segment.len),
            (_, Made::Iframe { segment }) => aes128::sealed_len(iframe::size(segment)),
            (Scheme::Cbcs, Made::Init { len } | Made::Text { len }) => len.saturating_add(MORE_OF_INIT),
            (Scheme::Cbcs, Made::Segment { segment, sort, .. }) => {
                let more = more_of_fragment(sort == Sort::Picture, segment.samples);
                segment.len.saturating_add(more)
            }
        }
    }

    /// The sealed resource, made of the bytes that [`Self::reads`] and [`Self::reads_init`] ask for.
    ///
    /// # Errors
    /// [`PackageError::Media`] when they are not what the segment table says.
    pub fn seal(&self, key: &ContentKey, init: &[u8], stored: Vec<u8>) -> Result<Vec<u8>, PackageError> {
        let sealed = match self.scheme {
            Scheme::Aes128 => {
                let plain = match self.made {
                    Made::Iframe { segment } => iframe::resource(segment, &stored)?,
                    _ => stored,
                };
                let vector = aes128::vector(key.id(), self.rendition, self.resource);
                aes128::seal(key, vector, plain)
            }
            Scheme::Cbcs => {
                let vector = vector::of_track(key.id(), self.rendition);
                match self.made {
                    Made::Init { .. } => seal_init(&stored, key.id(), vector)?,
                    _ => seal_fragment(&stored, &Samples::of(init)?, &mut Chain::new(key, vector))?,
                }
            }
        };
        if sealed.len() as u64 != self.len() {
            let what = "a resource that is not as long as its segment table says".into();
            return Err(MediaError::Mismatch { what }.into());
        }
        Ok(sealed)
    }
}

fn numbered(table: &SegmentTable, number: u32) -> Option<&Segment> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    table.segments.get(index)
}

/// The table that the sealed rendition has: what playlists and manifests tell of it.
pub fn sealed_table(scheme: Scheme, sort: Sort, table: &SegmentTable) -> SegmentTable {
    let init_len = match scheme {
        Scheme::Aes128 => aes128::sealed_len(table.init_len),
        Scheme::Cbcs => table.init_len.saturating_add(MORE_OF_INIT),
    };
    let mut offset = init_len;
    let segments = table.segments.iter().map(|segment| {
        let len = match scheme {
            Scheme::Aes128 => aes128::sealed_len(segment.len),
            Scheme::Cbcs => segment
                .len
                .saturating_add(more_of_fragment(sort == Sort::Picture, segment.samples)),
        };
        let sealed = Segment {
            offset,
            len,
            // An I-frame resource is padded too: at most by a block.
            first_sample: segment.first_sample.saturating_add(16),
            ..*segment
        };
        offset = offset.saturating_add(len);
        sealed
    });
    SegmentTable {
        init_len,
        segments: segments.collect(),
        ..table.clone()
    }
}
