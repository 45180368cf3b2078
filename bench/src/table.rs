//! The segment table of a finished rendition, found in its file: only the boxes' heads and the `moof`s are read.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use anyhow::{Context, ensure};
use media::samples::read_fragment_head;
use media::segments::{Segment, SegmentTable};
use media::track::{Edit, TrackKind, read_init};

pub(crate) fn read(path: &Path) -> anyhow::Result<SegmentTable> {
    let file = File::open(path)?;
    let end = file.metadata()?.len();
    let mut at = 0;
    while at < end && head(&file, at)?.1 != *b"moof" {
        at += head(&file, at)?.0;
    }
    let init = read_init(&bytes(&file, 0, at)?)?;
    let mut table = SegmentTable {
        timescale: init.timescale,
        init_len: at,
        // A picture's edit only takes back what its composition offsets were raised by.
        priming: match (init.kind, init.edit) {
            (TrackKind::Sound { .. }, Edit::Skip(priming)) => priming,
            _ => 0,
        },
        segments: Vec::new(),
    };
    while at < end {
        let segment = segment(&file, at)?;
        at += segment.len;
        table.segments.push(segment);
    }
    Ok(table)
}

fn segment(file: &File, offset: u64) -> anyhow::Result<Segment> {
    let (moof_len, kind) = head(file, offset)?;
    let (mdat_len, mdat_kind) = head(file, offset + moof_len)?;
    ensure!(
        kind == *b"moof" && mdat_kind == *b"mdat",
        "no segment at byte {offset}"
    );
    let len = moof_len + mdat_len;
    let fragment = read_fragment_head(&bytes(file, offset, moof_len)?, len)?;
    Ok(Segment {
        offset,
        len,
        start: fragment.base_decode_time,
        duration: fragment
            .samples
            .iter()
            .map(|sample| u64::from(sample.duration))
            .sum(),
        samples: u32::try_from(fragment.samples.len())?,
        first_sample: fragment
            .samples
            .first()
            .context("a segment without samples")?
            .size,
    })
}

/// Length and kind of the box at `offset`. Renditions have no box of 4 GiB.
fn head(file: &File, offset: u64) -> anyhow::Result<(u64, [u8; 4])> {
    let mut head = [0; 8];
    file.read_exact_at(&mut head, offset)?;
    let [a, b, c, d, kind @ ..] = head;
    let len = u64::from(u32::from_be_bytes([a, b, c, d]));
    ensure!(len >= 8, "a box of {len} bytes at byte {offset}");
    Ok((len, kind))
}

fn bytes(file: &File, offset: u64, len: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(len)?];
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}
