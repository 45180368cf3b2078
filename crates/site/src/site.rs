use std::ops::Deref;

use crate::SiteState;
use crate::limits::Limits;
use crate::media::{AllowedOrigins, TapeShelf, TextShelf};
use crate::night::Halls;
use crate::pages::{Frame, SpokenShelf};
use crate::statics::Statics;
use crate::studio::Presence;
use crate::team::{Passwords, Sessions};

/// The state that handlers see: what the program handed over, and what the site keeps for itself.
pub(crate) struct Site {
    state: SiteState,
    pub(crate) statics: Statics,
    pub(crate) presence: Presence,
    pub(crate) texts: TextShelf,
    pub(crate) tapes: TapeShelf,
    pub(crate) spoken: SpokenShelf,
    pub(crate) sessions: Sessions,
    pub(crate) passwords: Passwords,
    /// Names this run of the program.
    pub(crate) process: String,
    pub(crate) allowed_origins: AllowedOrigins,
    pub(crate) limits: Limits,
    pub(crate) halls: Halls,
}

impl Site {
    pub(crate) fn new(state: SiteState) -> Self {
        Self {
            statics: Statics::load(),
            presence: Presence::default(),
            halls: Halls::default(),
            texts: TextShelf::default(),
            tapes: TapeShelf::default(),
            spoken: SpokenShelf::default(),
            sessions: Sessions::default(),
            passwords: Passwords::default(),
            process: house::id::SessionId::random().to_string(),
            allowed_origins: AllowedOrigins::of(&state.settings.allowed_origins),
            limits: Limits::new(&state.settings.rates, &state.clock),
            state,
        }
    }

    pub(crate) fn frame(&self) -> Frame<'_> {
        Frame {
            house: &self.state.settings.house_name,
            address: &self.state.settings.address,
            look: &self.statics.look,
        }
    }
}

impl Deref for Site {
    type Target = SiteState;

    fn deref(&self) -> &SiteState {
        &self.state
    }
}
