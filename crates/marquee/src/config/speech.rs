//! `[speech]`: by which model the house hears words.

use std::path::{Path, PathBuf};

use house::language;
use serde::Deserialize;

use super::wrong;
use crate::cli::problem::Advised;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SpeechTable {
    model: Option<PathBuf>,
    language: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeechConfig {
    /// A folder with a Whisper model; `None`: the house hears no words.
    pub model: Option<PathBuf>,
    /// BCP 47: what is spoken on all tapes; `None`: the model tells.
    pub language: Option<String>,
}

impl SpeechTable {
    pub(super) fn checked(self, folder: &Path) -> anyhow::Result<SpeechConfig> {
        let tag = match &self.language {
            Some(text) => {
                let tag = language::tag(text);
                if tag == language::UNKNOWN {
                    return Err(wrong("speech.language", text, "a code such as en, de or pt-BR"));
                }
                Some(tag)
            }
            None => None,
        };
        if tag.is_some() && self.model.is_none() {
            return Err(Advised::new(
                "speech.language is there without speech.model",
                "name the folder of a Whisper model in speech.model, or take [speech] out",
            )
            .into());
        }
        Ok(SpeechConfig {
            model: self.model.map(|path| folder.join(path)),
            language: tag,
        })
    }
}
