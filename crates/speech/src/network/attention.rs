use candle_core::{D, Module, Result, Tensor};
use candle_nn::Linear;
use candle_nn::ops::softmax_last_dim;

use super::parts::Four;

/// Attention of many heads (Vaswani et al. 2017, sec. 3.2).
pub(super) struct Attention {
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    heads: usize,
}

/// Keys and values of what is looked at: `[1, heads, positions, width / heads]` each, keys turned on their side.
#[derive(Clone)]
pub(super) struct Seen {
    keys: Tensor,
    values: Tensor,
}

impl Attention {
    pub(super) fn new([query, key, value, out]: Four, heads: usize) -> Self {
        Self {
            query,
            key,
            value,
            out,
            heads,
        }
    }

    /// What can be looked at in `x`, `[1, positions, width]`.
    pub(super) fn see(&self, x: &Tensor) -> Result<Seen> {
        Ok(Seen {
            keys: self
                .by_head(&self.key.forward(x)?)?
                .transpose(2, 3)?
                .contiguous()?,
            values: self.by_head(&self.value.forward(x)?)?,
        })
    }

    /// Looks from `x` at what is seen; answers that, and the scores before softmax, `[1, heads, of x, of seen]`.
    pub(super) fn look(&self, x: &Tensor, seen: &Seen, mask: Option<&Tensor>) -> Result<(Tensor, Tensor)> {
        let (one, length, width) = x.dims3()?;
        let scale = ((width / self.heads) as f64).powf(-0.5);
        let queries = (self.by_head(&self.query.forward(x)?)? * scale)?;
        let mut scores = queries.matmul(&seen.keys)?;
        if let Some(mask) = mask {
            scores = scores.broadcast_add(mask)?;
        }
        let looked = softmax_last_dim(&scores)?.matmul(&seen.values)?;
        let together = looked
            .transpose(1, 2)?
            .contiguous()?
            .reshape((one, length, width))?;
        Ok((self.out.forward(&together)?, scores))
    }

    fn by_head(&self, x: &Tensor) -> Result<Tensor> {
        let (one, length, width) = x.dims3()?;
        let heads = x.reshape((one, length, self.heads, width / self.heads))?;
        heads.transpose(1, 2)?.contiguous()
    }
}

impl Seen {
    /// With what is seen after it.
    pub(super) fn and(&self, next: &Self) -> Result<Self> {
        Ok(Self {
            keys: Tensor::cat(&[&self.keys, &next.keys], D::Minus1)?,
            values: Tensor::cat(&[&self.values, &next.values], 2)?,
        })
    }
}
