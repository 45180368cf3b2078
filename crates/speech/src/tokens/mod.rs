//! Tokens: pieces of text in bytes, signs that steer the model, and times.

mod letters;
mod signs;
mod split;
mod vocabulary;

pub(crate) use signs::Signs;
pub(crate) use split::{Spoken, split_to_words};
pub(crate) use vocabulary::Vocabulary;
