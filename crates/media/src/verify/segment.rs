use std::io::{Read, Seek};

use super::{Findings, Kind};
use crate::samples::Moof;
use crate::segments::Segment;
use crate::source::FragmentedSource;

/// What the segments before say about the next.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Where the next segment must start in the file and in media time; `None` before the first.
    end: Option<(u64, u64)>,
    /// Length of a frame or packet; all must be alike.
    sample_len: Option<u32>,
    /// A packet shorter than the others was seen; it must be the last.
    ended: bool,
}

/// One segment: that it is where and what the table says, and follows the one before.
pub(super) fn verify_segment<R: Read + Seek>(
    source: &mut FragmentedSource<R>,
    number: usize,
    segment: &Segment,
    kind: Kind,
    timeline: &mut Timeline,
    findings: &mut Findings,
) {
    let place = format!("segment {number}");
    let mut add = |sentence: String| findings.add(place.clone(), sentence);
    let (offset, start) = timeline.end.unwrap_or((source.init_len(), 0));
    if segment.offset != offset {
        add(format!("it lies at byte {}, not at {offset}", segment.offset));
    }
    if segment.start != start {
        add(format!(
            "the table's time line has a gap or overlap: {} follows {start}",
            segment.start
        ));
    }
    timeline.end = Some((
        segment.offset.saturating_add(segment.len),
        segment.start.saturating_add(segment.duration),
    ));
    let (moof, len) = match source.fragment_at(segment.offset) {
        Ok(found) => found,
        Err(error) => return add(error.to_string()),
    };
    let facts = [
        ("bytes", len, segment.len),
        ("as its decode time", moof.base_decode_time, segment.start),
        ("units of time", moof.duration(), segment.duration),
        ("samples", moof.samples.len() as u64, u64::from(segment.samples)),
        (
            "bytes in its first sample",
            moof.samples.first().map_or(0, |s| u64::from(s.size)),
            u64::from(segment.first_sample),
        ),
        ("as its sequence number", u64::from(moof.sequence), number as u64),
    ];
    for (what, found, wanted) in facts {
        if found != wanted {
            add(format!("it has {found} {what}, wanted are {wanted}"));
        }
    }
    if !moof.samples.first().is_some_and(|first| first.sync) {
        add("it does not start with a sync sample".into());
    }
    verify_lengths(&moof, timeline, &mut add);
    verify_order(&moof, kind, source.init.skip(), &mut add);
}

fn verify_lengths(moof: &Moof, timeline: &mut Timeline, add: &mut impl FnMut(String)) {
    for sample in &moof.samples {
        let usual = *timeline.sample_len.get_or_insert(sample.duration);
        if timeline.ended || sample.duration > usual || sample.duration == 0 {
            return add(format!(
                "it has a sample of {} units among {usual}",
                sample.duration
            ));
        }
        timeline.ended = sample.duration < usual;
    }
}

/// What is shown in a segment fills it exactly: no frame is missing, doubled, or belongs to a neighbour. The first
/// picture is therefore shown at the segment's start, and the first of all at 0.
fn verify_order(moof: &Moof, kind: Kind, skip: u64, add: &mut impl FnMut(String)) {
    if kind == Kind::Sound {
        if moof.samples.iter().any(|s| s.composition_offset != 0) {
            add("its sound is played in another order than it is decoded".into());
        }
        return;
    }
    // What the init's edit takes off every time.
    let mut decode = -i128::from(skip);
    let mut shown: Vec<(i128, u32)> = Vec::with_capacity(moof.samples.len());
    for sample in &moof.samples {
        shown.push((decode + i128::from(sample.composition_offset), sample.duration));
        decode += i128::from(sample.duration);
    }
    shown.sort_unstable();
    let mut expected = 0i128;
    for (index, (time, duration)) in shown.into_iter().enumerate() {
        if time != expected {
            return add(format!(
                "its picture {index} is shown {} units off its place",
                time - expected
            ));
        }
        expected += i128::from(duration);
    }
}
