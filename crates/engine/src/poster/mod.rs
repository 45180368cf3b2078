mod card;
mod look;
mod pick;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use media::facts::PictureStream;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::{Reading, Target, convert, tags};

use crate::stills::jpegs;
use crate::{Engine, EngineError, Watch, jpeg};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosterRequest {
    pub reading: Reading,
    /// Size of the poster.
    pub width: u32,
    pub height: u32,
    /// How many candidates to bring; spread over the film.
    pub candidates: u32,
}

/// A frame that could be the poster, with measures of its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosterCandidate {
    /// A JPEG.
    pub path: PathBuf,
    /// Frame of the master's grid.
    pub frame: u64,
    /// Mean luma, 0 (black) to 255 (white).
    pub luma: u8,
    /// Standard deviation of luma, 0 (one tone) to 127.
    pub contrast: u8,
    /// Mean step between neighbouring pixels, in hundredths of a luma step: how much there is to see.
    pub detail: u32,
    /// Mean colour, for the page's accent.
    pub colour: [u8; 3],
}

impl PosterCandidate {
    /// Too dark or too even to tell the film by.
    pub fn is_blank(&self) -> bool {
        self.luma < 24 || self.contrast < 8
    }

    /// How well it would stand on a page: something to see, neither night nor glare.
    fn rank(&self) -> u64 {
        let light = 128_u64.saturating_sub(u64::from(self.luma.abs_diff(110)));
        light * u64::from(self.contrast) * (u64::from(self.detail) + 100)
    }
}

/// Looked for once more, this many times closer, when all candidates were blank.
const SECOND_LOOK: u32 = 4;

impl Engine {
    /// Brings candidates, best first, written into `folder`, which exists. Blank frames are left out while there is
    /// any other; a film of nothing but blank frames gets one painted card, so that a poster is never black.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn take_poster(
        &self,
        request: &PosterRequest,
        folder: &Path,
        watch: &Watch,
    ) -> Result<Vec<PosterCandidate>, EngineError> {
        if request.candidates == 0 || request.reading.source_frames == 0 {
            return Err(EngineError::Request("a poster of no frame".into()));
        }
        let stream = request.reading.stream(self).await?;
        for closer in [1, SECOND_LOOK] {
            let frames = request.spread(request.candidates.saturating_mul(closer));
            let mut found = self.look_at(request, &stream, &frames, folder, watch).await?;
            found.sort_by_key(|candidate| std::cmp::Reverse(candidate.rank()));
            let (blank, good): (Vec<_>, Vec<_>) = found.into_iter().partition(PosterCandidate::is_blank);
            for candidate in &blank {
                std::fs::remove_file(&candidate.path).map_err(EngineError::file(&candidate.path))?;
            }
            if !good.is_empty() {
                return Ok(good);
            }
        }
        Ok(vec![self.paint_card(request, folder, watch).await?])
    }

    /// Takes those frames that can be decoded and measures them.
    async fn look_at(
        &self,
        request: &PosterRequest,
        stream: &PictureStream,
        frames: &[u64],
        folder: &Path,
        watch: &Watch,
    ) -> Result<Vec<PosterCandidate>, EngineError> {
        let mut taken: Vec<(u64, Vec<u8>)> = Vec::new();
        if request.reading.seekable {
            for frame in frames {
                let row = self.take_frames(request, stream, &[*frame], watch).await?;
                taken.extend(
                    jpeg::split(&row)
                        .first()
                        .map(|picture| (*frame, picture.to_vec())),
                );
            }
        } else {
            let row = self.take_frames(request, stream, frames, watch).await?;
            let pictures = jpeg::split(&row);
            taken.extend(
                frames
                    .iter()
                    .zip(pictures)
                    .map(|(frame, picture)| (*frame, picture.to_vec())),
            );
        }
        let mut candidates = Vec::new();
        for (frame, picture) in taken {
            let path = folder.join(format!("poster-{frame}.jpg"));
            std::fs::write(&path, picture).map_err(EngineError::file(&path))?;
            candidates.push(self.measured(path, frame, watch).await?);
        }
        Ok(candidates)
    }

    /// These frames as a row of JPEGs; frames in rising order.
    async fn take_frames(
        &self,
        request: &PosterRequest,
        stream: &PictureStream,
        frames: &[u64],
        watch: &Watch,
    ) -> Result<Vec<u8>, EngineError> {
        let reading = &request.reading;
        let first = frames.first().copied().unwrap_or(0);
        let last = frames.last().copied().unwrap_or(0);
        let from = request.reading.seekable.then_some(first);
        let (mut arguments, sought) = reading.input(&self.threads(), from, &[])?;
        let chosen: Vec<String> = frames.iter().map(|frame| format!("eq(pts\\,{frame})")).collect();
        let mut filters = reading.on_grid(sought);
        filters.push(format!("trim=start_pts={first}:end_pts={}", last + 1));
        filters.push(format!("select={}", chosen.join("+")));
        filters.extend(reading.upright());
        filters.extend(convert(
            reading,
            stream,
            (request.width, request.height),
            Target::Jpeg,
        ));
        filters.push(tags(Target::Jpeg));
        let mapping = [
            "-map",
            &format!("0:{}", request.reading.stream),
            "-vf",
            &filters.join(","),
        ]
        .map(OsString::from);
        arguments.extend(mapping);
        arguments.extend(jpegs().map(OsString::from));
        arguments.push("pipe:1".into());
        let mut row = Vec::new();
        let mut sink = |bytes: &[u8]| {
            row.extend_from_slice(bytes);
            Ok(())
        };
        let decoded = if request.reading.seekable { 1000 } else { last };
        let call = Call {
            program: Program::Ffmpeg,
            arguments,
            input: Some(request.reading.source.clone()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 0,
            time_limit: Duration::from_secs(decoded.saturating_mul(2).saturating_add(600)),
        };
        self.run(call, watch).await?;
        Ok(row)
    }

    async fn measured(
        &self,
        path: PathBuf,
        frame: u64,
        watch: &Watch,
    ) -> Result<PosterCandidate, EngineError> {
        let look::Look {
            luma,
            contrast,
            detail,
            colour,
        } = self.measure(&path, watch).await?;
        Ok(PosterCandidate {
            path,
            frame,
            luma,
            contrast,
            detail,
            colour,
        })
    }
}

impl PosterRequest {
    /// Frames spread evenly, away from titles at the beginning and credits at the end.
    fn spread(&self, count: u32) -> Vec<u64> {
        let (first, last) = (
            self.reading.source_frames / 20,
            self.reading.source_frames * 17 / 20,
        );
        let count = u64::from(count);
        let mut frames: Vec<u64> = (0..count)
            .map(|number| first + (last - first) * (2 * number + 1) / (2 * count))
            .collect();
        frames.dedup();
        frames
    }
}
