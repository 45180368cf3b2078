//! Keeping the house: looking its vault over, bringing it back from a backup, trying whether that would work,
//! and titles that leave for another house or come from one.

mod checks;
pub mod drill;
pub mod export;
mod exported;
pub mod fsck;
pub mod import;
pub mod restore;
