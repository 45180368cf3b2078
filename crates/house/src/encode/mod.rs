//! Encoding: which renditions a master gets, in which pieces they are made, and what came out.

mod estimate;
mod ladder;
mod lines;
mod plan;
mod rendition;
mod step;

pub use estimate::{Estimate, estimate, size_text};
pub use ladder::{ladder_for, working_ladder};
pub use lines::{Line, LineChange, Overtaken, apply};
pub use plan::{Effort, Ladder, PicturePlan, Piece, SoundPlan};
pub use rendition::{Codec, Rendition, Stage, Track};
pub use step::StepKey;
