//! Our side: the real program on a real house.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, ensure};

use crate::child::{Server, free_address, hand_over, on_processor, run};

/// Copied into the run's folder, where a nobody may run it: a repository may lie in somebody's own folder.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Brings `target/release/marquee`, which lies beside this program (unless $MARQUEE names another), into `folder`.
pub(crate) fn bring(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    let named = std::env::var_os("MARQUEE").map(PathBuf::from);
    let beside = || Some(std::env::current_exe().ok()?.with_file_name("marquee"));
    let found = named.or_else(beside).context("where is the marquee program?")?;
    ensure!(
        found.exists(),
        "{} is not there: run 'make build'",
        found.display()
    );
    let program = folder.join("marquee");
    fs::copy(&found, &program)?;
    PROGRAM.set(program).ok().context("the program was brought twice")
}

pub(crate) fn program() -> anyhow::Result<&'static Path> {
    PROGRAM
        .get()
        .map(PathBuf::as_path)
        .context("the program was not brought")
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
