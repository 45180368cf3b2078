//! The engine room against real processes: films are made on the spot by the engine's ffmpeg, and films that others
//! made are used where they are at hand.

mod cell;
mod picture;
mod pictures;
mod sound;
mod stage;
mod survey;
