//! The sheet: one TOML text that describes a title with all its parts. It is read whole or not at all, with every mistake
//! at its line and column; compared with what is kept, it gives the list of changes; what is kept can be written as one.

mod archive;
mod compare;
mod keys;
mod mistake;
mod people;
mod read;
mod said;
#[cfg(test)]
mod tests;
mod write;

pub use archive::Archive;
pub use compare::{Act, Difference, Kept, Line, Step, difference};
pub use mistake::{Mistake, Mistakes};
pub use read::read;
pub use write::{export, write};

use super::{StillFrom, Title};
use crate::id::AssetId;

/// A sheet that was read: nothing in it is wrong by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The address by which the sheet finds its title.
    pub slug: String,
    pub title: Described,
    /// In the order in which a page shows them; each has its part's name and kind.
    pub parts: Vec<Described>,
}

impl Sheet {
    /// What is kept as a sheet would say it; films and stills stay as they are.
    pub fn of(kept: &Kept) -> Self {
        let described = |title: &Title| Described {
            texts: title.clone(),
            film: None,
            still: None,
            place: 0,
        };
        Self {
            slug: kept.title.slug.clone(),
            title: described(&kept.title),
            parts: kept.parts.iter().map(described).collect(),
        }
    }
}

/// A title or a part as a sheet describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// Its texts; id, address, pictures and the day it was made say nothing here, nor does the title that it is part of.
    pub texts: Title,
    /// `None`: whatever film it has stays.
    pub film: Option<AssetId>,
    /// `None`: whatever poster it has stays.
    pub still: Option<StillFrom>,
    /// Byte at which the text describes it, for mistakes that show only beside what is kept.
    pub place: usize,
}
