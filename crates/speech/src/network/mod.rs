//! Whisper's network on candle: an encoder that hears a window, and a decoder that reads and writes tokens. Our own,
//! because word times need what the cross-attention looks at (Vaswani et al. 2017; Radford et al. 2022, sec. 2.2).

mod attention;
mod block;
mod decoder;
mod encoder;
mod parts;
mod whisper;

pub(crate) use whisper::Whisper;
