//! Programs of the pinned media engine.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

/// "ffmpeg" or "packager": from $MARQUEE_ENGINE, else from `.engine/` in the working folder.
pub(crate) fn program(name: &str) -> anyhow::Result<Command> {
    let named = std::env::var_os("MARQUEE_ENGINE").map(PathBuf::from);
    let path = named.unwrap_or_else(|| PathBuf::from(".engine")).join(name);
    let path = std::fs::canonicalize(&path)
        .with_context(|| format!("{} is not there: run 'make setup'", path.display()))?;
    Ok(Command::new(path))
}
