//! The master: what all encodes read. A finished film is its own master, by reference, with a conform sheet that
//! says how it is read, and so is a song; picture and sound are altered only when asked.

mod alone;
mod conform;
#[cfg(test)]
pub(crate) mod conform_tests;
mod grid;
mod picture;
mod shape;
mod sheet;
mod sounds;
mod span;
mod texts;

pub use conform::{ConformOptions, Limits, conform};
pub use sheet::{
    ConformSheet, Master, PictureConform, Reel, SoundConform, SoundReel, TextConform, TextSource,
};
pub use sounds::sought_from;
