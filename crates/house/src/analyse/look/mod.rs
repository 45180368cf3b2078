//! What is kept of each frame of a tape: a [`Look`] of fixed size, made in one pass by an [`Eye`], from which shots and
//! findings about the picture are read without decoding again.
//!
//! A Look depends on its frame and the one before only, so a tape may be looked at in pieces: a piece's Eye is first shown
//! the one frame before its first.

mod borders;
mod eye;
mod grid;
mod hash;
mod motion;
mod record;
mod tones;

pub mod looks;

pub use eye::Eye;
pub use looks::{LooksError, LooksReader, LooksWriter};
pub use record::{
    BLOCKS, CHROMA_HEIGHT, CHROMA_WIDTH, LUMA_HEIGHT, LUMA_WIDTH, Look, TONES, WORK_HEIGHT, WORK_WIDTH,
};
