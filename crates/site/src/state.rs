use std::sync::Arc;

use house::Clock;
use house::release::Gate;

use crate::SiteSettings;

/// What the handlers are given. Cheap to clone.
#[derive(Clone)]
pub struct SiteState {
    /// Every viewer's page and every byte of media is answered through it.
    pub gate: Arc<Gate>,
    pub clock: Arc<dyn Clock>,
    pub settings: Arc<SiteSettings>,
}
