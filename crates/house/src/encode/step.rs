use serde::{Deserialize, Serialize};

use crate::Digest;

/// What a step's result depends on: hash of its inputs, its parameters and the engine's build. Two steps with the
/// same key have the same output, so a finished one never runs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepKey(pub Digest);

impl StepKey {
    /// `step` names the kind of step and its version; `parameters` is its canonical text (JSON of a struct).
    pub fn of(step: &str, inputs: &[Digest], parameters: &str, engine_build: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("marquee step key 1");
        let mut part = |bytes: &[u8]| {
            hasher.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
            hasher.update(bytes);
        };
        part(step.as_bytes());
        part(engine_build.as_bytes());
        part(parameters.as_bytes());
        for input in inputs {
            part(input.as_bytes());
        }
        Self(hasher.finalize().into())
    }
}
