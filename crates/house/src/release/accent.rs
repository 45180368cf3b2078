//! The one colour that a title brings along, from its own still, clamped so that it can be read on the dark ground.
//!
//! Luminance and contrast follow WCAG 2.2 (relative luminance, contrast ratio).

/// The ground of every viewer's page.
pub const GROUND: [u8; 3] = [0x0e, 0x0c, 0x0b];

/// Contrast that even small letters may have to show (WCAG 2.2, 1.4.3 AA).
const LEAST_CONTRAST: f64 = 4.5;

/// `#rrggbb`: the given colour, or the nearest lighter one of its hue that can be read on the ground.
pub fn accent(colour: [u8; 3]) -> String {
    let lightened = (0..=100_u16).map(|step| towards_white(colour, step));
    let clear = lightened
        .into_iter()
        .find(|candidate| contrast(*candidate, GROUND) >= LEAST_CONTRAST);
    let [red, green, blue] = clear.unwrap_or([0xff; 3]);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The hue that a still is remembered by: the mean of its most common strong colour. `None` when the still is grey.
pub fn hue_of(pixels: impl IntoIterator<Item = [u8; 3]>) -> Option<[u8; 3]> {
    #[derive(Clone, Copy, Default)]
    struct Bin {
        weight: u64,
        sum: [u64; 3],
    }
    let mut bins = [Bin::default(); 24];
    let (mut strong, mut all) = (0_u64, 0_u64);
    for pixel in pixels {
        all += 1;
        let chroma = u64::from(spread(pixel));
        if chroma < 40 {
            continue;
        }
        strong += 1;
        if let Some(bin) = bins.get_mut(hue_bin(pixel)) {
            bin.weight += chroma;
            for (sum, channel) in bin.sum.iter_mut().zip(pixel) {
                *sum += u64::from(channel) * chroma;
            }
        }
    }
    if strong * 50 < all.max(1) {
        return None;
    }
    let heaviest = bins
        .into_iter()
        .max_by_key(|bin| bin.weight)
        .filter(|bin| bin.weight > 0)?;
    Some(
        heaviest
            .sum
            .map(|sum| u8::try_from(sum / heaviest.weight).unwrap_or(u8::MAX)),
    )
}

fn spread([red, green, blue]: [u8; 3]) -> u8 {
    red.max(green).max(blue) - red.min(green).min(blue)
}

/// One of 24 steps around the circle of hues.
fn hue_bin(pixel: [u8; 3]) -> usize {
    let [red, green, blue] = pixel.map(i32::from);
    let chroma = i32::from(spread(pixel)).max(1);
    let sixth_times_four = if red >= green && red >= blue {
        (green - blue) * 4 / chroma
    } else if green >= blue {
        8 + (blue - red) * 4 / chroma
    } else {
        16 + (red - green) * 4 / chroma
    };
    usize::try_from(sixth_times_four.rem_euclid(24)).unwrap_or(0)
}

fn towards_white(colour: [u8; 3], percent: u16) -> [u8; 3] {
    colour.map(|channel| {
        let channel = u16::from(channel);
        u8::try_from(channel + (255 - channel) * percent / 100).unwrap_or(u8::MAX)
    })
}

/// WCAG contrast ratio, 1 to 21.
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
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
    fn a_still_is_remembered_by_its_strong_colour() {
        let sky = std::iter::repeat_n([40, 90, 200], 300);
        let sand = std::iter::repeat_n([128, 124, 120], 700);
        assert_eq!(hue_of(sky.chain(sand)), Some([40, 90, 200]));
        assert_eq!(hue_of(std::iter::repeat_n([90, 90, 92], 100)), None);
        assert_eq!(hue_of([]), None);
    }

    proptest! {
        #[test]
        fn every_accent_can_be_read(colour: [u8; 3]) {
            let text = accent(colour);
            let channel = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
            prop_assert!(contrast([channel(1), channel(3), channel(5)], GROUND) >= LEAST_CONTRAST);
        }

        #[test]
        fn any_pixels_have_a_hue_or_none(pixels: Vec<[u8; 3]>) {
            let _ = hue_of(pixels);
        }
    }
}
