use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, CommandFactory};

use super::{Arguments, Front};
use crate::config;

/// Write the man page to stdout, or the pages of all commands into a folder
#[derive(Debug, Args)]
pub struct Man {
    /// Folder for marquee.1, marquee-add.1, ...
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

impl Man {
    pub fn run(self, front: &Front) -> anyhow::Result<()> {
        let command = Arguments::command();
        if let Some(folder) = &self.into {
            return write_all(command, folder)
                .with_context(|| format!("man pages cannot be written into '{}'", folder.display()));
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        front.terminal.out(String::from_utf8(page)?.trim_end())?;
        front.terminal.out(configuration().trim_end())
    }
}

fn write_all(command: clap::Command, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command, folder)?;
    let mut page = OpenOptions::new().append(true).open(folder.join("marquee.1"))?;
    page.write_all(configuration().as_bytes())
}

/// Every key of `marquee.toml`, from the text that a new house gets.
fn configuration() -> String {
    let text = config::first_text("Marquee")
        .replace('\\', "\\e")
        .replace('-', "\\-");
    let lines = text.lines().map(|line| {
        if line.starts_with(['.', '\'']) {
            format!("\\&{line}")
        } else {
            line.into()
        }
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!(".SH \"THE FILE MARQUEE.TOML\"\n.nf\n{lines}\n.fi\n")
}
