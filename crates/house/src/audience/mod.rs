//! What an audience does together: the showing, in which everybody sees the same second, and what is said in it.

mod reaction;
mod showing;
mod talk;

pub use reaction::Reaction;
pub use showing::{CURTAIN_MILLIS, Course, Place};
pub use talk::{Line, LineRefused, TalkTerms};
