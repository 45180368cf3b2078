//! Can the house hear words?

use super::{Finding, Health};
use crate::cli::problem::Advised;
use crate::config::SpeechConfig;
use crate::voice::Voice;

/// A house without a model is whole: words are brought in.
pub(super) fn look(config: &SpeechConfig) -> Finding {
    match Voice::find(config) {
        Ok(Some(voice)) => {
            let known = match (&voice.language, voice.is_multilingual) {
                (Some(tag), _) => format!("listens for {}", house::language::name(tag)),
                (None, true) => "tells the language by itself".to_owned(),
                (None, false) => "knows English".to_owned(),
            };
            Finding::good("words", format!("heard by {}; it {known}", voice.name))
        }
        Ok(None) if speech::IS_BUILT => Finding::good(
            "words",
            "not heard: marquee.toml names no model ([speech]); transcripts can be brought in",
        ),
        Ok(None) => Finding::good(
            "words",
            "not heard: this program was built without that part; transcripts can be brought in",
        ),
        Err(error) => {
            let cost = match error.downcast_ref::<Advised>() {
                Some(advised) => format!("What is said on tapes is not written down: {}.", advised.advice()),
                None => "What is said on tapes is not written down.".to_owned(),
            };
            Finding::bad("words", Health::Weak, error.to_string(), cost)
        }
    }
}
