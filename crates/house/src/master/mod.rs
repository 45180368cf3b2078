//! The master: what all encodes read. A finished film is its own master, by reference, with a conform sheet that
//! says how it is read; picture and sound are altered only when asked.

mod sheet;

pub use sheet::{ConformSheet, Master, PictureConform, SoundConform, TextConform, TextSource};
