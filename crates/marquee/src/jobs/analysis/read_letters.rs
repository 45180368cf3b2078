use std::path::Path;

use engine::{Layout, PosterRequest};
use house::Digest;
use house::analyse::words::{SeenLine, both_read, read_table};
use house::master::PictureConform;
use serde::{Deserialize, Serialize};

use super::super::{Failure, Job, Outcome, Work};
use super::kept;

/// Reads the letters in a few pictures of a tape, or on a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadLetters {
    pub source: Digest,
    pub container: String,
    pub picture: PictureConform,
    /// In their order.
    pub frames: Vec<u64>,
    pub width: u32,
    pub height: u32,
    /// By tesseract's name.
    pub language: String,
    /// Letters stand in columns and lines, and not here and there.
    pub is_page: bool,
    /// Which reader: part of the step's key.
    pub read_by: String,
}

/// What one picture says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReadPicture {
    pub(super) frame: u64,
    pub(super) lines: Vec<SeenLine>,
}

impl Job for ReadLetters {
    const KIND: &'static str = "read-letters";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let engine = &work.workshop.engine;
        let layout = if self.is_page {
            Layout::Page
        } else {
            Layout::Scattered
        };
        let request = PosterRequest {
            reading: work
                .workshop
                .reading(&self.source, &self.container, &self.picture)?,
            width: self.width,
            height: self.height,
            candidates: 1,
        };
        let folder = work.scratch("pictures");
        std::fs::create_dir(&folder).map_err(|error| Failure::io(&folder, &error))?;
        let watch = work.watch();
        let mut read = Vec::new();
        for frame in &self.frames {
            if work.stop().is_cancelled() {
                return Err(Failure::Stopped);
            }
            let taken = match engine.take_frame(&request, *frame, &folder, &watch).await {
                Ok(taken) => taken,
                // A stretch that cannot be read is a finding of the pass; what is around it is read.
                Err(error) if self.frames.len() > 1 => {
                    tracing::info!(frame, %error, "a picture that cannot be taken is not read");
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let read_in = async |picture: &Path| -> Result<Vec<SeenLine>, Failure> {
                let table = engine
                    .read_letters(picture, &self.language, layout, &watch)
                    .await?;
                Ok(read_table(&table, self.is_page))
            };
            let mut lines = read_in(&taken.path).await?;
            if !self.is_page {
                let lifted = folder.join("lifted.png");
                engine.lift_letters(&taken.path, &lifted, &watch).await?;
                lines = both_read(lines, read_in(&lifted).await?);
            }
            std::fs::remove_file(&taken.path).map_err(|error| Failure::io(&taken.path, &error))?;
            read.push(ReadPicture { frame: *frame, lines });
        }
        let path = work.scratch("read");
        kept::write(&path, &read)?;
        let kept = work.keep(path).await?;
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: Vec::new(),
        })
    }
}
