use std::sync::Arc;

use house::Clock;
use house::release::Gate;
use store::{Catalogue, Dock, KeyRing, ViewersDoor};

use crate::{Observatory, Postman, SiteSettings, Workroom};

/// What the program hands to the site. Cheap to clone.
#[derive(Clone)]
pub struct SiteState {
    /// Every viewer's page and every byte of media is answered through it; whoever runs the site puts a new table in
    /// whenever the catalogue changes.
    pub gate: Arc<Gate>,
    /// The only way to the vault's bytes.
    pub door: Arc<ViewersDoor>,
    /// What sealed films are opened with.
    pub keys: Arc<KeyRing>,
    /// Read on the team's pages only.
    pub catalogue: Catalogue,
    /// Where uploads lie until they are taken in.
    pub dock: Dock,
    pub clock: Arc<dyn Clock>,
    pub settings: Arc<SiteSettings>,
    /// Whoever does what needs the engine or takes long.
    pub workroom: Arc<dyn Workroom>,
    /// Takes the house's letters.
    pub postman: Arc<dyn Postman>,
    /// Counts what is answered and what players report.
    pub observatory: Arc<Observatory>,
}
