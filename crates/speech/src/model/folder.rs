use std::fs::File;
use std::path::{Path, PathBuf};

use house::Digest;
use serde::Deserialize;

use super::hugging_face::{Config, Generation};
use super::size::Size;
use super::weights::Weights;
use super::{ct2, read_json, safetensors};
use crate::SpeechError;
use crate::tokens::Vocabulary;

/// A model that was looked over: its files belong together, and its tensors are all in its file.
#[derive(Debug)]
pub struct ModelFolder {
    folder: PathBuf,
    pub(crate) layout: Layout,
    pub(crate) weights: Weights,
    pub(crate) size: Size,
    pub(crate) vocabulary: Vocabulary,
    /// Tokens that are never said, such as signs of notes.
    pub(crate) never: Vec<u32>,
    /// Tokens with which nothing begins.
    pub(crate) never_first: Vec<u32>,
    /// Layer and head of the attention that follows the sound.
    pub(crate) alignment_heads: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    HuggingFace,
    CTranslate2,
}

/// `config.json` of CTranslate2's layout.
#[derive(Debug, Deserialize)]
struct Ct2Config {
    #[serde(default)]
    alignment_heads: Option<Vec<(usize, usize)>>,
    #[serde(default)]
    suppress_ids: Vec<i64>,
    #[serde(default)]
    suppress_ids_begin: Vec<i64>,
}

impl ModelFolder {
    /// Looks a folder over, in the layout of Hugging Face (`model.safetensors`) or of CTranslate2 (`model.bin`).
    ///
    /// # Errors
    /// A sentence with the file and the place when a file is missing, damaged, or of another kind of model.
    pub fn open(folder: &Path) -> Result<Self, SpeechError> {
        if !folder.is_dir() {
            return Err(SpeechError::model(
                folder,
                "is no folder; a model is a folder with config.json in it",
            ));
        }
        if folder.join("model.safetensors").is_file() {
            return Self::hugging_face(folder);
        }
        if folder.join("model.safetensors.index.json").is_file() {
            return Err(SpeechError::model(
                folder,
                "its weights are in several files; the same model in one file (model.safetensors) is read",
            ));
        }
        if folder.join("model.bin").is_file() {
            return Self::ctranslate2(folder);
        }
        Err(SpeechError::model(
            folder,
            "holds neither model.safetensors (Hugging Face) nor model.bin (CTranslate2)",
        ))
    }

    fn ctranslate2(folder: &Path) -> Result<Self, SpeechError> {
        let config: Ct2Config = read_json(&folder.join("config.json"))?;
        let (weights, said) = ct2::read(&folder.join("model.bin"))?;
        let (Some(heads), Some(text_heads)) = (said.heads, said.text_heads) else {
            return Err(weights.wrong("does not say how many heads its attention has".into()));
        };
        let size = Size {
            heads,
            text_heads,
            ..measured(&weights, &Names::CTRANSLATE2)?
        };
        let layout = Layout::CTranslate2;
        let heads = config.alignment_heads.unwrap_or_default();
        let (never, first) = (&config.suppress_ids, &config.suppress_ids_begin);
        Self::whole(folder, layout, weights, size, [never, first], &heads)
    }

    fn hugging_face(folder: &Path) -> Result<Self, SpeechError> {
        let path = folder.join("config.json");
        let config: Config = read_json(&path)?;
        if config.model_type != "whisper" {
            let problem = format!(
                "describes a model of the kind '{}', not whisper",
                config.model_type
            );
            return Err(SpeechError::model(&path, problem));
        }
        let generation = folder.join("generation_config.json");
        let generation: Generation = match generation.is_file() {
            true => read_json(&generation)?,
            false => Generation::default(),
        };
        let weights = safetensors::read(&folder.join("model.safetensors"))?;
        let (Some(heads), Some(text_heads)) =
            (config.encoder_attention_heads, config.decoder_attention_heads)
        else {
            return Err(SpeechError::model(
                &path,
                "does not say how many heads the attention has",
            ));
        };
        let size = Size {
            heads,
            text_heads,
            ..measured(&weights, &Names::HUGGING_FACE)?
        };
        let never = generation
            .suppress_tokens
            .or(config.suppress_tokens)
            .unwrap_or_default();
        let first = generation
            .begin_suppress_tokens
            .or(config.begin_suppress_tokens)
            .unwrap_or_default();
        let heads = generation.alignment_heads.unwrap_or_default();
        Self::whole(
            folder,
            Layout::HuggingFace,
            weights,
            size,
            [&never, &first],
            &heads,
        )
    }

