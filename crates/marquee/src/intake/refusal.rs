use engine::EngineError;
use house::HouseError;
use media::MediaError;

use crate::cli::problem::Advised;
use crate::jobs::Failure;

/// Why a file is not taken in: the file itself, and it will be the same at every attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// For the person who sent it.
    pub sentence: String,
    /// It is damaged, and what can be read of it may be taken.
    pub salvageable: bool,
}

/// In the chain of an error: the file is damaged, and salvaging it may help.
#[derive(Debug, thiserror::Error)]
#[error("the file is damaged: {0}")]
pub struct Damaged(&'static str);

impl Refusal {
    pub(super) fn damaged(what: &'static str) -> anyhow::Error {
        let advice = "copy it again from where it came; if that is all there is, `marquee add --salvage` takes the readable part";
        let damaged = Damaged(what);
        anyhow::Error::new(Advised::new(damaged.to_string(), advice)).context(damaged)
    }
}

/// Is it the file that is at fault, or what should have looked it over?
pub fn verdict(error: anyhow::Error) -> Result<Refusal, Failure> {
    let refused = |sentence: String| {
        Ok(Refusal {
            sentence: as_sentence(&sentence),
            salvageable: false,
        })
    };
    if let Some(damaged) = error.downcast_ref::<Damaged>() {
        let sentence = format!(
            "The file is damaged: {}. Send it again from where it came; if that is all there is, its readable part can be \
             taken.",
            damaged.0
        );
        return Ok(Refusal {
            sentence,
            salvageable: true,
        });
    }
    let said = format!("{error:#}");
    if error.chain().any(is_about_the_file) {
        return refused(said);
    }
    Err(match error.downcast::<EngineError>() {
        Ok(error) => error.into(),
        Err(error) => match error.downcast::<store::StoreError>() {
            Ok(error) => error.into(),
            Err(_) => Failure::Passing(said),
        },
    })
}

fn is_about_the_file(cause: &(dyn std::error::Error + 'static)) -> bool {
    matches!(
        cause.downcast_ref::<EngineError>(),
        Some(EngineError::Refused { .. } | EngineError::Media(MediaError::Text { .. }))
    ) || cause.is::<HouseError>()
        || cause.is::<MediaError>()
        || cause.is::<Advised>()
}

/// With a capital at its beginning and a full stop at its end.
fn as_sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let mut sentence = first.unwrap_or_default() + letters.as_str();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_faults_are_told_from_ours() {
        let refused = EngineError::Refused {
            sentence: "This is a text.".into(),
        };
        assert_eq!(verdict(refused.into()).unwrap().sentence, "This is a text.");
        let damaged = verdict(Refusal::damaged("it ends early")).unwrap();
        assert!(damaged.salvageable && damaged.sentence.contains("it ends early"));
        let said = Advised::new("there are no subtitles in it", "hand in an SRT file");
        assert_eq!(
            verdict(said.into()).unwrap().sentence,
            "There are no subtitles in it."
        );
        assert!(matches!(
            verdict(EngineError::Cancelled.into()),
            Err(Failure::Stopped)
        ));
        let broken = std::io::Error::other("the disk is gone");
        assert!(matches!(verdict(broken.into()), Err(Failure::Passing(_))));
    }
}
