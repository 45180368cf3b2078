//! What is said on a tape: the steps of listening for it.

use house::Digest;
use house::analyse::words::TranscriptSource;
use house::archive::Asset;
use house::id::JobId;
use house::team::Actor;
use speech::pieces;

use super::analyse::{LAST, Plan, sheet_of, sound_of};
use crate::cli::problem::Advised;
use crate::jobs::Job;
use crate::jobs::analysis::{FileWords, HearWords};
use crate::open_house::OpenHouse;
use crate::voice::Voice;

/// Bytes that the words of a piece take.
const DISK_OF_WORDS: u64 = 4 << 20;

/// Queues the steps of hearing what is said on a tape, and what must be known of its sound before.
///
/// # Errors
/// A sentence when the house has no model, it cannot be used, or nothing sounds.
pub async fn order_words(house: &OpenHouse, by: Option<&Actor>, asset: &Asset) -> anyhow::Result<Vec<JobId>> {
    let Some(voice) = house.voice().await? else {
        return Err(Advised::new(
            "this house has no model that hears words",
            "name the folder of a Whisper model in marquee.toml: [speech], model = \"...\"",
        )
        .into());
    };
    let sheet = sheet_of(asset)?;
    let mut plan = Plan::of(asset, &sheet.container, house.engine().await?.build());
    let Some(sound) = plan.sound(&sheet)? else {
        let sentence = format!("'{}' has no sound, so no words", asset.file_name);
        return Err(Advised::new(sentence, "`marquee words ASSET --import FILE` brings words in").into());
    };
    plan.words(house, voice, &sheet, sound).await?;
    plan.enqueue(house, by, "asset.hear").await
}

/// A sentence that says why this house hears no words although it should; `None`: it does, or has no model.
pub async fn why_no_words(house: &OpenHouse) -> Option<String> {
    house.voice().await.err().map(|error| format!("{error:#}"))
}

impl Plan<'_> {
    /// Hears the words of a sound that the step at `sound` hears, and files them.
    pub(super) async fn words(
        &mut self,
        house: &OpenHouse,
        voice: &Voice,
        sheet: &house::master::ConformSheet,
        sound: usize,
    ) -> anyhow::Result<()> {
        let Some((heard, conform)) = self.jobs.get(sound).zip(sound_of(sheet)) else {
            return Ok(());
        };
        let (sound_key, sound_id) = (heard.key.0, heard.id.clone());
        let of = pieces::count(Self::length(sheet)?.micros());
        self.priority = LAST;
        let (mut keys, mut ids) = (Vec::<Digest>::new(), Vec::new());
        for piece in 0..of {
            let step = HearWords {
                source: self.asset.digest,
                container: self.container.to_owned(),
                sound: conform.clone(),
                piece,
                of,
                model: voice.model,
                language: voice.language.clone(),
                engine: self.engine.to_owned(),
            };
            let name = match of {
                1 => "words".to_owned(),
                many => format!("words, piece {} of {many}", piece + 1),
            };
            let key = step.key(&[self.asset.digest, sound_key], self.engine)?;
            self.add(&step, key, &name, vec![sound_id.clone()], DISK_OF_WORDS)?;
            keys.push(key.0);
            ids.extend(self.jobs.last().map(|job| job.id.clone()));
        }
        let transcripts = house.catalogue.transcripts(&self.asset.id).await?;
        let others = |one: &&house::analyse::words::Transcript| {
            one.source == TranscriptSource::Whisper && one.engine.as_deref() != Some(voice.name.as_str())
        };
        let step = FileWords {
            asset: self.asset.id.clone(),
            engine: voice.name.clone(),
            instead_of: transcripts.iter().find(others).map(|one| one.made.micros()),
        };
        let key = step.key(&keys, self.engine)?;
        self.add(&step, key, "words, join", ids, 0)?;
        Ok(())
    }
}
