//! Finding the moments of a tape, from what is known of it.

use house::analyse::moments::{Material, Moment, MomentMark, find_moments, still_for};
use house::analyse::{Analysis, Line, NearDuplicate, Span};
use house::archive::Asset;
use media::time::FrameNo;

use super::analysis_of;
use crate::open_house::OpenHouse;

/// What is known of a tape.
pub struct TapeKnown {
    pub analysis: Analysis,
    lines: Vec<Line>,
    duplicates: Vec<NearDuplicate>,
}

impl TapeKnown {
    /// # Errors
    /// A sentence when it was not gone through yet.
    pub async fn of(house: &OpenHouse, asset: &Asset) -> anyhow::Result<Self> {
        let transcripts = house.catalogue.words(&asset.id).await?;
        Ok(Self {
            analysis: analysis_of(house, asset).await?,
            lines: transcripts
                .into_iter()
                .flat_map(|transcript| transcript.lines)
                .collect(),
            duplicates: house.catalogue.near_duplicates(&asset.id).await?,
        })
    }

    /// The best ones, with an editor's marks laid over them.
    pub fn moments(&self, asset: &Asset, marks: &[MomentMark], how_many: usize) -> Vec<Moment> {
        let material = Material {
            analysis: &self.analysis,
            lines: &self.lines,
            kind: asset.kind,
            duplicates: &self.duplicates,
            audience: None,
            marks,
        };
        find_moments(&material, how_many)
    }

    /// The frame that shows a stretch of the tape.
    pub fn still_for(&self, span: Span) -> Option<FrameNo> {
        still_for(self.analysis.picture.as_ref()?, span)
    }
}
