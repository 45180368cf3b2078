//! What the tests stand on: the engine, a scratch folder, films made to order.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use engine::{Engine, EngineConfig, PictureEncode, Reading};
use media::facts::Survey;
use media::time::{FrameRate, MediaTime};

pub(crate) struct Stage {
    pub(crate) engine: Engine,
    ffmpeg: PathBuf,
    folder: tempfile::TempDir,
}

pub(crate) async fn stage() -> Stage {
    let config = EngineConfig {
        cell: Some(env!("CARGO_BIN_EXE_engine-cell").into()),
        nice: 0,
        ..EngineConfig::default()
    };
    let engine = Engine::find(&config).await.expect("run `make setup` first");
    let ffmpeg = engine.report().await.unwrap().ffmpeg;
    Stage {
        engine,
        ffmpeg,
        folder: tempfile::tempdir().unwrap(),
    }
}

impl Stage {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a file with ffmpeg, `arguments` as one would type them.
    pub(crate) fn make(&self, name: &str, arguments: &str) -> PathBuf {
        let path = self.path(name);
        let status = Command::new(&self.ffmpeg)
            .args(["-v", "error", "-y", "-nostdin"])
            .args(arguments.split_whitespace())
            .arg(&path)
            .stdin(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "ffmpeg {arguments}");
        path
    }

    /// What ffmpeg writes to its standard output.
    pub(crate) fn ask(&self, input: &Path, arguments: &str) -> Vec<u8> {
        let output = Command::new(&self.ffmpeg)
            .args(["-v", "error", "-nostdin", "-i"])
            .arg(input)
            .args(arguments.split_whitespace())
            .arg("-")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "ffmpeg {arguments}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    /// Bytes of a film.
    pub(crate) fn bytes(&self, path: &Path) -> Vec<u8> {
        std::fs::read(path).unwrap()
    }
}

/// A film that others made, when it is at hand.
pub(crate) fn real_film(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let places = [
        root.join(".engine/films").join(name),
        root.join("../shared/media/video").join(name),
        root.join("../../shared/media/video").join(name),
    ];
    let found = places.into_iter().find(|path| path.is_file());
    if found.is_none() {
        println!("left out: {name} is not at hand");
    }
    found
}

/// The whole picture of a film as one piece, small and quick to encode.
pub(crate) fn whole_picture(source: &Path, survey: &Survey) -> PictureEncode {
    let picture = survey.facts.pictures.first().unwrap();
    let timing = survey
        .timings
        .iter()
        .find(|timing| timing.stream == picture.index)
        .unwrap();
    let rate = picture.average_rate.or(picture.base_rate).unwrap();
    let start = timing.first;
    let length = MediaTime::from_micros(timing.end.micros() - start.micros());
    let frames = rate.frames_before(length);
    PictureEncode {
        reading: Reading {
            source: source.into(),
            container: survey.facts.container.clone(),
            stream: picture.index,
            rate,
            start,
            source_frames: frames,
            seekable: false,
            rotation: picture.rotation,
            deinterlace: None,
            tone_map: None,
        },
        first_frame: 0,
        frames,
        width: 160,
        height: 90,
        crf: 30,
        max_rate: 400_000,
        buffer: 800_000,
        profile: "main".into(),
        preset: "ultrafast".into(),
        gop_frames: rate.frames_in_seconds(2),
        threads: 2,
    }
}

pub(crate) fn rate(numerator: u32, denominator: u32) -> FrameRate {
    FrameRate::new(numerator, denominator).unwrap()
}
