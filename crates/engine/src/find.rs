use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program};
use crate::{EngineConfig, EngineError, EngineReport, Watch, report};

/// The engine: found once, used by every step. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    parts: Arc<Parts>,
    build: Arc<str>,
}

#[derive(Debug)]
struct Parts {
    ffmpeg: PathBuf,
    ffprobe: PathBuf,
    tesseract: Option<PathBuf>,
    cell: PathBuf,
    config: EngineConfig,
}

/// The oldest FFmpeg that is tried with: 5 has no `fd:` protocol.
const OLDEST: u32 = 6;

impl Engine {
    /// Looks in the configuration, `$MARQUEE_ENGINE`, `.engine/` in the working folder and the folders above it,
    /// `.engine/` beside the program and in the folders above it, then in `$PATH`; FFmpeg 6 or newer.
    ///
    /// # Errors
    /// [`EngineError::Missing`] says where it looked and what to do.
    pub async fn find(config: &EngineConfig) -> Result<Self, EngineError> {
        let folders = folders(config);
        let ffmpeg = place(Program::Ffmpeg, config.ffmpeg.as_deref(), &folders)?;
        let ffprobe = place(Program::Ffprobe, config.ffprobe.as_deref(), &folders)?;
        let tesseract = match &config.tesseract {
            Some(path) => Some(place(Program::Tesseract, Some(path), &folders)?),
            None => place(Program::Tesseract, None, &folders).ok(),
        };
        // The running program may have been replaced on disk by a newer one; this still is the old one.
        let cell = config.cell.clone().unwrap_or_else(|| "/proc/self/exe".into());
        let hash = hash_of(&ffmpeg).await?;
        let mut engine = Self {
            parts: Arc::new(Parts {
                ffmpeg,
                ffprobe,
                tesseract,
                cell,
                config: config.clone(),
            }),
            build: hash.as_str().into(),
        };
        let version = engine.version(Program::Ffmpeg).await?;
        too_old(Program::Ffmpeg, &version)?;
        too_old(Program::Ffprobe, &engine.version(Program::Ffprobe).await?)?;
        engine.build = format!("{version} {hash}").into();
        Ok(engine)
    }

    /// Version and a short hash of the ffmpeg binary: part of every step key.
    pub fn build(&self) -> &str {
        &self.build
    }

    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg does not tell its parts.
    pub async fn report(&self) -> Result<EngineReport, EngineError> {
        report::report(self).await
    }

    /// # Errors
    /// [`EngineError::Missing`] for one that the engine does without.
    pub(crate) fn program(&self, program: Program) -> Result<&Path, EngineError> {
        match program {
            Program::Ffmpeg => Ok(&self.parts.ffmpeg),
            Program::Ffprobe => Ok(&self.parts.ffprobe),
            Program::Tesseract => self.parts.tesseract.as_deref().ok_or_else(|| {
                EngineError::Missing(
                    "no tesseract was found, which reads letters: install it (Debian: tesseract-ocr), or name it \
                     in the configuration"
                        .into(),
                )
            }),
        }
    }

    pub(crate) fn cell(&self) -> &Path {
        &self.parts.cell
    }

    pub(crate) fn memory(&self) -> u64 {
        self.parts.config.memory
    }

    pub(crate) fn nice(&self) -> i32 {
        self.parts.config.nice.clamp(0, 19)
    }

    /// Threads for decoders and filters, as ffmpeg takes them.
    pub(crate) fn threads(&self) -> String {
        self.parts.config.threads.max(1).to_string()
    }

    /// "9.0.2", or what stands in its place in a build between releases.
    pub(crate) async fn version(&self, program: Program) -> Result<String, EngineError> {
        let text = self.ask(program, &["-version"]).await?;
        let word = text
            .lines()
            .next()
            .filter(|line| line.starts_with(program.name()))
            .and_then(|line| line.split(' ').nth(2));
        let place = self.program(program)?.display();
        word.map(str::to_owned).ok_or_else(|| {
            EngineError::Missing(format!(
                "{} does not answer like {}: {:?}",
                place,
                program.name(),
                text.lines().next().unwrap_or_default()
            ))
        })
    }

