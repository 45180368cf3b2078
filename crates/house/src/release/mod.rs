//! Releases: what the audience knows (titles), what opens when (releases), and who may have which bytes (the gate).

mod accent;
mod check;
mod gate;
#[cfg(test)]
mod gate_tests;
mod opening;
mod poster;
mod slug;
mod title;
mod words;

pub use accent::accent;
pub use check::{Finding, Report, Subject, label, may_release};
pub use gate::{Admission, Former, Gate, GateTable, Refusal, ReleasedTitle, Viewer};
pub use opening::Release;
pub use poster::{StillMeasure, choose_poster};
pub use slug::{free_slug, slug};
pub use title::{About, Credit, Picture, PictureRole, Title};
pub use words::Words;
