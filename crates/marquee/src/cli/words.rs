use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use house::analyse::words::{Brought, Correction, Transcript, bring_in};
use house::analyse::{Line, Span};
use house::archive::{Asset, Sidecar};
use house::language;
use house::team::Actor;
use media::time::MediaTime;
use serde::Serialize;

use super::Front;
use super::problem::Advised;
use super::publish::{say_who_works, wait};
use super::table::Table;
use super::time;
use crate::named;
use crate::open_house::OpenHouse;
use crate::production::{Awaited, order_letters, order_words};

/// Show what is said and written on an asset, hear it, read it, bring words in, correct them
///
/// SubRip, WebVTT and plain text are brought in. A plain text gets its times from what the house heard, where both say
/// the same; without such it is found by its words, but not by its seconds. Corrections are kept apart from
/// transcripts: when an asset is analysed anew, they stay.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("deed").args(["hear", "read"]).multiple(false)))]
pub struct Words {
    /// Id
    #[arg(value_name = "ASSET")]
    asset: String,
    /// Which language: of several, or of the file that is brought in [default: told from the file's name]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Bring in a file of words; an earlier one of the same language makes room
    #[arg(long, value_name = "FILE", conflicts_with_all = ["correct", "restore", "hear"])]
    import: Option<PathBuf>,
    /// Correct the line at a time: 1:02:03 or seconds, then the line as it should be ("" takes it away)
    #[arg(long, num_args = 2, value_names = ["TIME", "TEXT"], conflicts_with = "restore")]
    correct: Option<Vec<String>>,
    /// Take the corrections at a time back
    #[arg(long, value_name = "TIME")]
    restore: Option<String>,
    /// Listen for what is said, by the model that marquee.toml names
    #[arg(long, conflicts_with_all = ["correct", "restore", "language"])]
    hear: bool,
    /// Read what is written in its pictures, or on the page, where tesseract is installed; --language says in which
    #[arg(long, conflicts_with_all = ["import", "correct", "restore", "hear"])]
    read: bool,
    /// Wait until it is heard or read, and show it; works itself when no other program does
    #[arg(long, requires = "deed")]
    wait: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    language: Option<&'a str>,
    source: Option<&'a str>,
    timed: bool,
    lines: Vec<ShownLine<'a>>,
}

/// Seconds are null where they are not known.
#[derive(Serialize)]
struct ShownLine<'a> {
    start_s: Option<f64>,
    end_s: Option<f64>,
    text: &'a str,
    speaker: Option<&'a str>,
    words: Vec<ShownWord<'a>>,
}

#[derive(Serialize)]
struct ShownWord<'a> {
    start_s: f64,
    end_s: f64,
    text: &'a str,
}

impl Words {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let asset = named::asset(&house, &self.asset).await?;
        if self.hear || self.read {
            let jobs = match self.read {
                true => order_letters(&house, &Actor::Program, &asset, self.language.as_deref()).await?,
                false => order_words(&house, None, &asset).await?,
            };
            if !self.wait {
                return say_who_works(front, &house).await;
            }
            let awaited = Awaited {
                name: asset.file_name.clone(),
                title: None,
                jobs,
            };
            wait(front, &house, &[awaited]).await?;
        }
        if self.read {
            let transcripts = house.catalogue.transcripts(&asset.id).await?;
            let read = transcripts.iter().find(|one| !one.source.is_said());
            return show(front, &asset, read);
        }
        if let Some(file) = &self.import {
            return self.bring_in(front, &house, &asset, file).await;
        }
        if let Some(at) = &self.restore {
            return restore(front, &house, &asset, time::time(at).map_err(anyhow::Error::msg)?).await;
        }
        let transcript = self.wanted(&house, &asset).await?;
        if let Some([at, text]) = self.correct.as_deref() {
            let Some(transcript) = transcript else {
                return Err(no_words(&asset).into());
            };
            return correct(
                front,
                &house,
                &transcript,
                time::time(at).map_err(anyhow::Error::msg)?,
                text,
            )
            .await;
        }
        show(front, &asset, transcript.as_ref())
    }

    /// The first of what is shown, or the one of the language that is asked for.
    async fn wanted(&self, house: &OpenHouse, asset: &Asset) -> anyhow::Result<Option<Transcript>> {
        let mut shown = house.catalogue.words(&asset.id).await?;
        let Some(wanted) = &self.language else {
            return Ok((!shown.is_empty()).then(|| shown.remove(0)));
        };
        let tag = language::tag(wanted);
        let known: Vec<String> = shown.iter().map(|one| language::name(&one.language)).collect();
        let found = shown.into_iter().find(|one| one.language == tag);
        found.map(Some).ok_or_else(|| {
            let there = match known.as_slice() {
                [] => "no words are known of it yet".to_owned(),
                known => format!("there are {}", known.join(", ")),
            };
            Advised::new(
                format!(
                    "there are no {} words of asset {}",
                    language::name(&tag),
                    asset.id
                ),
                there,
            )
            .into()
        })
    }

    async fn bring_in(
        &self,
        front: &Front,
        house: &OpenHouse,
        asset: &Asset,
        file: &Path,
    ) -> anyhow::Result<()> {
        let bytes = std::fs::read(file).map_err(|why| {
            Advised::new(
                format!("'{}' cannot be read: {why}", file.display()),
                "name a file of SubRip, WebVTT or plain text",
            )
        })?;
        let name = file
            .file_name()
            .unwrap_or(file.as_os_str())
            .to_string_lossy()
            .into_owned();
        let tag = match &self.language {
            Some(said) => language::tag(said),
            None => Sidecar::of_name(&name).language,
        };
        if self.language.is_some() && tag == language::UNKNOWN {
            return Err(Advised::new(
                format!(
                    "'{}' is no language",
                    self.language.as_deref().unwrap_or_default()
                ),
                "write a code, such as en, de or pt-BR",
            )
            .into());
        }
        let known = house.catalogue.transcripts(&asset.id).await?;
        let brought = bring_in(asset, &bytes, &name, tag, &known, house.clock.now())?;
        house
            .catalogue
            .put_transcript(&Actor::Program, &brought.transcript)
            .await?;
        tell(front, &brought);
        if front.terminal.is_json() {
            return front.terminal.out_json(&Shown::of(Some(&brought.transcript)));
        }
        Ok(())
    }
}

