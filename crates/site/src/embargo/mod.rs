//! The embargo audit: everything that an outsider could ask a house for about a title, and what the answers give away.
//!
//! Each question has a twin about a title that never was. What must stay hidden is answered as its twin is, to the byte;
//! what is announced or sealed may be told, and nothing else of the title may be in it.

mod fill;
mod question;
mod subject;
mod verdict;
mod ways;

pub use question::{Question, questions};
pub use subject::{Allowed, Subject};
pub use verdict::{Heard, Verdict, judge};
