//! Letters in a picture, by tesseract where it is installed: a program of its own, locked in as ffmpeg is.

use std::path::Path;
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program, QUIETLY};
use crate::{Engine, EngineError, Watch, jpeg};

/// Pictures with letters are read in seconds; then something is stuck.
const LONGEST: Duration = Duration::from_secs(300);

/// Of 255: white and yellow captions are above it, and little else of a film is.
const BRIGHT: u8 = 220;

/// What reads letters on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// "5.3.0"
    pub version: String,
    /// By tesseract's names: "eng", "deu", "script/Latin".
    pub languages: Vec<String>,
}

/// How letters stand in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Columns, paragraphs, lines: a page.
    Page,
    /// Here and there: a sign, a title, a name below a face.
    Scattered,
}

impl Engine {
    /// What reads letters here.
    ///
    /// # Errors
    /// [`EngineError::Missing`] says what to install.
    pub async fn reader(&self) -> Result<Reader, EngineError> {
        let version = self.ask(Program::Tesseract, &["--version"]).await?;
        let version = version.lines().next().and_then(|line| line.split(' ').nth(1));
        let listed = self.ask(Program::Tesseract, &["--list-langs"]).await?;
        let mut languages: Vec<String> = listed
            .lines()
            .skip(1)
            .map(|line| line.trim().to_owned())
            .collect();
        // It tells how a page lies, and reads nothing.
        languages.retain(|language| !language.is_empty() && language != "osd");
        if languages.is_empty() {
            return Err(EngineError::Missing(
                "tesseract is installed without a language: install tesseract-ocr-eng, or others".into(),
            ));
        }
        Ok(Reader {
            version: version.unwrap_or("of an unknown version").to_owned(),
            languages,
        })
    }

    /// Makes of a picture (JPEG) one in which only what is bright is left, dark on white: captions over a film, which no
    /// reader of pages finds among leaves and faces.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn lift_letters(&self, picture: &Path, out: &Path, watch: &Watch) -> Result<(), EngineError> {
        let filter = format!("format=gray,lut=y='if(gte(val,{BRIGHT}),0,255)'");
        let rest = [
            "-vf",
            &filter,
            "-c:v",
            "png",
            "-threads",
            "1",
            "-f",
            "image2pipe",
            "pipe:1",
        ];
        let arguments = QUIETLY.iter().chain(&jpeg::INPUT).chain(&rest);
        let call = Call {
            program: Program::Ffmpeg,
            arguments: arguments.map(Into::into).collect(),
            input: Some(picture.to_owned()),
            beside: None,
            output: Output::File(out.to_owned()),
            measure: Measure::Frames,
            total: 1,
            time_limit: LONGEST,
        };
        self.run(call, watch).await?;
        Ok(())
    }

    /// The words in a picture (JPEG or PNG) as tesseract's table: tab-separated, a line for each block, paragraph, line
    /// and word. `language` is one that [`Reader::languages`] names.
    ///
    /// # Errors
    /// [`EngineError::Missing`] without tesseract, [`EngineError::Failed`] when it fails.
    pub async fn read_letters(
        &self,
        picture: &Path,
        language: &str,
        layout: Layout,
        watch: &Watch,
    ) -> Result<String, EngineError> {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'-');
        if language.is_empty() || language.starts_with('-') || !language.bytes().all(is_name) {
            return Err(EngineError::Request(format!(
                "'{language}' is no language of tesseract"
            )));
        }
        // Page segmentation modes of tesseract(1): 3 finds columns and lines, 11 looks for letters wherever they are.
        let mode = match layout {
            Layout::Page => "3",
            Layout::Scattered => "11",
        };
        let arguments = ["stdin", "stdout", "-l", language, "--psm", mode, "tsv"];
        let mut said = Vec::new();
        let mut sink = |bytes: &[u8]| {
            said.extend_from_slice(bytes);
            Ok(())
        };
        let call = Call {
            program: Program::Tesseract,
            arguments: arguments.iter().map(Into::into).collect(),
            input: Some(picture.to_owned()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 0,
            time_limit: LONGEST,
        };
        self.run(call, watch).await?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }
}
