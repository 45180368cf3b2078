//! By which model the house hears words, looked over once.

use house::Digest;
use speech::ModelFolder;

use crate::cli::problem::Advised;
use crate::config::SpeechConfig;

/// A model that words can be heard with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What transcripts say they were made by: the model's name and the beginning of its digest.
    pub name: String,
    pub model: Digest,
    /// BCP 47: what is spoken on all tapes, if somebody said so.
    pub language: Option<String>,
    pub is_multilingual: bool,
}

impl Voice {
    /// Looks the configured model over; `None`: there is none. Reads its files from end to end.
    ///
    /// # Errors
    /// A sentence when this program cannot hear words, the model is damaged, or it does not know the language.
    pub fn find(config: &SpeechConfig) -> anyhow::Result<Option<Self>> {
        let Some(folder) = &config.model else {
            return Ok(None);
        };
        if !speech::IS_BUILT {
            return Err(Advised::new(
                "speech.model names a model, but this program was built without the part that hears words",
                "build it with `cargo build --release --package marquee --features asr`, or take [speech] out of marquee.toml",
            )
            .into());
        }
        let unfit = |problem: String| {
            Advised::new(
                format!("no words can be heard by speech.model: {problem}"),
                "fetch the model again, or name the folder of another Whisper model in marquee.toml",
            )
        };
        let model = ModelFolder::open(folder).map_err(|error| unfit(error.to_string()))?;
        if let Some(language) = &config.language
            && !speaks(&model, language)
        {
            let name = house::language::name(language);
            return Err(unfit(format!("{} does not know {name} (speech.language)", model.name())).into());
        }
        let digest = model.digest().map_err(|error| unfit(error.to_string()))?;
        let short: String = digest.to_string().chars().take(8).collect();
        Ok(Some(Self {
            name: format!("{} ({short})", model.name()),
            model: digest,
            language: config.language.clone(),
            is_multilingual: model.is_multilingual(),
        }))
    }
}

/// A model of one language knows English alone.
fn speaks(model: &ModelFolder, language: &str) -> bool {
    let code = code_of(language);
    if model.is_multilingual() {
        model.knows(code)
    } else {
        code == "en"
    }
}

/// "pt-BR" is "pt" to a model.
pub fn code_of(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}
