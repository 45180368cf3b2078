//! The engine room against real processes: films are made on the spot by the engine's ffmpeg, and films that others
//! made are used where they are at hand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod cell;
mod demo;
mod joint;
mod letters;
mod lock;
mod look;
mod picture;
mod pictures;
mod repair;
mod shapes;
mod sound;
mod stage;
mod survey;
