use super::super::{Analysis, Line, NearDuplicate};
use super::{Audience, Material, Moment, MomentMark, find_moments};
use crate::archive::AssetKind;

/// What is known of a tape besides its analysis.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// What is said, as corrected.
    pub lines: Vec<Line>,
    /// Where the same pictures are on other tapes.
    pub duplicates: Vec<NearDuplicate>,
    /// Where people replay and react; `None` while too few have seen it.
    pub audience: Option<Audience>,
}

impl Known {
    /// The best moments, with an editor's marks laid over them.
    pub fn moments(
        &self,
        analysis: &Analysis,
        kind: AssetKind,
        marks: &[MomentMark],
        how_many: usize,
    ) -> Vec<Moment> {
        let material = Material {
            analysis,
            lines: &self.lines,
            kind,
            duplicates: &self.duplicates,
            audience: self.audience.as_ref(),
            marks,
        };
        find_moments(&material, how_many)
    }
}
