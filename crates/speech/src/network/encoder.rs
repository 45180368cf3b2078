use candle_core::{Device, Module, Tensor};
use candle_nn::{Conv1d, Conv1dConfig, LayerNorm};

use super::block::{Layers, Looks};
use super::parts::{Looking, Parts, Side};
use crate::SpeechError;
use crate::hear::FRAMES;

/// Hears a window: from its spectrum to 1,500 positions.
pub(super) struct Encoder {
    first: Conv1d,
    second: Conv1d,
    positions: Tensor,
    blocks: Vec<(Looks, Layers)>,
    norm: LayerNorm,
    mels: usize,
}

impl Encoder {
    pub(super) fn load(parts: &Parts<'_>) -> Result<Self, SpeechError> {
        let convolution = |number: usize| -> Result<Conv1d, SpeechError> {
            let (weight, bias) = parts.convolution(number)?;
            let config = Conv1dConfig {
                padding: 1,
                stride: number,
                ..Conv1dConfig::default()
            };
            Ok(Conv1d::new(weight, Some(bias), config))
        };
        let block = |layer: usize| {
            Ok((
                Looks::load(parts, Side::Encoder, layer, Looking::Within)?,
                Layers::load(parts, Side::Encoder, layer)?,
            ))
        };
        Ok(Self {
            first: convolution(1)?,
            second: convolution(2)?,
            positions: parts.positions(Side::Encoder)?,
            blocks: (0..parts.size.layers)
                .map(block)
                .collect::<Result<_, SpeechError>>()?,
            norm: parts.last_norm(Side::Encoder)?,
            mels: parts.size.mels,
        })
    }

    /// `[1, 1500, width]`.
    pub(super) fn hear(&self, spectrum: &[f32]) -> Result<Tensor, SpeechError> {
        let spectrum = Tensor::from_slice(spectrum, (1, self.mels, FRAMES), &Device::Cpu)?;
        let x = self.first.forward(&spectrum)?.gelu_erf()?;
        let x = self.second.forward(&x)?.gelu_erf()?;
        let mut x = x.transpose(1, 2)?.contiguous()?.broadcast_add(&self.positions)?;
        for (looks, layers) in &self.blocks {
            let normed = looks.norm.forward(&x)?;
            let (looked, _) = looks
                .attention
                .look(&normed, &looks.attention.see(&normed)?, None)?;
            x = layers.add_to(&(x + looked)?)?;
        }
        Ok(self.norm.forward(&x)?)
    }
}
