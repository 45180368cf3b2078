use candle_core::{Module, Result, Tensor};
use candle_nn::{LayerNorm, Linear};

use super::attention::Attention;
use super::parts::{Looking, Parts, Side};
use crate::SpeechError;

/// A norm and the attention after it.
pub(super) struct Looks {
    pub(super) norm: LayerNorm,
    pub(super) attention: Attention,
}

impl Looks {
    pub(super) fn load(
        parts: &Parts<'_>,
        side: Side,
        layer: usize,
        looking: Looking,
    ) -> std::result::Result<Self, SpeechError> {
        let heads = match side {
            Side::Encoder => parts.size.heads,
            Side::Decoder => parts.size.text_heads,
        };
        let (norm, four) = parts.attention(side, layer, looking)?;
        Ok(Self {
            norm,
            attention: Attention::new(four, heads),
        })
    }
}

/// The two layers at the end of a block.
pub(super) struct Layers {
    norm: LayerNorm,
    first: Linear,
    second: Linear,
}

impl Layers {
    pub(super) fn load(
        parts: &Parts<'_>,
        side: Side,
        layer: usize,
    ) -> std::result::Result<Self, SpeechError> {
        let (norm, first, second) = parts.layers(side, layer)?;
        Ok(Self { norm, first, second })
    }

    /// `x` and what they make of it.
    pub(super) fn add_to(&self, x: &Tensor) -> Result<Tensor> {
        let inner = self.first.forward(&self.norm.forward(x)?)?.gelu_erf()?;
        x + self.second.forward(&inner)?
    }
}
