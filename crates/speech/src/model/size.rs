use super::weights::Weights;
use crate::SpeechError;

/// How large a Whisper model is. Every number was held against the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Bands of the spectrum: 80, or 128 in newer large models.
    pub mels: usize,
    pub width: usize,
    /// Positions that the encoder gives for 30 seconds.
    pub positions: usize,
    pub layers: usize,
    pub heads: usize,
    /// Tokens that the decoder sees at once.
    pub text_positions: usize,
    pub text_layers: usize,
    pub text_heads: usize,
    pub vocabulary: usize,
}

/// Far above the largest model there is (32 layers, 1,280 wide).
const MOST_LAYERS: usize = 128;
const MOST_WIDTH: usize = 8_192;
const MOST_WORDS: usize = 1 << 20;

impl Size {
    /// Refuses what no Whisper model is, before anything is built of it.
    pub(super) fn checked(self, weights: &Weights) -> Result<Self, SpeechError> {
        let wrong = |what: &str, value: usize| {
            Err(weights.wrong(format!(
                "has {value} {what}; this is no Whisper model that is known here"
            )))
        };
        if ![80, 128].contains(&self.mels) {
            return wrong("bands of the spectrum", self.mels);
        }
        if self.positions != 1_500 {
            return wrong("positions of sound", self.positions);
        }
        if !(1..=MOST_WIDTH).contains(&self.width) {
            return wrong("numbers to a position", self.width);
        }
        for layers in [self.layers, self.text_layers] {
            if !(1..=MOST_LAYERS).contains(&layers) {
                return wrong("layers", layers);
            }
        }
        for heads in [self.heads, self.text_heads] {
            if heads == 0 || !self.width.is_multiple_of(heads) {
                return wrong("heads of attention", heads);
            }
        }
        // Half of the positions are what is said in 30 seconds; the rest comes before it.
        if !(16..=65_536).contains(&self.text_positions) {
            return wrong("positions of text", self.text_positions);
        }
        if !(1..=MOST_WORDS).contains(&self.vocabulary) {
            return wrong("tokens", self.vocabulary);
        }
        Ok(self)
    }
}
