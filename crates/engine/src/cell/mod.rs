//! The cell: this program called again, so that it can lock itself in and then become ffmpeg.
//!
//! Locking in happens after the fork and before the exec, where only the child is; doing it in a program of its own
//! needs no `unsafe` code between the two. What the child then has: the descriptors it was given, program libraries
//! to read, its share of memory and time; no network, no new processes, no file to write.

mod files;
mod limits;
mod syscalls;

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use serde::{Deserialize, Serialize};

pub(crate) use limits::Limits;

use crate::Sandbox;

/// First argument of a program that is called as a cell.
pub(crate) const CALL: &str = "engine-cell";
/// Exit code when the cell itself fails, so that it is not taken for ffmpeg's.
pub(crate) const BROKEN: i32 = 125;

/// What the cell is to do; handed over as JSON in the second argument.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CellSpec {
    /// Becomes this; `None` only tells how well the cell can lock itself in, as JSON on stdout.
    pub(crate) program: Option<PathBuf>,
    /// The process that called; when it is gone already, the cell gives up.
    pub(crate) parent: u32,
    pub(crate) limits: Limits,
}

/// First thing in `main`: returns at once unless the program was called as a cell; then it never returns.
pub fn run_if_called() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() != Some(CALL.as_ref()) {
        return;
    }
    let problem = match arguments.next() {
        Some(spec) => enter(&spec, arguments.collect()),
        None => "called without a specification".to_owned(),
    };
    eprintln!("{CALL}: {problem}");
    std::process::exit(BROKEN);
}

/// Comes back only with the reason why it could not go on.
fn enter(spec: &OsString, arguments: Vec<OsString>) -> String {
    let spec: CellSpec = match serde_json::from_slice(spec.as_encoded_bytes()) {
        Ok(spec) => spec,
        Err(error) => return format!("specification: {error}"),
    };
    if let Err(error) = limits::die_with_parent(spec.parent) {
        return error;
    }
    if let Err(error) = spec.limits.apply() {
        return format!("limits: {error}");
    }
    let sandbox = lock_in(spec.program.as_deref());
    let Some(program) = spec.program else {
        return tell(&sandbox);
    };
    let error = Command::new(&program).args(arguments).exec();
    format!("{}: {error}", program.display())
}

fn lock_in(program: Option<&std::path::Path>) -> Sandbox {
    let files = files::restrict(program);
    let calls = syscalls::restrict();
    match (files, calls) {
        (Ok(()), Ok(())) => Sandbox::Full,
        (Err(files), Ok(())) => Sandbox::Partial(files),
        (Ok(()), Err(calls)) => Sandbox::Partial(calls),
        (Err(files), Err(calls)) => Sandbox::None(format!("{files}; {calls}")),
    }
}

fn tell(sandbox: &Sandbox) -> String {
    match serde_json::to_string(sandbox) {
        Ok(text) => {
            println!("{text}");
            std::process::exit(0);
        }
        Err(error) => error.to_string(),
    }
}
