//! Which still becomes the poster: never black, never white, and the one with most to see.

/// A still that could be the poster, as measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillMeasure {
    /// Mean luma, 0 (black) to 255 (white).
    pub luma: u8,
    /// Standard deviation of luma, 0 (one tone) to 127.
    pub contrast: u8,
    /// How much there is to see: mean step between neighbouring pixels, in hundredths of a luma step.
    pub detail: u32,
}

/// Darker than this is black to an eye on a page.
const BLACK: u8 = 16;
const DARK: u8 = 32;
const GLARING: u8 = 224;
/// A picture of one tone, a fade or a title card's ground, says nothing.
const EVEN: u8 = 8;

/// The index of the best still. Dark, glaring and even ones only when there is nothing else; black ones never: `None`
/// when all are black, and the page shows its sign without a picture.
pub fn choose_poster(stills: &[StillMeasure]) -> Option<usize> {
    let seen = stills.iter().enumerate().filter(|(_, still)| still.luma >= BLACK);
    // The earlier of two equals, so that the choice does not hang on chance.
    seen.max_by_key(|(at, still)| (is_clear(still), weight(still), std::cmp::Reverse(*at)))
        .map(|(at, _)| at)
}

fn is_clear(still: &StillMeasure) -> bool {
    (DARK..=GLARING).contains(&still.luma) && still.contrast >= EVEN
}

/// Detail counts most, contrast lifts it, and light near the middle is preferred.
fn weight(still: &StillMeasure) -> u64 {
    let light = 255 - u64::from(still.luma.abs_diff(112));
    u64::from(still.detail).saturating_add(1) * (32 + u64::from(still.contrast)) * light
}

#[cfg(test)]
mod tests {
    use super::*;

    fn still(luma: u8, contrast: u8, detail: u32) -> StillMeasure {
        StillMeasure {
            luma,
            contrast,
            detail,
        }
    }

    #[test]
    fn the_still_with_most_to_see_is_taken() {
        assert_eq!(
            choose_poster(&[still(100, 40, 200), still(110, 50, 600), still(240, 60, 900)]),
            Some(1)
        );
        assert_eq!(
            choose_poster(&[still(100, 40, 200), still(100, 40, 200)]),
            Some(0)
        );
    }

    #[test]
    fn a_poster_is_never_black() {
        assert_eq!(choose_poster(&[still(0, 0, 0), still(15, 90, 900)]), None);
        assert_eq!(choose_poster(&[still(3, 2, 5), still(20, 4, 9)]), Some(1));
        assert_eq!(choose_poster(&[]), None);
    }
}
