//! Releases: what the audience knows (titles), what opens when (releases), and who may have which bytes (the gate).

mod accent;
mod announcement;
mod archive;
mod board;
mod check;
mod country;
mod gate;
#[cfg(test)]
mod gate_guest_tests;
#[cfg(test)]
mod gate_tests;
mod gate_tree;
mod opening;
mod part;
mod pass;
mod poster;
mod rule;
mod sealed;
pub mod sheet;
mod showing;
mod shown_moments;
mod slug;
mod title;
mod tree;
mod when;
mod words;

pub use accent::accent;
pub use announcement::Announcement;
pub use archive::ArchiveAdmission;
pub use board::{Board, BoardLine, Light, Night};
pub use check::{Finding, Report, Subject, label, may_release};
pub use country::Country;
pub use gate::{Admission, Former, Gate, GateTable, Refusal, ReleasedTitle, Viewer};
pub use opening::{Overruled, Plan, Release, State};
pub use part::{ChosenStill, ExtraKind, Material, NotebookPage, Part, PartKind, Scene, Shape, StillFrom};
pub use pass::{Pass, PassKind};
pub use poster::{StillMeasure, choose_poster};
pub use sealed::{Purpose, SealedCopy, needs_tls};
pub use showing::Showing;
pub use shown_moments::{ShownMoment, ShownMoments};
pub use slug::{free_slug, slug};
pub use title::{About, Credit, Picture, PictureRole, Tiling, Title};
pub use tree::{faults, shown_with};
pub use when::SaidInstant;
pub use words::Words;
