//! The pass over a tape: its picture is looked at in pieces, its sound heard whole, and from both is told what is on it.
//! What is said is listened for in pieces of the sound. Apart from it, what is written there is read.

mod analyse_asset;
mod compare_tapes;
mod file_letters;
mod file_words;
mod hear_sound;
mod hear_words;
mod kept;
mod look_over;
mod missing;
mod read_letters;

pub use analyse_asset::{AnalyseAsset, TapePicture, TapeSound};
pub use compare_tapes::CompareTapes;
pub use file_letters::FileLetters;
pub use file_words::FileWords;
pub use hear_sound::HearSound;
pub use hear_words::HearWords;
pub use look_over::LookOver;
pub use read_letters::ReadLetters;
