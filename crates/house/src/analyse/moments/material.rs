use super::super::sound::Curve;
use super::super::{Analysis, Line, NearDuplicate};
use super::MomentMark;
use crate::archive::AssetKind;

/// All that moments are found in. What comes from elsewhere is handed in as plain values.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    pub analysis: &'a Analysis,
    /// What is said, by time; empty when nobody knows. A line without times of its own spans the whole tape.
    pub lines: &'a [Line],
    pub kind: AssetKind,
    /// Where the same pictures are on other tapes.
    pub duplicates: &'a [NearDuplicate],
    pub audience: Option<&'a Audience>,
    pub marks: &'a [MomentMark],
}

/// Where people replay and react, with nothing that names one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// How many different viewers the curve is made of.
    pub viewers: u32,
    /// Plays and reactions of each piece of time, in any unit.
    pub replays: Curve,
}

impl Audience {
    /// Fewer viewers than these prove nothing, and might be known by what they did.
    pub const FEWEST: u32 = 50;
}
