use std::sync::Arc;

use house::analyse::Analysis;
use house::analyse::moments::{EditorsDesk, Known, Moment, MomentMark};
use house::archive::Asset;
use house::id::AssetId;

use crate::media::still_address;
use crate::problem::Problem;
use crate::site::Site;

/// A tape as an editor of moments has it before them.
pub(crate) struct TapeDesk {
    pub(crate) asset: Asset,
    pub(crate) analysis: Arc<Analysis>,
    known: Known,
    pub(crate) marks: Vec<MomentMark>,
}

impl TapeDesk {
    /// # Errors
    /// When the catalogue cannot be read.
    pub(crate) async fn of(site: &Site, asset: &Asset, analysis: &Arc<Analysis>) -> Result<Self, Problem> {
        Ok(Self {
            known: site.catalogue.known_of(&asset.id).await?,
            marks: site.catalogue.moment_marks(&asset.id).await?,
            asset: asset.clone(),
            analysis: Arc::clone(analysis),
        })
    }

    pub(crate) fn desk(&self) -> EditorsDesk<'_> {
        EditorsDesk {
            analysis: &self.analysis,
            known: &self.known,
            kind: self.asset.kind,
            marks: &self.marks,
        }
    }
}

/// Where the small picture is that shows a moment; `None` without a picture.
pub(crate) fn still_of(asset: &AssetId, analysis: &Analysis, moment: &Moment) -> Option<String> {
    let picture = analysis.picture.as_ref()?;
    let still = picture.still_at(moment.still?)?;
    Some(still_address(asset, still.frame))
}
