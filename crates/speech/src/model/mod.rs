//! A Whisper model as it lies in a folder: which files, how large, what its tokens are.

mod ct2;
mod cursor;
mod folder;
mod hugging_face;
mod json;
mod numbers;
mod safetensors;
mod size;
#[cfg(test)]
mod tests;
mod weights;

#[cfg(feature = "asr")]
pub(crate) use folder::Layout;
pub use folder::ModelFolder;
pub(crate) use json::{read_json, read_text};
pub use size::Size;
#[cfg(feature = "asr")]
pub(crate) use weights::Weights;
