//! A rendition against a table that is made of the first bytes, a segment each four.
#![no_main]

#[path = "../../crates/media/tests/hostile/invariants.rs"]
#[allow(dead_code, reason = "each target holds its bytes against one of them")]
mod invariants;

use libfuzzer_sys::fuzz_target;

use media::segments::{Segment, SegmentTable};
use media::time::Timescale;

fuzz_target!(|bytes: &[u8]| {
    let [count, bytes @ ..] = bytes else { return };
    let Some((facts, file)) = bytes.split_at_checked(usize::from(*count) * 4) else {
        return;
    };
    let mut table = SegmentTable {
        timescale: Timescale::MILLIS,
        init_len: u64::from(*count) * 4,
        priming: 0,
        segments: Vec::new(),
    };
    let (facts, _) = facts.as_chunks::<4>();
    for &[len, start, duration, samples] in facts {
        table.segments.push(Segment {
            offset: table.file_len(),
            len: u64::from(len),
            start: u64::from(start),
            duration: u64::from(duration),
            samples: u32::from(samples),
            first_sample: u32::from(samples),
        });
    }
    invariants::rendition(file, &table);
});