fn tell(front: &Front, brought: &Brought) {
    for note in &brought.notes {
        front.terminal.say(note);
    }
    let count = brought.transcript.lines.len();
    let lines = if count == 1 {
        "1 line was".to_owned()
    } else {
        format!("{count} lines were")
    };
    let times = match (brought.found, brought.transcript.timed) {
        (Some((found, of)), _) => {
            format!("; {found} of its {of} words were found in what was heard, and give it its times")
        }
        (None, true) => String::new(),
        (None, false) => {
            "; it has no times, and nothing that was heard on this asset says the same: it is found by its \
                          words, not by its seconds"
                .to_owned()
        }
    };
    front.terminal.say(format!("{lines} brought in{times}."));
}

fn no_words(asset: &Asset) -> Advised {
    Advised::new(
        format!("no words are known of asset {} yet", asset.id),
        format!(
            "`marquee words {0} --hear` listens for them, `marquee words {0} --import FILE` brings a transcript in",
            asset.id
        ),
    )
}

async fn correct(
    front: &Front,
    house: &OpenHouse,
    transcript: &Transcript,
    at: MediaTime,
    text: &str,
) -> anyhow::Result<()> {
    let Some(line) = line_at(transcript, at) else {
        return Err(Advised::new(
            format!("nothing is said at {}", clock(at)),
            "`marquee words ASSET` lists the lines with their times",
        )
        .into());
    };
    let correction = Correction {
        span: line.span,
        language: transcript.language.clone(),
        said: transcript.source.is_said(),
        original: line.text.clone(),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        by: Actor::Program,
        made: house.clock.now(),
    };
    house
        .catalogue
        .correct_words(&transcript.asset, &correction)
        .await?;
    front.terminal.say(format!(
        "{}  {} -> {}",
        clock(line.span.start),
        line.text,
        correction.text
    ));
    Ok(())
}

/// The line that is said at a time; of several the one that began last.
fn line_at(transcript: &Transcript, at: MediaTime) -> Option<&Line> {
    let asked = second_from(at);
    let covers = |line: &&Line| line.span.start <= at && at < line.span.end;
    let mut lines = transcript.lines.iter().filter(|_| transcript.timed);
    let begins = |line: &&Line| (asked.start..asked.end).contains(&line.span.start);
    let found = lines.clone().find(begins);
    found.or_else(|| lines.rfind(covers))
}

/// Times are typed as they are shown, in whole seconds.
fn second_from(at: MediaTime) -> Span {
    Span::of_micros(at.micros(), at.micros().saturating_add(1_000_000))
}

async fn restore(front: &Front, house: &OpenHouse, asset: &Asset, at: MediaTime) -> anyhow::Result<()> {
    let taken = house
        .catalogue
        .restore_words(&Actor::Program, &asset.id, second_from(at))
        .await?;
    if taken.is_empty() {
        return Err(Advised::new(
            format!("nothing was corrected at {}", clock(at)),
            format!("`marquee words {}` lists the lines with their times", asset.id),
        )
        .into());
    }
    for correction in taken {
        front.terminal.say(format!(
            "{}  {} -> {}",
            clock(correction.span.start),
            correction.text,
            correction.original
        ));
    }
    Ok(())
}

fn show(front: &Front, asset: &Asset, transcript: Option<&Transcript>) -> anyhow::Result<()> {
    if front.terminal.is_json() {
        return front.terminal.out_json(&Shown::of(transcript));
    }
    let Some(transcript) = transcript else {
        let nothing = no_words(asset);
        front.terminal.say(format!("{nothing}."));
        return Ok(());
    };
    let mut table = Table::new(&["TIME", "SPEAKER", "WORDS"]);
    for line in &transcript.lines {
        table.row([
            if transcript.timed {
                clock(line.span.start)
            } else {
                "-".into()
            },
            line.speaker.clone().unwrap_or_default(),
            line.text.clone(),
        ]);
    }
    table.print(&front.terminal)
}

impl<'a> Shown<'a> {
    fn of(transcript: Option<&'a Transcript>) -> Self {
        let Some(transcript) = transcript else {
            return Self {
                language: None,
                source: None,
                timed: false,
                lines: Vec::new(),
            };
        };
        let timed = transcript.timed;
        Self {
            language: Some(&transcript.language),
            source: Some(transcript.source.as_str()),
            timed,
            lines: transcript
                .lines
                .iter()
                .map(|line| ShownLine {
                    start_s: timed.then(|| line.span.start.seconds_number()),
                    end_s: timed.then(|| line.span.end.seconds_number()),
                    text: &line.text,
                    speaker: line.speaker.as_deref(),
                    words: line
                        .words
                        .iter()
                        .map(|word| ShownWord {
                            start_s: word.span.start.seconds_number(),
                            end_s: word.span.end.seconds_number(),
                            text: &word.text,
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}

/// "0:12", "1:02:03": the second it is in.
pub(super) fn clock(time: MediaTime) -> String {
    super::facts::length_text(time)
}
