//! A child process from start to end: its typed call, its limits, its progress, its death.

mod group;
mod progress;
mod quote;
mod spawn;
mod tail;

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use command_fds::{CommandFdExt, FdMapping};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use crate::cell::{self, CellSpec, Limits};
use crate::{Engine, EngineError, Watch};
use group::Group;
use progress::Reader;

/// Takes the child's output as it comes.
pub(crate) type Sink<'a> = &'a mut (dyn FnMut(&[u8]) -> Result<(), EngineError> + Send);

/// Where the child's standard output goes.
pub(crate) enum Output<'a> {
    /// A file opened by us: the child never sees a name.
    File(PathBuf),
    Sink(Sink<'a>),
    /// The second takes what the child writes to [`SIDE`].
    Two(Sink<'a>, Sink<'a>),
}

/// How far a step is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Frames,
    Micros,
}

pub(crate) struct Call<'a> {
    pub(crate) program: Program,
    pub(crate) arguments: Vec<OsString>,
    /// Becomes the child's standard input, opened by us.
    pub(crate) input: Option<PathBuf>,
    /// A second input, which the child reads as descriptor [`BESIDE`].
    pub(crate) beside: Option<PathBuf>,
    pub(crate) output: Output<'a>,
    pub(crate) measure: Measure,
    /// In `measure`; 0 when not known.
    pub(crate) total: u64,
    pub(crate) time_limit: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    Ffmpeg,
    Ffprobe,
    /// Reads letters; the only one that may be missing.
    Tesseract,
}

impl Program {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ffmpeg => "ffmpeg",
            Self::Ffprobe => "ffprobe",
            Self::Tesseract => "tesseract",
        }
    }
}

/// What is left of a child that ended well.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Frames or microseconds that ffmpeg says it wrote.
    pub(crate) done: u64,
    /// The last lines of its stderr.
    pub(crate) messages: Vec<String>,
}

/// Descriptor on which ffmpeg tells its progress.
const PROGRESS: i32 = 3;
/// Descriptor for what a filter tells of the frames that pass, where it is asked for.
pub(crate) const SIDE: i32 = 4;
/// Descriptor of a second input.
pub(crate) const BESIDE: i32 = 5;
/// How every ffmpeg begins: asks nothing, says little, tells its progress.
pub(crate) const QUIETLY: [&str; 7] = [
    "-nostdin",
    "-hide_banner",
    "-nostats",
    "-loglevel",
    "warning",
    "-progress",
    "pipe:3",
];
/// Bytes of the largest file a child may write.
const LARGEST_FILE: u64 = 1 << 40;

impl Engine {
    pub(crate) async fn run(&self, call: Call<'_>, watch: &Watch) -> Result<Ended, EngineError> {
        let shown = quote::command_line(self.program(call.program)?, &call);
        let failed = |how: String, tail: String| EngineError::Failed {
            program: call.program.name(),
            how,
            command: shown.clone(),
            tail,
        };
        let (mut sink, mut side) = (None, None);
        let stdout = match call.output {
            Output::File(path) => Stdio::from(create(&path)?),
            Output::Sink(take) => {
                sink = Some(take);
                Stdio::piped()
            }
            Output::Two(take, beside) => {
                (sink, side) = (Some(take), Some(beside));
                Stdio::piped()
            }
        };
        let stdin = match &call.input {
            Some(path) => Stdio::from(File::open(path).map_err(EngineError::file(path))?),
            None => Stdio::null(),
        };
        let (progress_end, child_end) = std::io::pipe()?;
        let mut given = vec![(PROGRESS, OwnedFd::from(child_end))];
        if let Some(path) = &call.beside {
            let file = File::open(path).map_err(EngineError::file(path))?;
            given.push((BESIDE, file.into()));
        }
        let side_end = match &side {
            Some(_) => {
                let (side_end, child_end) = std::io::pipe()?;
                given.push((SIDE, child_end.into()));
                Some(side_end)
            }
            None => None,
        };
        let spec = CellSpec {
            program: Some(self.program(call.program)?.to_owned()),
            parent: std::process::id(),
            limits: Limits {
                memory: self.memory(),
                cpu_seconds: call.time_limit.as_secs().saturating_mul(16).max(60),
                file_size: LARGEST_FILE,
                nice: self.nice(),
            },
        };
        let command = self.cell_command(&spec, &call.arguments, stdin, stdout, given)?;
        tracing::debug!(command = %shown, "starting");
        let mut child = spawn::spawn(command).await?;
        let mut group = Group::of(&child);

        let mut tail = tail::Tail::default();
        let mut reader = Reader::new(call.measure, call.total);
        let ended = {
            let stdout = child.stdout.take();
            let stderr = child.stderr.take();
            let receive = |end| tokio::net::unix::pipe::Receiver::from_owned_fd(OwnedFd::from(end));
            let progress = receive(progress_end)?;
            let side_end = side_end.map(receive).transpose()?;
            let work = async {
                tokio::try_join!(
                    drain(stdout, |bytes| sink.as_mut().map_or(Ok(()), |sink| sink(bytes))),
                    drain(side_end, |bytes| side.as_mut().map_or(Ok(()), |side| side(bytes))),
                    drain(stderr, |bytes| {
                        tail.take(bytes);
                        Ok(())
                    }),
                    drain(Some(progress), |bytes| {
                        if let Some(now) = reader.take(bytes) {
                            (watch.progress)(now);
                        }
                        Ok(())
                    }),
                )?;
                Ok::<ExitStatus, EngineError>(child.wait().await?)
            };
            tokio::select! {
                biased;
                () = watch.cancel.cancelled() => return Err(EngineError::Cancelled),
                () = tokio::time::sleep(call.time_limit) => None,
                status = work => Some(status?),
            }
        };
        let Some(status) = ended else {
            return Err(failed(
                format!("took longer than {} s", call.time_limit.as_secs()),
                tail.text(),
            ));
        };
        group.reaped();
        if status.success() {
            return Ok(Ended {
                done: reader.done(),
                messages: tail.into_lines(),
            });
        }
        Err(failed(describe(status), tail.text()))
    }

