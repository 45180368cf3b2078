//! Finding the moments of a tape, from what is known of it.

use house::analyse::moments::{Known, Moment, MomentMark, still_for};
use house::analyse::{Analysis, Span};
use house::archive::Asset;
use media::time::FrameNo;

use super::analysis_of;
use crate::open_house::OpenHouse;

/// What is known of a tape.
pub struct TapeKnown {
    pub analysis: Analysis,
    known: Known,
}

impl TapeKnown {
    /// # Errors
    /// A sentence when it was not gone through yet.
    pub async fn of(house: &OpenHouse, asset: &Asset) -> anyhow::Result<Self> {
        Ok(Self {
            analysis: analysis_of(house, asset).await?,
            known: house.catalogue.known_of(&asset.id).await?,
        })
    }

    /// The best ones, with an editor's marks laid over them.
    pub fn moments(&self, asset: &Asset, marks: &[MomentMark], how_many: usize) -> Vec<Moment> {
        self.known.moments(&self.analysis, asset.kind, marks, how_many)
    }

    /// The frame that shows a stretch of the tape.
    pub fn still_for(&self, span: Span) -> Option<FrameNo> {
        still_for(self.analysis.picture.as_ref()?, span)
    }
}
