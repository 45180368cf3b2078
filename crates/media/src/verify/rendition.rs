use std::io::{Read, Seek};

use super::segment::{Timeline, verify_segment};
use super::{Finding, Findings, Kind};
use crate::segments::SegmentTable;
use crate::source::FragmentedSource;
use crate::track::{Edit, TrackInit, TrackKind};

/// Reads a rendition's file from end to end against its table (the samples' bytes are skipped: that they decode is
/// the engine's check). Empty when all is well.
pub fn verify_rendition<R: Read + Seek>(file: R, table: &SegmentTable, kind: Kind) -> Vec<Finding> {
    let mut findings = Findings::default();
    let mut source = match FragmentedSource::open(file) {
        Ok(source) => source,
        Err(error) => {
            findings.add("init", error.to_string());
            return findings.0;
        }
    };
    verify_init(&source.init, source.init_len(), table, kind, &mut findings);
    let mut timeline = Timeline::default();
    for (number, segment) in (1..).zip(&table.segments) {
        verify_segment(&mut source, number, segment, kind, &mut timeline, &mut findings);
    }
    verify_end(source.file_len(), table, &mut findings);
    findings.0
}

fn verify_init(init: &TrackInit, init_len: u64, table: &SegmentTable, kind: Kind, findings: &mut Findings) {
    let found = match init.kind {
        TrackKind::Picture { .. } => Kind::Picture,
        TrackKind::Sound { .. } => Kind::Sound,
    };
    if found != kind {
        findings.add(
            "init",
            format!("it describes a {found:?} track, wanted is {kind:?}"),
        );
    }
    if init.timescale != table.timescale {
        findings.add(
            "init",
            format!(
                "its timescale is {}, the table's {}",
                init.timescale.get(),
                table.timescale.get()
            ),
        );
    }
    if init_len != table.init_len {
        findings.add(
            "init",
            format!("it ends at byte {init_len}, in the table at {}", table.init_len),
        );
    }
    let priming = match (kind, init.edit) {
        (Kind::Sound, Edit::Skip(skip)) => skip,
        (Kind::Sound, _) => return findings.add("init", "the sound's priming is not one edit"),
        (Kind::Picture, Edit::None | Edit::Skip(_)) => 0,
        (Kind::Picture, Edit::Other) => {
            return findings.add(
                "init",
                "the picture's edit list is more than its reordering delay",
            );
        }
    };
    if priming != table.priming {
        findings.add(
            "init",
            format!("its priming is {priming}, the table's {}", table.priming),
        );
    }
}

fn verify_end(file_len: u64, table: &SegmentTable, findings: &mut Findings) {
    if table.segments.is_empty() {
        findings.add("table", "there are no segments");
    }
    if file_len != table.file_len() {
        findings.add(
            "end of file",
            format!("the file has {file_len} bytes, the table {}", table.file_len()),
        );
    }
}
