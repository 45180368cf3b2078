//! The pass over a tape: its picture is looked at in pieces, its sound heard whole, and from both is told what is on it.

mod analyse_asset;
mod compare_tapes;
mod hear_sound;
mod kept;
mod look_over;
mod missing;

pub use analyse_asset::{AnalyseAsset, TapePicture, TapeSound};
pub use compare_tapes::CompareTapes;
pub use hear_sound::HearSound;
pub use look_over::LookOver;
