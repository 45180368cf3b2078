//! Bags: folders that say themselves what belongs in them (BagIt 1.0, RFC 8493). What leaves a house travels in one,
//! and any archive's tools can look it over.

mod path;
mod read;
mod sums;
#[cfg(test)]
mod tests;
mod write;

pub use read::Bag;
pub use write::BagWriter;

/// RFC 8493, 2.1.1.
const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const DECLARED_IN: &str = "bagit.txt";
const INFO: &str = "bag-info.txt";
const PAYLOAD: &str = "data/";
