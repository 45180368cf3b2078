use engine::TextExtract;
use house::Digest;
use house::encode::{Rendition, Stage, Track};
use house::id::{MasterId, RenditionId, RenditionKey};
use house::master::{TextConform, TextSource};
use media::text::{Cue, read_subtitles, write_webvtt};
use media::time::MediaTime;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::timeline::Timeline;
use super::{Failure, Job, Outcome, Work};

/// Makes a WebVTT rendition of a subtitle file or of a text stream of the film.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConvertText {
    pub master: MasterId,
    /// Vault object of the film.
    pub film: Digest,
    pub container: String,
    pub text: TextConform,
    /// Presentation time in the film that becomes 0 (the picture's start).
    pub start: MediaTime,
    pub timeline: Timeline,
    pub engine: String,
}

/// Far above any film's subtitles; keeps a wrong file from being read into memory.
const LARGEST: u64 = 32 << 20;

impl Job for ConvertText {
    const KIND: &'static str = "convert-text";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let bytes = self.bytes(work).await?;
        let read = read_subtitles(&bytes).map_err(|error| self.refusal(&error.to_string()))?;
        let cues = within(read.cues, self.timeline.length()?);
        if cues.is_empty() {
            return Err(self.refusal("all its lines come after the film's end"));
        }
        let out = work.scratch("text.vtt");
        let path = out.clone();
        work.blocking(move || {
            std::fs::write(&path, write_webvtt(&cues)).map_err(|error| Failure::io(&path, &error))
        })
        .await?;
        let kept = work.keep(out).await?;
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: vec![Effect::PutRendition(Box::new(self.rendition(kept, work)))],
        })
    }
}

impl ConvertText {
    async fn bytes(&self, work: &Work) -> Result<Vec<u8>, Failure> {
        let path = match &self.text.source {
            TextSource::File(digest) => work.workshop.object(digest)?,
            TextSource::Stream(stream) => self.extract(*stream, work).await?,
        };
        work.blocking(move || {
            let length = std::fs::metadata(&path)
                .map_err(|error| Failure::io(&path, &error))?
                .len();
            if length > LARGEST {
                return Err(Failure::Lasting(format!(
                    "{length} bytes are too many for subtitles"
                )));
            }
            std::fs::read(&path).map_err(|error| Failure::io(&path, &error))
        })
        .await
    }

    async fn extract(&self, stream: u32, work: &Work) -> Result<std::path::PathBuf, Failure> {
        work.workshop.expect_engine(&self.engine)?;
        let out = work.scratch("extracted.vtt");
        let request = TextExtract {
            source: work.workshop.object(&self.film)?,
            container: self.container.clone(),
            stream,
            start: self.start,
        };
        work.workshop
            .engine
            .extract_text(&request, &out, &work.watch())
            .await?;
        Ok(out)
    }

    fn refusal(&self, why: &str) -> Failure {
        let what = match &self.text.source {
            TextSource::File(_) => format!("the subtitle file ({})", self.text.language),
            TextSource::Stream(stream) => format!("subtitle stream {stream} of the film"),
        };
        Failure::Lasting(format!("{what} cannot be used: {why}"))
    }

    fn rendition(&self, kept: store::Kept, work: &Work) -> Rendition {
        let text = &self.text;
        Rendition {
            id: RenditionId::random(),
            key: RenditionKey::random(),
            master: self.master.clone(),
            track: Track::Text {
                language: text.language.clone(),
                title: text.title.clone(),
                forced: text.forced,
                hearing_impaired: text.hearing_impaired,
                default: text.default,
            },
            digest: kept.digest,
            bytes: kept.bytes,
            segments: None,
            stage: Stage::Made,
            made: work.workshop.house.clock.now(),
        }
    }
}

/// Cues that start within the film; the last may not outlast it.
fn within(cues: Vec<Cue>, length: MediaTime) -> Vec<Cue> {
    cues.into_iter()
        .filter(|cue| cue.start < length)
        .map(|mut cue| {
            cue.end = cue.end.min(length);
            cue
        })
        .collect()
}
