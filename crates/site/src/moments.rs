use house::analyse::moments::{Material, Moment, find_moments};
use house::analyse::{Analysis, Line};
use house::archive::Asset;
use store::StoreError;

use crate::site::Site;

/// The moments of a tape that are worth showing, best first, as the editors decided about them.
///
/// # Errors
/// When the catalogue cannot be read.
pub(crate) async fn moments_of(
    site: &Site,
    asset: &Asset,
    analysis: &Analysis,
    how_many: usize,
) -> Result<Vec<Moment>, StoreError> {
    let transcripts = site.catalogue.words(&asset.id).await?;
    let lines: Vec<Line> = transcripts
        .into_iter()
        .flat_map(|transcript| transcript.lines)
        .collect();
    let duplicates = site.catalogue.near_duplicates(&asset.id).await?;
    let marks = site.catalogue.moment_marks(&asset.id).await?;
    let material = Material {
        analysis,
        lines: &lines,
        kind: asset.kind,
        duplicates: &duplicates,
        audience: None,
        marks: &marks,
    };
    Ok(find_moments(&material, how_many))
}
