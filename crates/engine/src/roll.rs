use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use media::frames::Planes;

use crate::child::{Call, Measure, Output, Program};
use crate::frames::{LookColours, Target, opening, tags};
use crate::stills::jpegs;
use crate::{Engine, EngineError, Watch, jpeg};

/// Small pictures put aside while a film is looked at, to be made JPEGs of all at once.
#[derive(Debug)]
pub struct Roll {
    path: PathBuf,
    file: BufWriter<File>,
    pictures: u64,
}

impl Roll {
    /// Begins a roll in a new file; all its pictures are of this size.
    ///
    /// # Errors
    /// [`EngineError::File`].
    pub fn create(path: &Path, width: u32, height: u32) -> Result<Self, EngineError> {
        let file = File::create(path).map_err(EngineError::file(path))?;
        let mut file = BufWriter::new(file);
        writeln!(file, "YUV4MPEG2 W{width} H{height} F1:1 Ip A1:1 C420mpeg2")
            .map_err(EngineError::file(path))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            pictures: 0,
        })
    }

    /// # Errors
    /// [`EngineError::File`].
    pub fn put(&mut self, planes: &Planes<'_>) -> Result<(), EngineError> {
        let written = self
            .file
            .write_all(b"FRAME\n")
            .and_then(|()| self.file.write_all(planes.luma))
            .and_then(|()| self.file.write_all(planes.cb))
            .and_then(|()| self.file.write_all(planes.cr));
        written.map_err(EngineError::file(&self.path))?;
        self.pictures += 1;
        Ok(())
    }
}

impl Engine {
    /// Writes the roll's pictures as JPEGs into `out`, one after another, and answers how many bytes each has. `colours`:
    /// what the look told that they were taken from.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails, [`EngineError::File`] when the disk is full.
    pub async fn develop(
        &self,
        roll: Roll,
        colours: LookColours,
        out: &Path,
        watch: &Watch,
    ) -> Result<Vec<u32>, EngineError> {
        let Roll {
            path,
            mut file,
            pictures,
        } = roll;
        file.flush().map_err(EngineError::file(&path))?;
        let mut bytes = Vec::new();
        if pictures > 0 {
            let mut sink = |more: &[u8]| {
                bytes.extend_from_slice(more);
                Ok(())
            };
            let mut arguments = opening("yuv4mpegpipe");
            let filters = format!(
                "scale=in_color_matrix={}:in_range=tv:out_color_matrix=bt601:out_range=pc,{}",
                colours.matrix(),
                tags(Target::Jpeg)
            );
            arguments.extend(["-i", "fd:", "-vf", &filters].map(OsString::from));
            arguments.extend(jpegs().map(OsString::from));
            arguments.push("pipe:1".into());
            let call = Call {
                program: Program::Ffmpeg,
                arguments,
                input: Some(path),
                beside: None,
                output: Output::Sink(&mut sink),
                measure: Measure::Frames,
                total: pictures,
                time_limit: Duration::from_secs(600 + pictures),
            };
            self.run(call, watch).await?;
        }
        let developed = jpeg::split(&bytes);
        if u64::try_from(developed.len()) != Ok(pictures) {
            return Err(EngineError::Failed {
                program: "ffmpeg",
                how: format!("made {} pictures of {pictures}", developed.len()),
                command: format!("pictures of {}", out.display()),
                tail: String::new(),
            });
        }
        let lengths = developed
            .iter()
            .map(|picture| u32::try_from(picture.len()).unwrap_or(u32::MAX))
            .collect();
        std::fs::write(out, &bytes).map_err(EngineError::file(out))?;
        Ok(lengths)
    }
}