    /// The program called again as a cell.
    fn cell_command(
        &self,
        spec: &CellSpec,
        arguments: &[OsString],
        stdin: Stdio,
        stdout: Stdio,
        given: Vec<(i32, OwnedFd)>,
    ) -> Result<Command, EngineError> {
        let spec = serde_json::to_string(spec).map_err(std::io::Error::from)?;
        let mut command = std::process::Command::new(self.cell());
        command
            .arg(cell::CALL)
            .arg(spec)
            .args(arguments)
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            // Tesseract: one thread, as others work beside it, and the same letters every time.
            .env("OMP_THREAD_LIMIT", "1")
            .current_dir("/")
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mappings = given
            .into_iter()
            .map(|(child_fd, parent_fd)| FdMapping { parent_fd, child_fd });
        command
            .fd_mappings(mappings.collect())
            .map_err(std::io::Error::other)?;
        let mut command = Command::from(command);
        command.kill_on_drop(true);
        Ok(command)
    }

    /// How well a cell can lock itself in on this machine.
    pub(crate) async fn probe_cell(&self) -> Result<crate::Sandbox, EngineError> {
        let spec = CellSpec {
            program: None,
            parent: std::process::id(),
            limits: Limits {
                memory: self.memory(),
                cpu_seconds: 60,
                file_size: 0,
                nice: 0,
            },
        };
        let command = self.cell_command(&spec, &[], Stdio::null(), Stdio::piped(), Vec::new())?;
        let child = spawn::spawn(command).await?;
        let output = child.wait_with_output().await?;
        serde_json::from_slice(&output.stdout).map_err(|_| {
            EngineError::Missing(format!(
                "{} does not answer as a cell: {}",
                self.cell().display(),
                String::from_utf8_lossy(&output.stderr).trim()
            ))
        })
    }
}

fn create(path: &Path) -> Result<File, EngineError> {
    std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .map_err(EngineError::file(path))
}

async fn drain<R: AsyncRead + Unpin>(
    source: Option<R>,
    mut take: impl FnMut(&[u8]) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let Some(mut source) = source else {
        return Ok(());
    };
    let mut buffer = vec![0; 64 << 10];
    loop {
        match source.read(&mut buffer).await? {
            0 => return Ok(()),
            count => take(buffer.get(..count).unwrap_or_default())?,
        }
    }
}

fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(cell::BROKEN), _) => "its cell broke".into(),
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => status.to_string(),
    }
}

/// The first bytes of a file, for looking at what it is.
pub(crate) fn head(path: &Path, limit: u64) -> Result<Vec<u8>, EngineError> {
    let file = File::open(path).map_err(EngineError::file(path))?;
    let mut bytes = Vec::new();
    file.take(limit)
        .read_to_end(&mut bytes)
        .map_err(EngineError::file(path))?;
    Ok(bytes)
}