    fn whole(
        folder: &Path,
        layout: Layout,
        weights: Weights,
        size: Size,
        [never, never_first]: [&[i64]; 2],
        heads: &[(usize, usize)],
    ) -> Result<Self, SpeechError> {
        let size = size.checked(&weights)?;
        let vocabulary = Vocabulary::read(folder, size.vocabulary)?;
        // A list of -1 alone means: none.
        let tokens = |ids: &[i64]| -> Vec<u32> {
            let known = |id: &i64| {
                u32::try_from(*id)
                    .ok()
                    .filter(|id| (*id as usize) < size.vocabulary)
            };
            ids.iter().filter_map(known).collect()
        };
        Ok(Self {
            folder: folder.to_owned(),
            layout,
            weights,
            never: tokens(never),
            never_first: tokens(never_first),
            alignment_heads: alignment_heads(heads, &size),
            size,
            vocabulary,
        })
    }

    /// What the model is called: its folder's name.
    pub fn name(&self) -> String {
        let name = self.folder.file_name().unwrap_or(self.folder.as_os_str());
        format!("whisper {}", name.to_string_lossy())
    }

    pub fn size(&self) -> Size {
        self.size
    }

    /// Does it know more than English?
    pub fn is_multilingual(&self) -> bool {
        self.vocabulary.signs().is_multilingual
    }

    /// Does it know this language, by its code ("sv")?
    pub fn knows(&self, language: &str) -> bool {
        self.vocabulary.signs().language(language).is_some()
    }

    /// Of the weights and of all that says how they are read. Reads the files from end to end.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn digest(&self) -> Result<Digest, SpeechError> {
        let mut all = String::new();
        let beside = ["config.json", "generation_config.json"].map(|name| self.folder.join(name));
        let files = beside.iter().map(PathBuf::as_path).filter(|path| path.is_file());
        for path in files.chain([self.weights.path(), self.vocabulary.path()]) {
            let failed = |error| SpeechError::io(path, error);
            let mut hasher = blake3::Hasher::new();
            hasher
                .update_reader(File::open(path).map_err(failed)?)
                .map_err(failed)?;
            all.push_str(&hasher.finalize().to_hex());
        }
        Ok(Digest::of(all.as_bytes()))
    }
}

/// The heads that the model's description names; without such, all of the upper half of the layers.
fn alignment_heads(named: &[(usize, usize)], size: &Size) -> Vec<(usize, usize)> {
    let there = |(layer, head): &(usize, usize)| *layer < size.text_layers && *head < size.text_heads;
    let named: Vec<_> = named.iter().copied().filter(there).collect();
    if !named.is_empty() {
        return named;
    }
    let upper = size.text_layers / 2..size.text_layers;
    upper
        .flat_map(|layer| (0..size.text_heads).map(move |head| (layer, head)))
        .collect()
}

/// Tensors whose shapes say how large a model is.
struct Names {
    first_convolution: &'static str,
    positions: &'static str,
    text_positions: &'static str,
    tokens: &'static str,
    layer: &'static str,
    text_layer: &'static str,
}

impl Names {
    const CTRANSLATE2: Self = Self {
        first_convolution: "encoder/conv1/weight",
        positions: "encoder/position_encodings/encodings",
        text_positions: "decoder/position_encodings/encodings",
        tokens: "decoder/embeddings/weight",
        layer: "encoder/layer_",
        text_layer: "decoder/layer_",
    };
    const HUGGING_FACE: Self = Self {
        first_convolution: "model.encoder.conv1.weight",
        positions: "model.encoder.embed_positions.weight",
        text_positions: "model.decoder.embed_positions.weight",
        tokens: "model.decoder.embed_tokens.weight",
        layer: "model.encoder.layers.",
        text_layer: "model.decoder.layers.",
    };
}

/// How large the tensors are; heads cannot be seen in them.
fn measured(weights: &Weights, names: &Names) -> Result<Size, SpeechError> {
    let side = |name: &str, which: usize| -> Result<usize, SpeechError> {
        let shape = weights.shape(name)?;
        let side = shape.get(which).copied();
        side.ok_or_else(|| weights.wrong(format!("tensor '{name}' has the shape {shape:?}")))
    };
    let layers = |prefix: &str| {
        let number = |name: &str| -> Option<usize> {
            let rest = name.strip_prefix(prefix)?;
            rest.split(['.', '/']).next()?.parse().ok()
        };
        weights
            .names()
            .filter_map(number)
            .max()
            .map_or(0, |last| last.saturating_add(1))
    };
    Ok(Size {
        mels: side(names.first_convolution, 1)?,
        width: side(names.tokens, 1)?,
        positions: side(names.positions, 0)?,
        layers: layers(names.layer),
        heads: 0,
        text_positions: side(names.text_positions, 0)?,
        text_layers: layers(names.text_layer),
        text_heads: 0,
        vocabulary: side(names.tokens, 0)?,
    })
}
