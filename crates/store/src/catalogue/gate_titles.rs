use std::collections::BTreeSet;

use house::Digest;
use house::release::ReleasedTitle;

use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    /// What the gate answers from: every title that has a release, drafted and withdrawn ones too (the gate decides),
    /// with the checked renditions of the master that the release names.
    pub async fn gate_titles(&self) -> Result<Vec<ReleasedTitle>, StoreError> {
        Err(unfinished())
    }

    /// Every vault object that a record needs: assets, subtitle files of masters, renditions, pictures, and outputs
    /// of finished jobs that unfinished ones wait for.
    pub async fn needed_objects(&self) -> Result<BTreeSet<Digest>, StoreError> {
        Err(unfinished())
    }
}
