//! From samples to words with times.

mod align;
mod attempt;
mod borders;
mod chances;
mod decode;
mod language;
mod listener;
mod mel;
mod network;
mod rules;
mod segments;
#[cfg(test)]
mod tests;
mod windows;

pub use listener::{Heard, Listener, Progress};
#[cfg(feature = "asr")]
pub(crate) use mel::FRAMES;
#[cfg(feature = "asr")]
pub(crate) use network::{HeadScores, Network};

/// Samples a second that a model hears.
pub const RATE: u32 = 16_000;
/// Samples of a window: thirty seconds.
pub(crate) const WINDOW: usize = 480_000;
/// Samples of one of the encoder's positions, and of one step of the times that a model writes: a fiftieth of a second.
pub(crate) const POSITION: usize = 320;
