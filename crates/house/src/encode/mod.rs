//! Encoding: which renditions a master gets, in which pieces they are made, and what came out.

mod plan;
mod rendition;
mod step;

pub use plan::{Ladder, PicturePlan, Piece, SoundPlan};
pub use rendition::{Codec, Rendition, Stage, Track};
pub use step::StepKey;
