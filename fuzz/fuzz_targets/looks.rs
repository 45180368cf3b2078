//! A file of looks, and the shots that are made of whatever it holds.
#![no_main]

use house::analyse::look::LooksReader;
use house::analyse::shots::ShotFinder;
use libfuzzer_sys::fuzz_target;
use media::time::{FrameNo, FrameRate};

fuzz_target!(|bytes: &[u8]| {
    let (Ok(reader), Ok(rate)) = (LooksReader::new(bytes), FrameRate::new(25, 1)) else {
        return;
    };
    let mut finder = ShotFinder::new(FrameNo(0), rate);
    let mut frames = 0;
    for look in reader.map_while(Result::ok) {
        finder.see(look);
        frames += 1;
    }
    let shots = finder.finish();
    assert_eq!(shots.iter().map(|shot| shot.frames).sum::<u64>(), frames);
});
