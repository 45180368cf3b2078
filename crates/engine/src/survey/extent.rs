//! Whether a file ends before its own structure says: the outermost boxes, chunks and elements only.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::EngineError;

pub(super) fn cut_short(path: &Path) -> Result<bool, EngineError> {
    let look = || -> std::io::Result<bool> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut head = Vec::new();
        file.by_ref().take(64).read_to_end(&mut head)?;
        Ok(match stated_end(&head) {
            Stated::Boxes => boxes_end(&mut file, length)? > length,
            Stated::End(end) => end > length,
            Stated::Nothing => false,
        })
    };
    look().map_err(EngineError::file(path))
}

enum Stated {
    /// A row of ISO-BMFF boxes, each with its own length.
    Boxes,
    /// The byte after the last one.
    End(u64),
    Nothing,
}

fn stated_end(head: &[u8]) -> Stated {
    match (head.get(..4), head.get(4..8)) {
        (_, Some(b"ftyp" | b"moov" | b"mdat" | b"free" | b"skip" | b"wide" | b"pnot")) => Stated::Boxes,
        (Some(b"RIFF"), Some(size)) => chunk_end(u64::from(little_endian(size)), 8),
        (Some([0x1a, 0x45, 0xdf, 0xa3]), _) => segment_end(head).map_or(Stated::Nothing, Stated::End),
        _ => Stated::Nothing,
    }
}

/// A writer that could not go back left 0 or all ones.
fn chunk_end(size: u64, header: u64) -> Stated {
    match size {
        0 | 0xffff_ffff => Stated::Nothing,
        size => Stated::End(size + header),
    }
}

fn little_endian(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// ISO/IEC 14496-12, 4.2: length, type, and a 64-bit length when the first is 1.
fn boxes_end(file: &mut File, length: u64) -> std::io::Result<u64> {
    let mut at: u64 = 0;
    // Boxes of a fragmented film can be many; a file of only tiny ones is no film.
    for _ in 0..1_000_000 {
        let mut header = Vec::with_capacity(16);
        file.seek(SeekFrom::Start(at))?;
        file.by_ref().take(16).read_to_end(&mut header)?;
        let (Some(short), Some(_)) = (header.get(..4), header.get(4..8)) else {
            break;
        };
        let size = match (big_endian(short), header.get(8..16)) {
            (0, _) => return Ok(length),
            (1, Some(long)) => big_endian(long),
            (1, None) => return Ok(u64::MAX),
            (size, _) => size,
        };
        if size < 8 {
            break;
        }
        at = at.saturating_add(size);
        if at >= length {
            return Ok(at);
        }
    }
    // What follows is not boxes: rubbish at the end does not shorten the film.
    Ok(length)
}

/// RFC 8794: the EBML header, then the Segment with its length; all ones means unknown.
fn segment_end(head: &[u8]) -> Option<u64> {
    let (header_len, header_size) = vint(head.get(4..)?)?;
    let segment = 4 + header_len + usize::try_from(header_size?).ok()?;
    if head.get(segment..segment + 4)? != [0x18, 0x53, 0x80, 0x67] {
        return None;
    }
    let (len, size) = vint(head.get(segment + 4..)?)?;
    let start = u64::try_from(segment + 4 + len).ok()?;
    start.checked_add(size?)
}

/// A variable-length number: its length, and its value unless that is "unknown".
fn vint(bytes: &[u8]) -> Option<(usize, Option<u64>)> {
    let first = *bytes.first()?;
    let length = usize::try_from(first.leading_zeros()).ok()? + 1;
    let digits = bytes.get(..length).filter(|_| length <= 8)?;
    let marked = big_endian(digits);
    let ones = 1_u64.checked_shl(u32::try_from(length * 7).ok()?)?;
    let value = marked & (ones - 1);
    Some((length, (value != ones - 1).then_some(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn is_cut(bytes: &[u8]) -> bool {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        cut_short(file.path()).unwrap()
    }

    #[test]
    fn boxes_that_reach_past_the_end() {
        let whole = [&b"\0\0\0\x10ftypisom\0\0\0\0"[..], b"\0\0\0\x0cmdat1234"].concat();
        assert!(!is_cut(&whole));
        assert!(is_cut(&whole[..whole.len() - 1]));
        assert!(!is_cut(&[&whole[..], b"rubbish"].concat()));
        assert!(!is_cut(b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\0mdat and so on"));
    }

    #[test]
    fn chunks_and_elements_that_reach_past_the_end() {
        assert!(!is_cut(b"RIFF\x04\0\0\0WAVE"));
        assert!(is_cut(b"RIFF\x05\0\0\0WAVE"));
        assert!(!is_cut(b"RIFF\xff\xff\xff\xffWAVE"));
        let ebml = [
            &[0x1a, 0x45, 0xdf, 0xa3, 0x82, 1, 2, 0x18, 0x53, 0x80, 0x67, 0x84][..],
            b"1234",
        ]
        .concat();
        assert!(!is_cut(&ebml));
        assert!(is_cut(&ebml[..ebml.len() - 1]));
    }
}
