//! What is heard on a tape: loudness, level, classes, rhythm, and what is wrong with the sound.
//!
//! Samples come in once, in order, however they are cut into pieces; what is kept of them grows by some hundred bytes
//! for a second.

mod block;
mod curve;
mod ear;
mod fault;
mod hearing;
mod level;
mod loudness;
mod silence;
#[cfg(test)]
mod tests;
mod times;

pub use curve::Curve;
pub use ear::Ear;
pub use hearing::{Crowd, Hearing, Level, Loudness, SoundClass, SoundSpan, Tempo};
pub use times::Times;
