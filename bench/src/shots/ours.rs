//! Our side: the engine's look at a film, an Eye on it, and the shots found.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use ::engine::{Engine, EngineConfig, LookRequest, Reading, Watch};
use anyhow::Context;
use house::analyse::look::{Eye, LooksReader, LooksWriter};
use house::analyse::shots::find_shots;
use house::analyse::{Shot, Transition};
use media::time::{FrameNo, FrameRate, MediaTime};

use super::score::Said;
use super::truth::Kind;

pub(super) const WIDTH: u32 = 384;
pub(super) const HEIGHT: u32 = 216;

pub(super) async fn engine() -> anyhow::Result<Engine> {
    Ok(Engine::find(&EngineConfig::default()).await?)
}

/// One film as the pass over a tape looks at it; `looks` is written.
pub(super) async fn look(engine: &Engine, film: &Film<'_>, looks: &Path) -> anyhow::Result<()> {
    let request = LookRequest {
        reading: Reading {
            source: film.file.to_owned(),
            container: "mov".into(),
            stream: 0,
            rate: film.rate,
            start: MediaTime::ZERO,
            source_frames: film.frames,
            seekable: true,
            rotation: 0,
            deinterlace: None,
            tone_map: None,
        },
        first_frame: 0,
        frames: film.frames,
        width: WIDTH,
        height: HEIGHT,
    };
    let unfinished = looks.with_extension("part");
    let mut writer = LooksWriter::new(BufWriter::new(File::create(&unfinished)?), FrameNo(0))?;
    let mut eye = Eye::new();
    let mut trouble = None;
    let take = |_, planes: media::frames::Planes<'_>| {
        let look = eye.see(planes);
        if trouble.is_none() {
            trouble = writer.write(&look).err();
        }
        Ok(())
    };
    engine.look(&request, take, &Watch::none()).await?;
    if let Some(trouble) = trouble {
        return Err(trouble.into());
    }
    writer.finish()?;
    Ok(fs::rename(unfinished, looks)?)
}

pub(super) struct Film<'a> {
    pub(super) file: &'a Path,
    pub(super) rate: FrameRate,
    pub(super) frames: u64,
}

pub(super) fn shots(looks: &Path, rate: FrameRate) -> anyhow::Result<Vec<Shot>> {
    let reader = LooksReader::new(BufReader::new(File::open(looks).context("looks")?))?;
    let looks: Vec<_> = reader.collect::<Result<_, _>>()?;
    Ok(find_shots(looks, rate))
}

pub(super) fn said(shots: &[Shot]) -> Vec<Said> {
    let place = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let mut said = Vec::new();
    for shot in shots {
        let kind = match shot.transition_in {
            Transition::Start => continue,
            Transition::Cut => Kind::Cut,
            Transition::Dissolve => Kind::Dissolve,
            Transition::Fade => Kind::Fade,
        };
        said.push(Said {
            first: place(shot.first.0),
            end: place(shot.first.0 + shot.transition_frames),
            kind: Some(kind),
        });
    }
    said
}
