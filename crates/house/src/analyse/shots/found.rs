use media::time::FrameRate;

use super::area::Area;
use super::fades::{self, Fades};
use super::likeness::Products;
use super::{cuts, gradual};
use crate::analyse::Transition;
use crate::analyse::look::Look;

/// A transition; frames count from the first look of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The first frame of the shot that comes in, mixed or not.
    pub(super) first: usize,
    /// 0 for a cut.
    pub(super) frames: usize,
    pub(super) kind: Transition,
}

impl Found {
    pub(super) fn end(&self) -> usize {
        self.first + self.frames
    }
}

/// All transitions of a stretch of looks, in order and apart from each other. `begins`: the stretch is the film's first.
pub(super) fn transitions(looks: &[Look], rate: FrameRate, begins: bool) -> Vec<Found> {
    let area = Area::of(looks);
    let products = Products::of(looks, &area);
    let mut cuts = cuts::find(looks, &products, &area, rate);
    let Fades { found: fades, lit } = fades::find(looks, &cuts, &area, rate, begins);
    // The hard edges of a fade, if it has one, belong to it.
    cuts.retain(|cut| {
        !fades
            .iter()
            .any(|fade| fade.first <= cut.first && cut.first <= fade.end())
    });

    let mut barred: Vec<bool> = looks.iter().map(fades::is_plain).collect();
    let mut bar = |frame: usize| {
        if let Some(barred) = barred.get_mut(frame) {
            *barred = true;
        }
    };
    cuts.iter().for_each(|cut| bar(cut.first));
    let of_fades = fades.iter().map(|fade| fade.first..fade.end());
    of_fades.chain(lit).flatten().for_each(&mut bar);
    let dissolves = gradual::find(looks, &products, &area, &barred);

    let mut found = [cuts, fades, dissolves].concat();
    found.sort_by_key(|found| (found.first, found.frames));
    found.dedup_by(|later, before| later.first <= before.first || later.first < before.end());
    found
}
