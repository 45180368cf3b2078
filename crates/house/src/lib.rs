//! The trade: records, rules and decisions of a documentary house.
//!
//! Pure: no SQL, HTTP or processes. Frames and samples come through `media`'s traits, the time through
//! [`clock::Clock`]. Stages run in one direction, archive -> analyse -> master -> encode -> release -> audience; a stage imports only
//! the stages before it (a test in `tests/rooms.rs` of the program holds this).

pub mod analyse;
pub mod archive;
pub mod audience;
pub mod clock;
pub mod digest;
pub mod encode;
pub mod error;
pub mod id;
pub mod language;
pub mod master;
pub mod release;
pub mod team;

pub use clock::{Clock, Instant};
pub use digest::Digest;
pub use error::HouseError;
