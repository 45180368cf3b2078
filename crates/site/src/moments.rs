use house::analyse::Analysis;
use house::analyse::moments::Moment;
use house::archive::Asset;
use house::id::AssetId;
use store::StoreError;

use crate::media::still_address;
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
    let known = site.catalogue.known_of(&asset.id).await?;
    let marks = site.catalogue.moment_marks(&asset.id).await?;
    Ok(known.moments(analysis, asset.kind, &marks, how_many))
}

/// Where the small picture is that shows a moment; `None` without a picture.
pub(crate) fn still_of(asset: &AssetId, analysis: &Analysis, moment: &Moment) -> Option<String> {
    let picture = analysis.picture.as_ref()?;
    let still = picture.still_at(moment.still?)?;
    Some(still_address(asset, still.frame))
}
