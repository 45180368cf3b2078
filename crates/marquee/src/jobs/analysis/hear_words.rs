use engine::SoundReading;
use house::Digest;
use house::analyse::sound::Hearing;
use house::analyse::{Line, Span};
use house::master::{SoundConform, sought_from};
use media::time::MediaTime;
use serde::{Deserialize, Serialize};
use speech::{Heard, Listener, ModelFolder, Progress, RATE, SpeechError, pieces};

use super::super::{Failure, Job, Outcome, Work};
use super::kept;
use crate::voice::code_of;

/// Listens for words in one piece of a tape's sound, where the ear heard somebody speak or sing. Leaves behind
/// [`PieceWords`]. Waits for [`super::HearSound`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HearWords {
    /// Vault object of the tape.
    pub source: Digest,
    pub container: String,
    pub sound: SoundConform,
    pub piece: u32,
    /// How many pieces there are.
    pub of: u32,
    /// Digest of the model's files.
    pub model: Digest,
    /// BCP 47: what is spoken, if somebody said so.
    pub language: Option<String>,
    pub engine: String,
}

/// What was said in a piece. Times are on the tape's time line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PieceWords {
    /// Code of the language it was heard in; `None` where nobody speaks.
    pub(super) language: Option<String>,
    pub(super) lines: Vec<Line>,
}

impl Job for HearWords {
    const KIND: &'static str = "hear-words";
    const VERSION: u32 = speech::REVISION;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let hearing: Hearing = kept::read(work, 0, 0)?;
        let piece = pieces::piece(&hearing, self.piece, self.of);
        let stretches = pieces::stretches(&hearing, piece);
        let words = match stretches.last() {
            Some(last) => {
                let samples = self.samples(work, piece, last.end).await?;
                let heard = self.listen(work, samples, stretches).await?;
                self.on_the_tape(heard, piece)
            }
            None => PieceWords {
                language: None,
                lines: Vec::new(),
            },
        };
        let path = work.scratch("words");
        kept::write(&path, &words)?;
        Ok(Outcome {
            outputs: vec![work.keep(path).await?.digest],
            effects: Vec::new(),
        })
    }
}

impl HearWords {
    /// The piece as the model hears it, up to its last word: one channel at 16 kHz.
    async fn samples(&self, work: &Work, piece: Span, end: usize) -> Result<Vec<f32>, Failure> {
        // A second more: the ear may have taken the last word for ended too soon.
        let wanted = i64::try_from(end)
            .unwrap_or(i64::MAX)
            .saturating_add(i64::from(RATE));
        let wanted = wanted.saturating_mul(1_000_000) / i64::from(RATE);
        let length = wanted.min(piece.micros());
        let start = piece.start.micros();
        let asset = work
            .workshop
            .house
            .catalogue
            .asset_by_digest(&self.source)
            .await?;
        let first = asset.and_then(|asset| sought_from(&asset.survey, self.sound.stream));
        let length = MediaTime::from_micros(length);
        let reading = SoundReading {
            channels: 1,
            sample_rate: RATE,
            offset: MediaTime::from_micros(self.sound.offset.micros().saturating_sub(start)),
            first,
            ..work
                .workshop
                .sound_reading(&self.source, &self.container, &self.sound, length)?
        };
        let mut samples = Vec::new();
        let take = |run: &[f32]| {
            samples.extend_from_slice(run);
            Ok(())
        };
        // Complaints were heard by the ear already.
        let stop = engine::Watch::new(|_| {}, work.stop().clone());
        work.workshop.engine.hear(&reading, take, &stop).await?;
        Ok(samples)
    }

    async fn listen(
        &self,
        work: &Work,
        samples: Vec<f32>,
        stretches: Vec<std::ops::Range<usize>>,
    ) -> Result<Heard, Failure> {
        let Some(folder) = work.workshop.house.config.speech.model.clone() else {
            return Err(Failure::Lasting(
                "marquee.toml names no speech.model any more, by which words were to be heard".into(),
            ));
        };
        let turn = work.workshop.listening.clone().lock_owned().await;
        let (wanted, language) = (self.model, self.language.clone());
        let (tell, stop) = (work.teller(), work.stop().clone());
        work.blocking(move || {
            let _turn = turn;
            let model = ModelFolder::open(&folder).map_err(failed)?;
            if model.digest().map_err(failed)? != wanted {
                return Err(Failure::Lasting(format!(
                    "the model in '{}' is another than this step was planned for: `marquee analyse` plans it anew",
                    folder.display()
                )));
            }
            let mut listener = Listener::load(model).map_err(failed)?;
            let go_on = |progress: Progress| {
                tell(progress.done as u64, progress.total as u64);
                !stop.is_cancelled()
            };
            let language = language.as_deref().map(code_of);
            listener.hear(&samples, &stretches, language, go_on).map_err(failed)
        })
        .await
    }

    fn on_the_tape(&self, heard: Heard, piece: Span) -> PieceWords {
        let start = piece.start.micros();
        let shift = |span: Span| {
            Span::of_micros(
                span.start.micros().saturating_add(start),
                span.end.micros().saturating_add(start),
            )
        };
        let mut lines = heard.lines;
        for line in &mut lines {
            line.span = shift(line.span);
            for word in &mut line.words {
                word.span = shift(word.span);
            }
        }
        let told = self.language.clone();
        PieceWords {
            language: heard.language.map(|code| told.unwrap_or(code)),
            lines,
        }
    }
}

fn failed(error: SpeechError) -> Failure {
    match error {
        SpeechError::Stopped => Failure::Stopped,
        SpeechError::File { .. } => Failure::Passing(error.to_string()),
        _ => Failure::Lasting(error.to_string()),
    }
}
