//! Speaking to the terminal: ids and what is read to stdout, talk to stderr, plain when piped.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use clap::ValueEnum;
use clap::builder::styling::Style;
use serde::Serialize;

use super::style;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    json: bool,
    quiet: bool,
    colour_out: bool,
    colour_talk: bool,
}

impl Terminal {
    pub fn new(json: bool, quiet: bool, colour: Colour) -> Self {
        let wanted = |is_terminal: bool| match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => is_terminal && !plain_is_asked(),
        };
        Self {
            json,
            quiet,
            colour_out: wanted(std::io::stdout().is_terminal()) && !json,
            colour_talk: wanted(std::io::stderr().is_terminal()),
        }
    }

    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Someone watches stderr, so a moving progress bar makes sense.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Colours are wanted on stderr.
    pub fn is_coloured(&self) -> bool {
        self.colour_talk
    }

    /// One line on stdout: an id, an address, a row.
    ///
    /// # Errors
    /// When stdout is closed; a broken pipe ends the program quietly (see `problem::show`).
    pub fn out(&self, line: impl Display) -> anyhow::Result<()> {
        writeln!(std::io::stdout().lock(), "{line}")?;
        Ok(())
    }

    /// A value as JSON on stdout.
    pub fn out_json<T: Serialize + ?Sized>(&self, value: &T) -> anyhow::Result<()> {
        self.out(serde_json::to_string_pretty(value)?)
    }

    /// Talk on stderr; nothing with `--quiet`. A closed stderr is no reason to stop.
    pub fn say(&self, line: impl Display) {
        if !self.quiet {
            self.complain(line);
        }
    }

    /// Talk that `--quiet` does not silence: errors and warnings.
    pub fn complain(&self, line: impl Display) {
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }

    /// For text that goes to stderr by [`Self::say`].
    pub fn amber(&self, text: impl Display) -> String {
        painted(self.colour_talk, style::AMBER, text)
    }

    /// For text that goes to stderr by [`Self::say`].
    pub fn faint(&self, text: impl Display) -> String {
        painted(self.colour_talk, style::QUIET, text)
    }

    /// For text that goes to stdout by [`Self::out`].
    pub fn amber_out(&self, text: impl Display) -> String {
        painted(self.colour_out, style::AMBER, text)
    }

    /// For text that goes to stdout by [`Self::out`].
    pub fn faint_out(&self, text: impl Display) -> String {
        painted(self.colour_out, style::QUIET, text)
    }
}

fn painted(on: bool, style: Style, text: impl Display) -> String {
    if on {
        format!("{style}{text}{style:#}")
    } else {
        text.to_string()
    }
}

/// <https://no-color.org>, and terminals that know no colours.
fn plain_is_asked() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}
