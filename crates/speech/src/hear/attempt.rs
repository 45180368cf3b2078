use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// What the network said to one window at one temperature.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attempt {
    /// Text and times, without the end.
    pub(super) tokens: Vec<u32>,
    /// Of the tokens, on average.
    pub(super) log_chance: f32,
    /// How likely it is that nobody speaks.
    pub(super) no_speech: f32,
    /// Times that the text gets shorter by compression.
    pub(super) repeats: f32,
}

/// Thresholds of Radford et al. 2022, sec. 4.5.
const LOOPS_ABOVE: f32 = 2.4;
const GUESSES_BELOW: f32 = -1.0;
const NOBODY_ABOVE: f32 = 0.6;

impl Attempt {
    /// Is nothing said in this window?
    pub(super) fn is_silence(&self) -> bool {
        self.no_speech > NOBODY_ABOVE && self.log_chance < GUESSES_BELOW
    }

    /// Does the text go round in circles, or is it hardly more than a guess?
    pub(super) fn is_doubtful(&self) -> bool {
        !self.is_silence() && (self.repeats > LOOPS_ABOVE || self.log_chance < GUESSES_BELOW)
    }
}

/// How many times longer a text is than its compressed form; text that repeats itself is much longer.
pub(super) fn repeats(text: &[u8]) -> f32 {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Into memory nothing fails.
    let compressed = encoder.write_all(text).and_then(|()| encoder.finish());
    let compressed = compressed.map_or(text.len(), |bytes| bytes.len());
    text.len() as f32 / compressed.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_goes_round_is_known() {
        let said = b"And so, my fellow Americans, ask not what your country can do for you.";
        assert!(repeats(said) < 1.4, "{}", repeats(said));
        assert!(repeats(&b"Thank you. ".repeat(20)) > LOOPS_ABOVE);
        assert_eq!(repeats(b""), 0.0);
    }

    #[test]
    fn silence_is_not_tried_again() {
        let attempt = |log_chance, no_speech, repeats| Attempt {
            tokens: vec![],
            log_chance,
            no_speech,
            repeats,
        };
        assert!(attempt(-1.2, 0.9, 1.0).is_silence() && !attempt(-1.2, 0.9, 9.0).is_doubtful());
        assert!(attempt(-1.2, 0.1, 1.0).is_doubtful() && attempt(-0.3, 0.9, 3.0).is_doubtful());
        assert!(!attempt(-0.3, 0.9, 1.5).is_doubtful() && !attempt(-0.3, 0.9, 1.5).is_silence());
    }
}
