use serde::{Deserialize, Serialize};

use super::{Country, Material, Part, Scene, Shape, ShownMoments};
use crate::id::{AssetId, PictureKey, TitleId};
use crate::{Digest, Instant};

/// What the audience knows: the film's name and what its page says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Title {
    pub id: TitleId,
    /// Last part of the page's address; made from the name, unique in the house, kept when the name changes.
    pub slug: String,
    pub name: String,
    /// One line under the name.
    pub tagline: Option<String>,
    pub synopsis: Option<String>,
    pub credits: Vec<Credit>,
    /// Year or EDTF date of the film.
    pub year: Option<String>,
    /// "CC BY 3.0", with its address where there is one.
    pub licence: Option<String>,
    pub licence_url: Option<String>,
    /// The line that a licence asks to be shown, and where it points to.
    pub attribution: Option<String>,
    pub source_url: Option<String>,
    #[serde(default)]
    pub about: About,
    #[serde(default)]
    pub shape: Shape,
    /// What it is part of; `None` for a title that stands by itself.
    #[serde(default)]
    pub part: Option<Part>,
    #[serde(default)]
    pub material: Material,
    pub pictures: Vec<Picture>,
    /// `None` until an editor puts them on the page.
    #[serde(default)]
    pub moments: Option<ShownMoments>,
    /// `#rrggbb` from the title's own still, clamped to contrast on the dark ground.
    pub accent: Option<String>,
    pub made: Instant,
}

impl Title {
    /// A title of which nothing but its name is said yet.
    pub fn new(id: TitleId, slug: String, name: String, made: Instant) -> Self {
        Self {
            id,
            slug,
            name,
            tagline: None,
            synopsis: None,
            credits: Vec::new(),
            year: None,
            licence: None,
            licence_url: None,
            attribution: None,
            source_url: None,
            about: About::default(),
            shape: Shape::default(),
            part: None,
            material: Material::default(),
            pictures: Vec::new(),
            moments: None,
            accent: None,
            made,
        }
    }
}

/// What else a page says about a film.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Day or year of the first showing, in EDTF.
    pub first_shown: Option<String>,
    /// Languages that are spoken in it, as BCP 47 tags.
    pub languages: Vec<String>,
    /// What somebody may want to know before watching: "Flashing lights".
    pub advisories: Vec<String>,
    pub tags: Vec<String>,
    /// The years that it tells of, in EDTF: "1969/1974".
    pub era: Option<String>,
    /// What this cut is called where there are several: "Theatrical cut".
    pub edition: Option<String>,
    /// Where it may be shown; empty is everywhere. New releases begin with it.
    pub territories: Vec<Country>,
    /// Scenes of its film, in their order.
    pub scenes: Vec<Scene>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// "Director", "Music".
    pub role: String,
    pub name: String,
}

/// A picture of a title in the vault (JPEG).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub key: PictureKey,
    pub role: PictureRole,
    pub digest: Digest,
    pub bytes: u64,
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureRole {
    Poster,
    /// A frame that somebody chose.
    Still,
    /// Shows one of the title's [`ShownMoments`].
    Moment,
    /// A page of a notebook in tiles, from the whole in one to every pixel: a tile is a range of the object's bytes.
    Page {
        /// What it was made of, by which the title names it.
        photo: AssetId,
        tiles: Tiling,
    },
    /// A sheet of stills for the seek bar: `columns` x `rows` tiles, the first showing `first_ms`, one every `every_ms`.
    SeekSheet {
        number: u32,
        columns: u32,
        rows: u32,
        tile_width: u32,
        tile_height: u32,
        first_ms: i64,
        every_ms: i64,
        tiles: u32,
    },
}

/// How a large picture lies in an object: levels from the smallest to the picture's own size, each half as large again
/// as the next, cut into squares row by row (filled up where the picture ends, but for one that holds the whole), one JPEG after another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tiling {
    /// Pixels on a tile's side.
    pub side: u32,
    pub levels: u32,
    /// Where each tile ends in the object, level by level.
    pub ends: Vec<u64>,
}

impl Tiling {
    /// Width and height of a level of a picture of this size; `None` beyond the last.
    pub fn size_of(&self, level: u32, width: u32, height: u32) -> Option<(u32, u32)> {
        let halvings = self.levels.checked_sub(level + 1)?;
        let halved = |side: u32| {
            let pixels = u64::from(side).div_ceil(1_u64.checked_shl(halvings).unwrap_or(u64::MAX));
            u32::try_from(pixels.max(1)).unwrap_or(u32::MAX)
        };
        Some((halved(width), halved(height)))
    }

    /// How many levels a picture needs until one tile holds the whole of it.
    pub fn levels_for(side: u32, width: u32, height: u32) -> u32 {
        let longer = width.max(height).max(1);
        (0..32)
            .find(|&halvings| u64::from(longer) <= u64::from(side.max(1)) << halvings)
            .map_or(32, |halvings| halvings + 1)
    }

    /// Columns and rows of a level.
    pub fn grid(&self, level: u32, width: u32, height: u32) -> Option<(u32, u32)> {
        let (width, height) = self.size_of(level, width, height)?;
        let side = self.side.max(1);
        Some((width.div_ceil(side), height.div_ceil(side)))
    }

    /// The bytes of a tile of a picture of this size.
    pub fn range(
        &self,
        level: u32,
        column: u32,
        row: u32,
        (width, height): (u32, u32),
    ) -> Option<std::ops::Range<u64>> {
        let (columns, rows) = self.grid(level, width, height)?;
        if column >= columns || row >= rows {
            return None;
        }
        let mut at = 0_usize;
        for below in 0..level {
            let (columns, rows) = self.grid(below, width, height)?;
            at += usize::try_from(u64::from(columns) * u64::from(rows)).ok()?;
        }
        at += usize::try_from(u64::from(row) * u64::from(columns) + u64::from(column)).ok()?;
        let end = *self.ends.get(at)?;
        let start = match at {
            0 => 0,
            at => *self.ends.get(at - 1)?,
        };
        (start < end).then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_halved_until_one_tile_holds_it() {
        assert_eq!(Tiling::levels_for(512, 512, 300), 1);
        assert_eq!(Tiling::levels_for(512, 513, 300), 2);
        assert_eq!(Tiling::levels_for(512, 4_000, 3_000), 4);
        let tiling = Tiling {
            side: 512,
            levels: 2,
            ends: vec![10, 30, 60, 100, 150],
        };
        assert_eq!(tiling.size_of(0, 1_000, 601), Some((500, 301)));
        assert_eq!(tiling.grid(1, 1_000, 601), Some((2, 2)));
        assert_eq!(tiling.range(0, 0, 0, (1_000, 601)), Some(0..10));
        assert_eq!(tiling.range(1, 1, 1, (1_000, 601)), Some(100..150));
        assert_eq!(tiling.range(1, 2, 0, (1_000, 601)), None);
        assert_eq!(tiling.range(2, 0, 0, (1_000, 601)), None);
    }
}
