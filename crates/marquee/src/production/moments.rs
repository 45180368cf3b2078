//! Finding the moments of a tape, from what is known of it.

use house::analyse::moments::{EditorsDesk, Known, MomentMark, still_for};
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

    /// Where an editor finds its moments, and decides about them.
    pub fn desk<'a>(&'a self, asset: &Asset, marks: &'a [MomentMark]) -> EditorsDesk<'a> {
        EditorsDesk {
            analysis: &self.analysis,
            known: &self.known,
            kind: asset.kind,
            marks,
        }
    }

    /// The frame that shows a stretch of the tape.
    pub fn still_for(&self, span: Span) -> Option<FrameNo> {
        still_for(self.analysis.picture.as_ref()?, span)
    }
}
