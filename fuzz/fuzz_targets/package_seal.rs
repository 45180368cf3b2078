//! A rendition's init and one of its segments, as the vault might give them, sealed in both dresses: boxes, parameter
//! sets and the headers of slices are read on the way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use media::segments::{Segment, SegmentTable};
use media::time::Timescale;
use package::address::Resource;
use package::seal::{ContentKey, KeyId, Scheme, Sealing, Sort};

fuzz_target!(|input: (&[u8], &[u8], u32, bool)| {
    let (init, stored, samples, is_picture) = input;
    let segment = Segment {
        offset: init.len() as u64,
        len: stored.len() as u64,
        start: 0,
        duration: 1,
        samples,
        first_sample: 0,
    };
    let table = SegmentTable {
        timescale: Timescale::MILLIS,
        init_len: init.len() as u64,
        priming: 0,
        segments: vec![segment],
    };
    let sort = if is_picture { Sort::Picture } else { Sort::Sound };
    let key = ContentKey::new(KeyId::new([1; 16]), [2; 16]);
    for scheme in [Scheme::Aes128, Scheme::Cbcs] {
        for (resource, bytes) in [(Resource::Init, init), (Resource::Segment(1), stored), (Resource::Iframe(1), stored)] {
            let Some(sealing) = Sealing::of(scheme, "k", sort, Some(&table), table.file_len(), resource) else {
                continue;
            };
            if let Ok(sealed) = sealing.seal(&key, init, bytes.to_vec()) {
                assert_eq!(sealed.len() as u64, sealing.len());
            }
        }
    }
});
