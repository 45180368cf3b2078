//! Backups of a house, in a folder of their own that may lie on another disk or machine:
//!
//! ```text
//! marquee-backup.json              whose backups these are, and the form of this folder
//! generations/000007/              one moment of the house, renamed into place when all of it is on the disk
//!     catalogue.sqlite             the catalogue of that moment; SQLite whatever the house keeps it in
//!     marquee.toml                 the configuration
//!     manifest.json                what belongs to the generation, with digests
//!     manifest.blake3              the manifest's own digest
//! objects/aa/bb/DIGEST             what the generations name, each object once
//! lock
//! ```
//!
//! A generation is there as a whole or not at all: objects come first, the manifest last, then one rename. Whatever
//! ends a backup half-way leaves the generations as they were, and the objects that were copied are not copied again.

mod folder;
mod manifest;
mod prune;
mod restore;
mod take;
#[cfg(test)]
mod tests;

pub use folder::{BackupFolder, BackupKey, Generation};
pub use manifest::{FileRecord, Manifest, ObjectRecord};
pub use restore::Restored;
pub use take::{Hearer, Taken, ToKeep};
