//! What `config.json` and `generation_config.json` of Hugging Face's layout say.

use serde::Deserialize;

/// `config.json`, as far as it is needed.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    #[serde(default)]
    pub(super) model_type: String,
    #[serde(default)]
    pub(super) encoder_attention_heads: Option<usize>,
    #[serde(default)]
    pub(super) decoder_attention_heads: Option<usize>,
    #[serde(default)]
    pub(super) suppress_tokens: Option<Vec<i64>>,
    #[serde(default)]
    pub(super) begin_suppress_tokens: Option<Vec<i64>>,
}

/// `generation_config.json`; later models have there what earlier ones had in `config.json`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Generation {
    #[serde(default)]
    pub(super) alignment_heads: Option<Vec<(usize, usize)>>,
    #[serde(default)]
    pub(super) suppress_tokens: Option<Vec<i64>>,
    #[serde(default)]
    pub(super) begin_suppress_tokens: Option<Vec<i64>>,
}