    /// What a program says about itself.
    pub(crate) async fn ask(&self, program: Program, arguments: &[&str]) -> Result<String, EngineError> {
        let mut said = Vec::new();
        let mut sink = |bytes: &[u8]| {
            said.extend_from_slice(bytes);
            Ok(())
        };
        let call = Call {
            program,
            arguments: arguments.iter().map(Into::into).collect(),
            input: None,
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 0,
            time_limit: Duration::from_secs(30),
        };
        self.run(call, &Watch::none()).await?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }
}

fn folders(config: &EngineConfig) -> Vec<PathBuf> {
    let asked = config.folder.clone();
    let named = std::env::var_os("MARQUEE_ENGINE").map(PathBuf::from);
    let around = |place: Option<PathBuf>| -> Vec<PathBuf> {
        let place = place.unwrap_or_default();
        place.ancestors().map(|folder| folder.join(".engine")).collect()
    };
    let working = around(std::env::current_dir().ok());
    let beside = around(std::env::current_exe().ok());
    let path = std::env::var_os("PATH").unwrap_or_default();
    asked
        .into_iter()
        .chain(named.filter(|folder| !folder.as_os_str().is_empty()))
        .chain(working)
        .chain(beside)
        .chain(std::env::split_paths(&path))
        .filter(|folder| folder.is_absolute())
        .collect()
}

fn place(program: Program, asked: Option<&Path>, folders: &[PathBuf]) -> Result<PathBuf, EngineError> {
    let name = program.name();
    if let Some(path) = asked {
        return std::fs::canonicalize(path).map_err(|error| {
            EngineError::Missing(format!(
                "{name} is configured as {}, but: {error}",
                path.display()
            ))
        });
    }
    folders
        .iter()
        .find_map(|folder| std::fs::canonicalize(folder.join(name)).ok().filter(|path| path.is_file()))
        .ok_or_else(|| {
            EngineError::Missing(format!(
                "no {name} was found: not in the configuration, not in $MARQUEE_ENGINE, not in a folder .engine, not in $PATH. \
                 Run `make setup` in Marquee's folder, or install FFmpeg {OLDEST} or newer"
            ))
        })
}

/// Builds between releases ("N-118000-g...", a date) are taken to be new.
fn too_old(program: Program, version: &str) -> Result<(), EngineError> {
    let digits = version.trim_start_matches('n');
    let major = digits
        .split(['.', '-'])
        .next()
        .and_then(|text| text.parse::<u32>().ok());
    match major {
        Some(major) if major < OLDEST => Err(EngineError::Missing(format!(
            "{} {version} is too old: FFmpeg {OLDEST} or newer is needed. Run `make setup` in Marquee's folder, \
             or point $MARQUEE_ENGINE to a newer one",
            program.name()
        ))),
        _ => Ok(()),
    }
}

async fn hash_of(path: &Path) -> Result<String, EngineError> {
    let path = path.to_owned();
    let hash = tokio::task::spawn_blocking(move || {
        let mut hasher = blake3::Hasher::new();
        std::fs::File::open(&path)
            .and_then(|file| hasher.update_reader(file).map(|hasher| hasher.finalize()))
            .map_err(EngineError::file(&path))
    });
    let hash = hash.await.map_err(std::io::Error::other)??;
    Ok(hash.to_hex().chars().take(12).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_judged_by_their_first_number() {
        assert!(too_old(Program::Ffmpeg, "5.1.6-0+deb12u1").is_err());
        assert!(too_old(Program::Ffmpeg, "n9.0.2-17-g2a571b6068-20260930").is_ok());
        assert!(too_old(Program::Ffmpeg, "6.0").is_ok());
        assert!(too_old(Program::Ffmpeg, "N-118000-gabcdef").is_ok());
    }
}
