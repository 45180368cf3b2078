use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, Front};

/// Write the completions of a shell to stdout
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell that they are for
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self, front: &Front) -> anyhow::Result<()> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "marquee", &mut text);
        front.terminal.out(String::from_utf8(text)?.trim_end())
    }
}
