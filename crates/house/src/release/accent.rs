//! The one colour that a title brings along, from its own still, clamped so that it can be read on the dark ground.
//!
//! Luminance and contrast follow WCAG 2.2 (relative luminance, contrast ratio).

/// The ground of every viewer's page.
const GROUND: [u8; 3] = [0x0e, 0x0c, 0x0b];

/// Contrast that even small letters may have to show (WCAG 2.2, 1.4.3 AA).
const LEAST_CONTRAST: f64 = 4.5;

/// A mean of a whole still is always duller than what an eye remembers of it; so much colour it gets back.
const STRONG: i32 = 110;
/// Below this a still is grey, and colour would be invented.
const GREY: i32 = 12;

/// `#rrggbb` from a still's mean colour: its hue made strong, then as light as the ground asks for. Grey stays grey.
pub fn accent(mean: [u8; 3]) -> String {
    let strong = strengthened(mean);
    let lightened = (0..=100_u16).map(|step| towards_white(strong, step));
    let clear = lightened
        .into_iter()
        .find(|candidate| contrast(*candidate, GROUND) >= LEAST_CONTRAST);
    let [red, green, blue] = clear.unwrap_or([0xff; 3]);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The same hue with its channels further apart, unless they are far apart already or not at all.
fn strengthened(colour: [u8; 3]) -> [u8; 3] {
    let [red, green, blue] = colour.map(i32::from);
    let (low, high) = (red.min(green).min(blue), red.max(green).max(blue));
    let spread = high - low;
    if !(GREY..STRONG).contains(&spread) {
        return colour;
    }
    // The darkest channel gives two thirds of what is missing, as far as it can; the brightest gains the rest.
    let bottom = (low - (STRONG - spread) * 2 / 3).max(0);
    let top = (bottom + STRONG).min(255);
    [red, green, blue].map(|channel| {
        let moved = bottom + (channel - low) * (top - bottom) / spread;
        u8::try_from(moved).unwrap_or(u8::MAX)
    })
}

fn towards_white(colour: [u8; 3], percent: u16) -> [u8; 3] {
    colour.map(|channel| {
        let channel = u16::from(channel);
        u8::try_from(channel + (255 - channel) * percent / 100).unwrap_or(u8::MAX)
    })
}

/// WCAG contrast ratio, 1 to 21.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_light_colour_stays_and_a_dark_one_is_lightened() {
        assert_eq!(accent([0xff, 0xb5, 0x47]), "#ffb547");
        assert_eq!(accent([0, 0, 0]), "#7a7a7a");
        assert_ne!(accent([0x9c, 0x2a, 0x22]), "#9c2a22");
    }

    #[test]
    fn a_dull_mean_gets_its_hue_back_and_grey_stays_grey() {
        let strong = strengthened([120, 100, 90]);
        assert!(strong[0] > strong[1] && strong[1] > strong[2], "{strong:?}");
        assert!(strong[0] - strong[2] >= 100, "{strong:?}");
        assert_eq!(strengthened([90, 92, 94]), [90, 92, 94]);
        assert_eq!(strengthened([200, 40, 30]), [200, 40, 30]);
    }

    proptest! {
        #[test]
        fn every_accent_can_be_read(colour: [u8; 3]) {
            let text = accent(colour);
            let channel = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
            prop_assert!(contrast([channel(1), channel(3), channel(5)], GROUND) >= LEAST_CONTRAST);
        }
    }
}
