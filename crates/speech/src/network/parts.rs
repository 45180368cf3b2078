//! Parts of the network by their roles, whatever a layout calls them.

use candle_core::{Device, Tensor};
use candle_nn::{LayerNorm, Linear};

use crate::SpeechError;
use crate::model::{Layout, ModelFolder, Size, Weights};

/// Where parts come from.
pub(super) struct Parts<'a> {
    weights: &'a Weights,
    layout: Layout,
    pub(super) size: Size,
}

/// One side of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Encoder,
    Decoder,
}

/// One attention of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looking {
    /// At its own side.
    Within,
    /// From the text at the sound.
    Across,
}

/// Query, key, value and what comes out, in this order.
pub(super) type Four = [Linear; 4];

impl<'a> Parts<'a> {
    pub(super) fn of(model: &'a ModelFolder) -> Self {
        Self {
            weights: &model.weights,
            layout: model.layout,
            size: model.size,
        }
    }

    pub(super) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, SpeechError> {
        Ok(Tensor::from_vec(
            self.weights.values(name, shape)?,
            shape,
            &Device::Cpu,
        )?)
    }

    fn linear(&self, name: &str, into: usize, from: usize) -> Result<Linear, SpeechError> {
        let weight = self.tensor(&format!("{name}weight"), &[into, from])?;
        let bias = format!("{name}bias");
        let bias = match self.weights.has(&bias) {
            true => Some(self.tensor(&bias, &[into])?),
            false => None,
        };
        Ok(Linear::new(weight, bias))
    }

    fn norm_of(&self, weight: &str, bias: &str) -> Result<LayerNorm, SpeechError> {
        let width = [self.size.width];
        Ok(LayerNorm::new(
            self.tensor(weight, &width)?,
            self.tensor(bias, &width)?,
            1e-5,
        ))
    }

    fn norm(&self, before: &str) -> Result<LayerNorm, SpeechError> {
        match self.layout {
            Layout::CTranslate2 => self.norm_of(&format!("{before}/gamma"), &format!("{before}/beta")),
            Layout::HuggingFace => self.norm_of(&format!("{before}.weight"), &format!("{before}.bias")),
        }
    }

    /// A convolution's weight and bias; `number` is 1 or 2.
    pub(super) fn convolution(&self, number: usize) -> Result<(Tensor, Tensor), SpeechError> {
        let before = match self.layout {
            Layout::CTranslate2 => format!("encoder/conv{number}/"),
            Layout::HuggingFace => format!("model.encoder.conv{number}."),
        };
        let width = self.size.width;
        let from = if number == 1 { self.size.mels } else { width };
        Ok((
            self.tensor(&format!("{before}weight"), &[width, from, 3])?,
            self.tensor(&format!("{before}bias"), &[width])?,
        ))
    }

    pub(super) fn positions(&self, side: Side) -> Result<Tensor, SpeechError> {
        let count = match side {
            Side::Encoder => self.size.positions,
            Side::Decoder => self.size.text_positions,
        };
        let name = match self.layout {
            Layout::CTranslate2 => format!("{}/position_encodings/encodings", side.name()),
            Layout::HuggingFace => format!("model.{}.embed_positions.weight", side.name()),
        };
        self.tensor(&name, &[count, self.size.width])
    }

    pub(super) fn tokens(&self) -> Result<Tensor, SpeechError> {
        let name = match self.layout {
            Layout::CTranslate2 => "decoder/embeddings/weight",
            Layout::HuggingFace => "model.decoder.embed_tokens.weight",
        };
        self.tensor(name, &[self.size.vocabulary, self.size.width])
    }

    pub(super) fn last_norm(&self, side: Side) -> Result<LayerNorm, SpeechError> {
        self.norm(&match self.layout {
            Layout::CTranslate2 => format!("{}/layer_norm", side.name()),
            Layout::HuggingFace => format!("model.{}.layer_norm", side.name()),
        })
    }

    /// The norm before an attention, and its four projections.
    pub(super) fn attention(
        &self,
        side: Side,
        layer: usize,
        looking: Looking,
    ) -> Result<(LayerNorm, Four), SpeechError> {
        let side = side.name();
        match self.layout {
            Layout::CTranslate2 => {
                let before = match looking {
                    Looking::Within => format!("{side}/layer_{layer}/self_attention"),
                    Looking::Across => format!("{side}/layer_{layer}/attention"),
                };
                Ok((
                    self.norm(&format!("{before}/layer_norm"))?,
                    self.fused(&before, looking)?,
                ))
            }
            Layout::HuggingFace => {
                let name = match looking {
                    Looking::Within => "self_attn",
                    Looking::Across => "encoder_attn",
                };
                let before = format!("model.{side}.layers.{layer}.{name}");
                let width = self.size.width;
                let linear = |part: &str| self.linear(&format!("{before}.{part}."), width, width);
                let four = [
                    linear("q_proj")?,
                    linear("k_proj")?,
                    linear("v_proj")?,
                    linear("out_proj")?,
                ];
                Ok((self.norm(&format!("{before}_layer_norm"))?, four))
            }
        }
    }

    /// CTranslate2 keeps projections of the same input as one, rows after each other.
    fn fused(&self, before: &str, looking: Looking) -> Result<Four, SpeechError> {
        let width = self.size.width;
        let linear = |number: usize, count: usize| -> Result<Vec<Linear>, SpeechError> {
            let whole = self.linear(&format!("{before}/linear_{number}/"), count * width, width)?;
            let part = |at: usize| -> Result<Linear, SpeechError> {
                let rows = |tensor: &Tensor| tensor.narrow(0, at * width, width)?.contiguous();
                Ok(Linear::new(
                    rows(whole.weight())?,
                    whole.bias().map(rows).transpose()?,
                ))
            };
            (0..count).map(part).collect()
        };
        let mut all = match looking {
            Looking::Within => linear(0, 3)?,
            Looking::Across => linear(0, 1)?.into_iter().chain(linear(1, 2)?).collect(),
        };
        all.extend(linear(if looking == Looking::Within { 1 } else { 2 }, 1)?);
        all.try_into()
            .map_err(|_| SpeechError::Network("an attention of other than four parts".into()))
    }

    /// The norm before the two layers of a block, and these.
    pub(super) fn layers(
        &self,
        side: Side,
        layer: usize,
    ) -> Result<(LayerNorm, Linear, Linear), SpeechError> {
        let (side, width) = (side.name(), self.size.width);
        let [norm, first, second] = match self.layout {
            Layout::CTranslate2 => ["ffn/layer_norm", "ffn/linear_0/", "ffn/linear_1/"]
                .map(|part| format!("{side}/layer_{layer}/{part}")),
            Layout::HuggingFace => {
                ["final_layer_norm", "fc1.", "fc2."].map(|part| format!("model.{side}.layers.{layer}.{part}"))
            }
        };
        Ok((
            self.norm(&norm)?,
            self.linear(&first, 4 * width, width)?,
            self.linear(&second, width, 4 * width)?,
        ))
    }
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Encoder => "encoder",
            Self::Decoder => "decoder",
        }
    }
}

impl From<candle_core::Error> for SpeechError {
    fn from(error: candle_core::Error) -> Self {
        Self::Network(error.to_string())
    }
}
