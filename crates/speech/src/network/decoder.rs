use candle_core::{Device, IndexOp, Module, Tensor};
use candle_nn::LayerNorm;

use super::attention::Seen;
use super::block::{Layers, Looks};
use super::parts::{Looking, Parts, Side};
use crate::SpeechError;
use crate::hear::HeadScores;

/// Reads tokens and says what comes next. Keeps what it has read, so that each token is gone through once.
pub(super) struct Decoder {
    tokens: Tensor,
    /// The same, turned on its side: what comes out is compared with every token.
    turned: Tensor,
    positions: Tensor,
    blocks: Vec<Block>,
    norm: LayerNorm,
    /// Tokens that were read.
    read: usize,
}

struct Block {
    within: Looks,
    across: Looks,
    layers: Layers,
    /// Of the tokens that were read.
    text: Option<Seen>,
    sound: Option<Seen>,
}

impl Decoder {
    pub(super) fn load(parts: &Parts<'_>) -> Result<Self, SpeechError> {
        let tokens = parts.tokens()?;
        let block = |layer: usize| {
            Ok(Block {
                within: Looks::load(parts, Side::Decoder, layer, Looking::Within)?,
                across: Looks::load(parts, Side::Decoder, layer, Looking::Across)?,
                layers: Layers::load(parts, Side::Decoder, layer)?,
                text: None,
                sound: None,
            })
        };
        Ok(Self {
            turned: tokens.t()?,
            tokens,
            positions: parts.positions(Side::Decoder)?,
            blocks: (0..parts.size.text_layers)
                .map(block)
                .collect::<Result<_, SpeechError>>()?,
            norm: parts.last_norm(Side::Decoder)?,
            read: 0,
        })
    }

    /// A new window, as the encoder heard it.
    pub(super) fn listen(&mut self, sound: &Tensor) -> Result<(), SpeechError> {
        for block in &mut self.blocks {
            block.sound = Some(block.across.attention.see(sound)?);
        }
        self.begin();
        Ok(())
    }

    pub(super) fn begin(&mut self) {
        self.read = 0;
        for block in &mut self.blocks {
            block.text = None;
        }
    }

    /// Scores for the token after these.
    pub(super) fn go_on(&mut self, tokens: &[u32]) -> Result<Vec<f32>, SpeechError> {
        let x = self.through(tokens, |_, _| Ok(()))?;
        let last = x.i((.., tokens.len().saturating_sub(1).., ..))?.contiguous()?;
        let last = self.norm.forward(&last)?.squeeze(0)?;
        Ok(last.matmul(&self.turned)?.squeeze(0)?.to_vec1()?)
    }

    /// What these heads look at, one after another.
    pub(super) fn attention(
        &mut self,
        tokens: &[u32],
        heads: &[(usize, usize)],
        take: &mut dyn FnMut(HeadScores),
    ) -> Result<(), SpeechError> {
        self.begin();
        self.through(tokens, |layer, scores| {
            for (_, head) in heads.iter().filter(|(of, _)| *of == layer) {
                let rows = scores.i((0, *head))?;
                take(HeadScores {
                    positions: rows.dim(1)?,
                    scores: rows.flatten_all()?.to_vec1()?,
                });
            }
            Ok(())
        })?;
        self.begin();
        Ok(())
    }

    /// `[1, tokens, width]`; `looked` is told what each layer looks at in the sound.
    fn through(
        &mut self,
        tokens: &[u32],
        mut looked: impl FnMut(usize, &Tensor) -> Result<(), SpeechError>,
    ) -> Result<Tensor, SpeechError> {
        let count = tokens.len();
        if count == 0 || self.read + count > self.positions.dim(0)? {
            return Err(SpeechError::Network(format!(
                "{count} tokens after {} are more than it can read",
                self.read
            )));
        }
        let ids = Tensor::from_slice(tokens, count, &Device::Cpu)?;
        let positions = self.positions.narrow(0, self.read, count)?;
        let mut x = (self.tokens.index_select(&ids, 0)? + positions)?.unsqueeze(0)?;
        let mask = later_tokens(self.read, count)?;
        for (layer, block) in self.blocks.iter_mut().enumerate() {
            let Block {
                within,
                across,
                layers,
                text,
                sound,
            } = block;
            let normed = within.norm.forward(&x)?;
            let now = within.attention.see(&normed)?;
            let seen = match text.as_ref() {
                Some(before) => before.and(&now)?,
                None => now,
            };
            let (from_text, _) = within.attention.look(&normed, &seen, mask.as_ref())?;
            *text = Some(seen);
            x = (x + from_text)?;
            let Some(sound) = sound.as_ref() else {
                return Err(SpeechError::Network("nothing was heard yet".into()));
            };
            let (from_sound, scores) = across.attention.look(&across.norm.forward(&x)?, sound, None)?;
            looked(layer, &scores)?;
            x = layers.add_to(&(x + from_sound)?)?;
        }
        self.read += count;
        Ok(x)
    }
}

/// No token looks at one that comes after it.
fn later_tokens(before: usize, count: usize) -> Result<Option<Tensor>, SpeechError> {
    if count == 1 {
        return Ok(None);
    }
    let all = before + count;
    let cell = |row: usize, column: usize| {
        if column > before + row {
            f32::NEG_INFINITY
        } else {
            0.0
        }
    };
    let cells: Vec<f32> = (0..count)
        .flat_map(|row| (0..all).map(move |column| cell(row, column)))
        .collect();
    Ok(Some(Tensor::from_vec(cells, (count, all), &Device::Cpu)?))
}
