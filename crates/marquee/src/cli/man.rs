use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};

use super::{Arguments, Front};

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
            std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(command, folder))
                .with_context(|| format!("man pages cannot be written into '{}'", folder.display()))?;
            return Ok(());
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        front.terminal.out(String::from_utf8(page)?.trim_end())
    }
}
