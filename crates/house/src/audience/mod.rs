//! What an audience does: the showing, in which everybody sees the same second, what is said in it, and what is seen again.

mod reaction;
mod replays;
mod showing;
mod talk;

pub use reaction::Reaction;
pub use replays::{Piece, Replays, Seen};
pub use showing::{CURTAIN_MILLIS, Course, Place};
pub use talk::{Line, LineRefused, TalkTerms};
