use std::collections::HashMap;

/// Times in a window: 0.00 to 30.00 in steps of 0.02 seconds.
pub(crate) const TIMES: u32 = 1_501;
/// Vocabularies with at least as many tokens know more than English.
const MULTILINGUAL: usize = 51_865;

/// The tokens that are no text. Times are the last ones, from `first_time` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signs {
    pub(crate) end: u32,
    pub(crate) start: u32,
    pub(crate) transcribe: u32,
    pub(crate) no_speech: u32,
    pub(crate) no_times: u32,
    pub(crate) first_time: u32,
    pub(crate) is_multilingual: bool,
    /// By code.
    languages: Vec<(String, u32)>,
}

impl Signs {
    /// From the signs of a vocabulary ("<|en|>"); `Err`: the one that is missing.
    pub(crate) fn find(signs: &HashMap<String, u32>, vocabulary: usize) -> Result<Self, String> {
        let find = |name: &str| signs.get(name).copied().ok_or_else(|| format!("<|{name}|>"));
        let no_times = find("notimestamps")?;
        let first_time = no_times.saturating_add(1);
        if (first_time as usize).saturating_add(TIMES as usize) > vocabulary {
            return Err(format!(
                "<|30.00|> after <|notimestamps|> (token {no_times} of {vocabulary})"
            ));
        }
        let is_code =
            |name: &str| matches!(name.len(), 2..=3) && name.bytes().all(|b| b.is_ascii_lowercase());
        let mut languages: Vec<(String, u32)> = signs
            .iter()
            .filter(|(name, _)| is_code(name))
            .map(|(name, id)| (name.clone(), *id))
            .collect();
        languages.sort();
        Ok(Self {
            end: find("endoftext")?,
            start: find("startoftranscript")?,
            transcribe: find("transcribe")?,
            no_speech: find("nospeech").or_else(|_| find("nocaptions"))?,
            no_times,
            first_time,
            is_multilingual: vocabulary >= MULTILINGUAL,
            languages,
        })
    }

    pub(crate) fn is_time(&self, token: u32) -> bool {
        token >= self.first_time
    }

    /// A piece of text?
    pub(crate) fn is_text(&self, token: u32) -> bool {
        token < self.end
    }

    pub(crate) fn languages(&self) -> &[(String, u32)] {
        &self.languages
    }

    pub(crate) fn language(&self, code: &str) -> Option<u32> {
        let found = self.languages.iter().find(|(known, _)| known == code);
        found.map(|(_, id)| *id)
    }

    /// What stands before the text: the start, and what a model of many languages is told.
    pub(crate) fn opening(&self, language: &str) -> Vec<u32> {
        match self.language(language).filter(|_| self.is_multilingual) {
            Some(language) => vec![self.start, language, self.transcribe],
            None => vec![self.start],
        }
    }
}
