//! AVC (ITU-T H.264) as far as sealing must know it: where a picture's slices lie in a sample, and how long their
//! headers are, which stay readable (ISO/IEC 23001-7, 10.4.2).

mod bits;
mod configuration;
mod picture_set;
mod sequence;
mod slice;

pub(super) use configuration::{Configuration, Stretch};

use media::MediaError;

/// NAL unit types (ITU-T H.264, table 7-1) of coded slices. Data partitions (2 to 4) are of a profile that nobody encodes.
const SLICE: u8 = 1;
const SLICE_OF_IDR: u8 = 5;
const PARTITIONS: std::ops::RangeInclusive<u8> = 2..=4;

fn malformed(what: &str) -> MediaError {
    MediaError::Malformed {
        path: "avc".into(),
        offset: 0,
        what: what.into(),
    }
}

fn unsupported(what: &str) -> MediaError {
    MediaError::Unsupported { what: what.into() }
}
