//! A segment's start, as the vault might give it, into an I-frame resource.
#![no_main]

use libfuzzer_sys::fuzz_target;
use media::segments::Segment;
use package::iframe;

fuzz_target!(|input: (u32, u64, u32, &[u8])| {
    let (first_sample, duration, samples, start) = input;
    let segment = Segment {
        offset: 0,
        len: start.len() as u64,
        start: 0,
        duration,
        samples,
        first_sample,
    };
    if let Ok(resource) = iframe::resource(&segment, start) {
        assert_eq!(resource.len() as u64, iframe::size(&segment));
        assert!(iframe::prefix_len(&segment) <= segment.len);
    }
});
