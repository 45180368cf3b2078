use house::release::{PictureRole, Title};

use crate::media::tile_address;

/// A page of a notebook: small in the row, large in the viewer.
pub(crate) struct Leaf<'a> {
    pub(crate) caption: Option<&'a str>,
    /// Its address in tiles, without the tile.
    pub(crate) tiles: String,
    /// The whole of it in one tile.
    pub(crate) small: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) small_width: u32,
    pub(crate) small_height: u32,
    pub(crate) side: u32,
    pub(crate) levels: u32,
}

/// The pages that are cut already, in the title's order.
pub(crate) fn leaves(title: &Title) -> Vec<Leaf<'_>> {
    let mut leaves = Vec::new();
    for page in &title.material.pages {
        for picture in &title.pictures {
            let PictureRole::Page { photo, tiles } = &picture.role else {
                continue;
            };
            if *photo != page.photo {
                continue;
            }
            let Some((small_width, small_height)) = tiles.size_of(0, picture.width, picture.height) else {
                continue;
            };
            leaves.push(Leaf {
                caption: page.caption.as_deref(),
                tiles: format!("/page/{}", picture.key),
                small: tile_address(&picture.key, 0, 0, 0),
                width: picture.width,
                height: picture.height,
                small_width,
                small_height,
                side: tiles.side,
                levels: tiles.levels,
            });
        }
    }
    leaves
}
