//! What is on the tapes: shots, sounds, words, faults, and the moments worth showing.
//!
//! Pictures and samples come in as values, in order; nothing here opens a file. All times are on the asset's own time
//! line, whose 0 is the first frame (without a picture the first sample).

mod analysed;
mod analysis;
pub mod ask;
pub mod export;
mod finding;
pub mod look;
pub mod moments;
pub mod picture;
mod prints;
mod shot;
pub mod shots;
pub mod sound;
mod span;
mod word;
pub mod words;

pub use analysed::{Analysed, NearDuplicate, Object};
pub use analysis::{Analysis, PictureAnalysis, Still};
pub use finding::{Finding, FindingKind};
pub use prints::{Alike, PRINT_STEP, PrintIndex, Prints};
pub use shot::{Shot, Transition};
pub use span::Span;
pub use word::{Line, Word};
