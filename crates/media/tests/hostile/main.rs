//! Bytes that lie, broken at every place of a small file, and films of every shape.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in test functions, not in what they share"
)]

mod invariants;
mod mutations;
mod shapes;
mod small_film;
mod sparse;
