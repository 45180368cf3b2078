//! The team's side: who is let in, and what the house is doing.

mod cookie;
mod door;
mod overview;
mod sessions;

pub(crate) use door::{enter, knock, leave};
pub(crate) use overview::overview;
pub(crate) use sessions::Sessions;
