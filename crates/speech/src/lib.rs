//! Words out of sound: a Whisper model (Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak
//! Supervision"), read from its folder, run over windows of half a minute, and asked which moment each word was said at.
//!
//! Reading a model, spectra, rules and times are plain code. The network itself is there with the feature `asr`.

// Only the network asks for some of what is read and decided here.
#![cfg_attr(not(feature = "asr"), allow(dead_code, reason = "the network is not built"))]
#![cfg_attr(
    test,
    allow(clippy::single_range_in_vec_init, reason = "a list of one stretch is meant")
)]

mod error;
mod hear;
mod model;
#[cfg(feature = "asr")]
mod network;
pub mod pieces;
mod tokens;

pub use error::SpeechError;
pub use hear::{Heard, Listener, Progress, RATE};
pub use model::{ModelFolder, Size};

/// Was the network built in?
pub const IS_BUILT: bool = cfg!(feature = "asr");
/// Raised whenever the same sound and model would give other words, so that what was kept is made anew.
pub const REVISION: u32 = 1;
