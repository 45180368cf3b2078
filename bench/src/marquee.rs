//! Our side: the real program on a real house.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use crate::child::{Server, free_address, hand_over, on_processor, run};

/// `target/release/marquee` beside this program, unless $MARQUEE says otherwise.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let named = std::env::var_os("MARQUEE").map(PathBuf::from);
    let beside = || Some(std::env::current_exe().ok()?.with_file_name("marquee"));
    let program = named.or_else(beside).context("where is the marquee program?")?;
    ensure!(
        program.exists(),
        "{} is not there: run 'make build'",
        program.display()
    );
    Ok(fs::canonicalize(program)?)
}

pub(crate) fn command(house: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(program()?);
    command.arg("--house").arg(house).arg("--quiet");
    Ok(command)
}

pub(crate) fn found(house: &Path) -> anyhow::Result<()> {
    run(Command::new(program()?).arg("init").arg(house))?;
    Ok(())
}

/// Serves and does not work; one worker thread, as nginx has.
pub(crate) fn serve(house: &Path, processor: usize) -> anyhow::Result<Server> {
    hand_over(house)?;
    let address = free_address()?;
    let mut command = on_processor(processor, program()?.to_str().context("a path in UTF-8")?);
    command
        .env("TOKIO_WORKER_THREADS", "1")
        .arg("--house")
        .arg(house)
        .args(["--quiet", "serve", "--no-work", "--listen", &address.to_string()]);
    Server::start(command, address)
}
