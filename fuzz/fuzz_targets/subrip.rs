//! A subtitle file in any charset; most bytes are taken for SubRip.
#![no_main]

#[path = "../../crates/media/tests/hostile/invariants.rs"]
#[allow(dead_code, reason = "each target holds its bytes against one of them")]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| invariants::subtitles(bytes));
