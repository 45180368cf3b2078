//! The whole house against real processes: films are made on the spot by the engine's ffmpeg, `marquee` is run as its
//! users run it, and what it serves is fetched over HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod by_hand;
mod crash;
mod demo;
mod films;
mod hearing;
mod keeping;
mod moving;
mod news;
mod night;
mod observing;
mod reminders;
mod sheet;
mod songs;
mod stage;
mod story;
mod sync;
mod tapes;
mod uploads;
mod visitor;
