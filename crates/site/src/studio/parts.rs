use house::release::{PartKind, Title};

use super::Standing;
use crate::site::Site;

/// A part as its title's desk lists it.
pub(super) struct PartLine {
    pub(super) id: String,
    pub(super) name: String,
    /// "season 1, episode 2"
    pub(super) kind: String,
    pub(super) standing: Standing,
    /// An album, a notebook: it is open with what it goes with.
    pub(super) has_film: bool,
}

pub(super) async fn lines(site: &Site, title: &Title) -> Result<Vec<PartLine>, store::StoreError> {
    let mut lines = Vec::new();
    for part in site.catalogue.parts_of(&title.id).await? {
        let Some(kind) = part.part.as_ref().map(|part| part.kind) else {
            continue;
        };
        let release = site.catalogue.release_of(&part.id).await?;
        lines.push(PartLine {
            id: part.id.to_string(),
            name: part.name,
            kind: PartKind::to_string(&kind),
            standing: Standing::of(release.as_ref(), site.clock.now()),
            has_film: kind.has_film(),
        });
    }
    Ok(lines)
}
