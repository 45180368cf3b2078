use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use house::archive::{AssetKind, Sidecar};
use house::language;
use house::master::{TextConform, TextSource};

use crate::cli::problem::Advised;
use crate::intake::{self, Label};
use crate::open_house::OpenHouse;

/// A subtitle file as it is named on the command line: `FILE` or `FILE:LANGUAGE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtitles {
    pub path: PathBuf,
    /// As the user wrote it; without it the file's name is asked.
    pub language: Option<String>,
}

impl FromStr for Subtitles {
    type Err = std::convert::Infallible;

    /// A colon belongs to the name when a file of the whole name is there.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = text.rsplit_once(':').filter(|(path, language)| {
            !path.is_empty() && !language.contains('/') && !PathBuf::from(text).exists()
        });
        Ok(match named {
            Some((path, language)) => Self {
                path: path.into(),
                language: Some(language.into()),
            },
            None => Self {
                path: text.into(),
                language: None,
            },
        })
    }
}

impl Subtitles {
    /// Takes the file into the archive.
    ///
    /// # Errors
    /// A sentence when it is no subtitle file or the language is none.
    pub async fn take_in(&self, house: &OpenHouse) -> anyhow::Result<TextConform> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let sidecar = Sidecar::of_name(&name);
        let language = match &self.language {
            Some(written) => known_language(written)?,
            None => sidecar.language,
        };
        let label = Label {
            kind: Some(AssetKind::Subtitles),
            ..Label::default()
        };
        let taken = intake::take_in(house, &self.path, &label, Arc::new(|_, _| {}))
            .await
            .map_err(|error| error.context(format!("'{}' is not taken in", self.path.display())))?;
        Ok(TextConform {
            source: TextSource::File(taken.asset.digest),
            language,
            title: None,
            forced: sidecar.forced,
            hearing_impaired: sidecar.hearing_impaired,
            default: false,
        })
    }
}

/// # Errors
/// A sentence when it is no language.
pub fn known_language(written: &str) -> anyhow::Result<String> {
    let tag = language::tag(written);
    if tag != language::UNKNOWN || written == language::UNKNOWN {
        return Ok(tag);
    }
    Err(Advised::new(
        format!("'{written}' is no language"),
        "write its code: en, de, pt-BR (und when it is not known)",
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<String>) {
        let Ok(subtitles) = text.parse::<Subtitles>();
        (subtitles.path.display().to_string(), subtitles.language)
    }

    #[test]
    fn a_language_may_follow_the_file() {
        assert_eq!(read("film.srt"), ("film.srt".into(), None));
        assert_eq!(read("film.srt:de"), ("film.srt".into(), Some("de".into())));
        assert_eq!(read("/a:b/film.srt"), ("/a:b/film.srt".into(), None));
        assert_eq!(read(":de"), (":de".into(), None));
    }

    #[test]
    fn a_colon_in_a_name_that_is_there_is_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film:de");
        std::fs::write(&path, "").unwrap();
        let name = path.display().to_string();
        assert_eq!(read(&name), (name.clone(), None));
    }
}
