//! What is heard on a tape: loudness, level, classes, rhythm, and what is wrong with the sound.
//!
//! Samples come in once, in order, however they are cut into pieces; what is kept of them grows by some hundred bytes
//! for a second.

mod block;
mod classes;
mod curve;
mod downmix;
mod ear;
mod fault;
mod frame;
mod hearing;
mod level;
mod listener;
mod loudness;
mod model;
mod rhythm;
mod silence;
mod spectrum;
mod study;
#[cfg(test)]
mod tests;
mod times;
mod true_peak;
mod turns;
#[allow(
    clippy::approx_constant,
    reason = "a trained weight may come near to anything"
)]
mod weights;

pub use curve::{Curve, tenths};
pub use ear::Ear;
pub use hearing::{Crowd, Hearing, Level, Loudness, SoundClass, SoundSpan, Tempo};
pub use listener::figures;
pub use times::Times;
