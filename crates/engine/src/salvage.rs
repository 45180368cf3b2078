use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use media::facts::Survey;
use media::time::MediaTime;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::opening;
use crate::{Engine, EngineError, Watch};

/// What could be saved of a damaged file.
#[derive(Debug, Clone, PartialEq)]
pub struct Salvaged {
    /// The saved file looked over.
    pub survey: Survey,
    /// What was left behind, in sentences.
    pub notes: Vec<String>,
}

impl Engine {
    /// Copies the readable part of `source` into `out`, in a container of the same family where there is one; nothing
    /// is encoded again.
    ///
    /// # Errors
    /// [`EngineError::Refused`] when nothing can be read.
    pub async fn salvage(&self, source: &Path, out: &Path, watch: &Watch) -> Result<Salvaged, EngineError> {
        let before = self.survey(source).await?;
        if before.facts.still {
            return Err(EngineError::refused("A damaged picture cannot be saved in part."));
        }
        let container = before.facts.container.as_str();
        // What the family cannot hold, Matroska mostly can; and text that nobody can hold is given up first.
        let attempts = [(family(container), true), ("matroska", true), ("matroska", false)];
        let mut failure = None;
        for (muxer, with_text) in attempts {
            let call = copy(source, container, muxer, with_text, out)?;
            match self.run(call, watch).await {
                Ok(ended) => return self.told(&before, out, with_text, &ended.messages).await,
                Err(error @ EngineError::Failed { .. }) => failure = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(failure.unwrap_or_else(|| EngineError::refused("Nothing of this file can be saved.")))
    }

    async fn told(
        &self,
        before: &Survey,
        out: &Path,
        with_text: bool,
        messages: &[String],
    ) -> Result<Salvaged, EngineError> {
        let survey = match self.survey(out).await {
            Err(EngineError::Refused { .. }) => {
                return Err(EngineError::refused(
                    "Nothing of this file can be saved: no frame of it is whole.",
                ));
            }
            other => other?,
        };
        let mut notes = Vec::new();
        let stated = before.facts.duration.unwrap_or(MediaTime::ZERO);
        let saved = survey.facts.duration.unwrap_or(MediaTime::ZERO);
        notes.push(if saved.micros().saturating_add(500_000) < stated.micros() {
            format!(
                "{} s of {} s could be saved; the rest is missing from the file.",
                tenths(saved),
                tenths(stated)
            )
        } else {
            format!("{} s could be saved.", tenths(saved))
        });
        let dropped = messages.iter().filter(|line| line.contains("corrupt")).count();
        if dropped > 0 {
            notes.push("Frames that were damaged at the break were left out.".into());
        }
        if !with_text && !before.facts.texts.is_empty() {
            notes.push("The subtitles inside the file could not be saved.".into());
        }
        Ok(Salvaged { survey, notes })
    }
}

/// The muxer that keeps the file's exact times and codecs.
fn family(container: &str) -> &'static str {
    match container.split(',').next().unwrap_or_default() {
        "mov" => "mov",
        "mpegts" | "mpeg" => "mpegts",
        "wav" => "wav",
        "flac" => "flac",
        "mp3" => "mp3",
        "ogg" => "ogg",
        _ => "matroska",
    }
}

fn copy<'a>(
    source: &Path,
    container: &str,
    muxer: &str,
    with_text: bool,
    out: &Path,
) -> Result<Call<'a>, EngineError> {
    let length = std::fs::metadata(source)
        .map_err(EngineError::file(source))?
        .len();
    let mut arguments = opening(container);
    let read = [
        "-err_detect",
        "ignore_err",
        "-fflags",
        "+discardcorrupt+genpts",
        "-i",
        "fd:",
    ];
    let text: &[&str] = if with_text { &["-map", "0:s?"] } else { &[] };
    let write = [
        "-map",
        "0:v?",
        "-map",
        "0:a?",
        "-c",
        "copy",
        "-avoid_negative_ts",
        "disabled",
        "-max_interleave_delta",
        "0",
        "-fflags",
        "+bitexact",
        "-f",
        muxer,
        "fd:",
    ];
    arguments.extend(read.iter().chain(text).chain(&write).map(OsString::from));
    Ok(Call {
        program: Program::Ffmpeg,
        arguments,
        input: Some(source.to_owned()),
        beside: None,
        output: Output::File(out.to_owned()),
        measure: Measure::Micros,
        total: 0,
        // A damaged card reads slowly: 100 kB a second.
        time_limit: Duration::from_secs(600 + length / 100_000),
    })
}

/// "12.3", for people.
fn tenths(time: MediaTime) -> String {
    let tenths = time.micros() / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}
