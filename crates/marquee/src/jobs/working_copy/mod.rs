//! A small copy of a tape that every browser plays: its picture in pieces ([`super::encode_piece::EncodePiece`]), its sound
//! whole, and both in one file.

mod copy_sound;
mod file_working_copy;

pub use copy_sound::CopySound;
pub use file_working_copy::FileWorkingCopy;
