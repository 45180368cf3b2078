use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::letters::bytes_of;
use super::signs::Signs;
use crate::SpeechError;
use crate::model::{read_json, read_text};

/// What each token stands for.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    path: PathBuf,
    /// Bytes of the tokens; empty for signs.
    pieces: Vec<Vec<u8>>,
    signs: Signs,
}

/// `tokenizer.json`, as far as it is needed.
#[derive(Deserialize)]
struct Tokenizer {
    model: TokenizerModel,
    #[serde(default)]
    added_tokens: Vec<AddedToken>,
}

#[derive(Deserialize)]
struct TokenizerModel {
    vocab: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
struct AddedToken {
    id: u32,
    content: String,
}

impl Vocabulary {
    /// Reads the vocabulary that lies in a model's folder; `count`: tokens that the model has.
    pub(crate) fn read(folder: &Path, count: usize) -> Result<Self, SpeechError> {
        let names = [
            "vocabulary.txt",
            "vocabulary.json",
            "tokenizer.json",
            "vocab.json",
        ];
        let paths = names.map(|name| (name, folder.join(name)));
        let Some((name, path)) = paths.into_iter().find(|(_, path)| path.is_file()) else {
            return Err(SpeechError::model(
                folder,
                "holds no vocabulary (vocabulary.txt, vocabulary.json, tokenizer.json or vocab.json)",
            ));
        };
        let tokens = match name {
            "vocabulary.txt" => lines(&path)?,
            "vocabulary.json" => numbered(read_json::<Vec<String>>(&path)?),
            "tokenizer.json" => {
                let tokenizer: Tokenizer = read_json(&path)?;
                let added = tokenizer
                    .added_tokens
                    .into_iter()
                    .map(|token| (token.content, token.id));
                tokenizer.model.vocab.into_iter().chain(added).collect()
            }
            _ => {
                let mut tokens: BTreeMap<String, u32> = read_json(&path)?;
                let added = folder.join("added_tokens.json");
                if added.is_file() {
                    tokens.extend(read_json::<BTreeMap<String, u32>>(&added)?);
                }
                tokens.into_iter().collect()
            }
        };
        Self::of(&path, tokens, count)
    }

    fn of(path: &Path, tokens: Vec<(String, u32)>, count: usize) -> Result<Self, SpeechError> {
        let wrong = |problem: String| SpeechError::model(path, problem);
        let (mut pieces, mut signs) = (vec![Vec::new(); count], HashMap::new());
        for (token, id) in tokens {
            let Some(piece) = pieces.get_mut(id as usize) else {
                return Err(wrong(format!(
                    "token {id} '{token}' is not in the model, which has {count}"
                )));
            };
            match token.strip_prefix("<|").and_then(|rest| rest.strip_suffix("|>")) {
                Some(sign) => {
                    signs.insert(sign.to_owned(), id);
                }
                // What is written otherwise is said as it stands.
                None => *piece = bytes_of(&token).unwrap_or_else(|| token.into_bytes()),
            }
        }
        let signs = Signs::find(&signs, count)
            .map_err(|missing| wrong(format!("{missing} is missing; this is no vocabulary of Whisper")))?;
        Ok(Self {
            path: path.to_owned(),
            pieces,
            signs,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn signs(&self) -> &Signs {
        &self.signs
    }

    /// The bytes of a token; none for signs and for what is no token.
    pub(crate) fn bytes(&self, token: u32) -> &[u8] {
        self.pieces.get(token as usize).map_or(&[], Vec::as_slice)
    }

    #[cfg(test)]
    pub(crate) fn for_tests(pieces: &[&str], count: usize) -> Self {
        let mut tokens = numbered(pieces.iter().map(|piece| (*piece).to_owned()).collect());
        let first = pieces.len() as u32;
        let signs = [
            "endoftext",
            "startoftranscript",
            "en",
            "sv",
            "transcribe",
            "nospeech",
            "notimestamps",
        ];
        tokens.extend((first..).zip(signs).map(|(id, sign)| (format!("<|{sign}|>"), id)));
        Self::of(Path::new("vocabulary.txt"), tokens, count).unwrap()
    }
}

fn numbered(tokens: Vec<String>) -> Vec<(String, u32)> {
    tokens.into_iter().zip(0..).collect()
}

/// One token to a line, as CTranslate2 writes them.
fn lines(path: &Path) -> Result<Vec<(String, u32)>, SpeechError> {
    let text = String::from_utf8(read_text(path)?)
        .map_err(|error| SpeechError::model(path, format!("is no text: {error}")))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(numbered(text.split('\n').map(str::to_owned).collect()))
}
