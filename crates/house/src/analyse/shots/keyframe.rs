use crate::analyse::look::Look;

/// The frame that stands for a shot, chosen while its frames go by.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    best: Option<(Merit, u64)>,
}

/// Compared from the first part on: a frame in a transition, or of one colour, is taken only when there is no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Merit {
    pure: bool,
    /// Something is to be seen: neither black nor a single colour.
    shows: bool,
    sharp: u32,
}

/// Spread of luma, in 256ths of a level, under which a picture is one colour.
const ONE_COLOUR: u16 = 4 * 256;
/// Mean luma, in 256ths, under which a picture is too dark to tell anything.
const DARK: u16 = 24 * 256;

impl Choice {
    /// `pure`: the frame is not in a transition.
    pub(super) fn consider(&mut self, number: u64, pure: bool, look: &Look) {
        let merit = Merit {
            pure,
            shows: look.luma_spread >= ONE_COLOUR && look.luma_mean >= DARK,
            // Motion blurs; what moves at 5 % of the width in a frame counts half.
            sharp: u32::from(look.sharpness) * 256 / (256 + u32::from(look.motion) * 256 / 500),
        };
        // A later frame must be sharper by a sixteenth, so that grain does not choose.
        let better = self.best.is_none_or(|(best, _)| {
            (merit.pure, merit.shows) > (best.pure, best.shows)
                || ((merit.pure, merit.shows) == (best.pure, best.shows)
                    && merit.sharp > best.sharp + best.sharp / 16)
        });
        if better {
            self.best = Some((merit, number));
        }
    }

    pub(super) fn frame(&self) -> Option<u64> {
        self.best.map(|(_, number)| number)
    }
}
