//! The program and its archive as a user meets them: real processes in real folders.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod catalogue;
mod house_on_disk;
mod program;
mod tapes;
