//! Releases: what the audience knows (titles), what opens when (releases), and who may have which bytes (the gate).

mod gate;
mod opening;
mod title;

pub use gate::{Admission, Gate, GateTable, Refusal, ReleasedTitle, Viewer};
pub use opening::Release;
pub use title::{Credit, Picture, PictureRole, Title};
