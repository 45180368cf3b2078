//! Outside servers that the tests of several rooms start for themselves, and that end by themselves.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may stop where it stands, and waits by the real clock"
)]

mod postgres;
mod server;

pub use postgres::{TestDatabase, postgres_is_here};
pub use server::GUARDED;
