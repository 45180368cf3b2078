//! A piece of picture as an encoder wrote it; its length is the first byte, its GOP the second.
#![no_main]

#[path = "../../crates/media/tests/hostile/invariants.rs"]
#[allow(dead_code, reason = "each target holds its bytes against one of them")]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let [frames, gop, piece @ ..] = bytes {
        invariants::piece(piece, u64::from(*frames), u32::from(*gop));
    }
});
