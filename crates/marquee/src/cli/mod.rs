//! The command line: one file per command, each with its options and a `run` that returns a sentence on failure.
//!
//! Identifiers and everything that is read go to stdout, talk goes to stderr, so that the output of one command
//! is the input of the next.

mod account;
mod add;
mod analyse;
pub mod backup;
pub mod bar;
pub mod board;
mod check;
mod clock;
mod completions;
mod demo;
mod doctor;
mod drill;
mod embargo;
mod encode;
mod export;
pub mod facts;
mod findings;
mod fsck;
mod gc;
mod import;
mod init;
mod jobs;
pub mod lines;
pub mod login;
mod ls;
mod man;
mod master;
mod moments;
mod move_house;
mod pass;
pub mod problem;
pub mod publish;
mod release;
mod restore;
mod seal;
mod search;
mod serve;
mod sheet;
mod shots;
mod show;
mod showing;
mod sound;
mod style;
pub mod table;
pub mod terminal;
mod time;
pub mod title;
mod upgrade;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::observing::log::LogForm;
use crate::open_house::OpenHouse;
use terminal::{Colour, Terminal};

/// A documentary house in one program: films go in, a site that streams them comes out.
#[derive(Debug, Parser)]
#[command(name = "marquee", version, styles = style::STYLES, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 refused or failed (a sentence says why), 2 wrong usage.")]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Args)]
pub struct Global {
    /// The house's folder [default: $MARQUEE_HOUSE, else the current folder]
    #[arg(long, global = true, value_name = "DIR")]
    house: Option<PathBuf>,
    /// Write what is read as JSON
    #[arg(long, global = true)]
    json: bool,
    /// No talk on stderr, only errors
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Colours in the terminal; NO_COLOR is heeded
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
    /// How the log on stderr is written
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORM")]
    pub log: LogForm,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Init),
    Add(add::Add),
    Ls(ls::Ls),
    Show(show::Show),
    Analyse(analyse::Analyse),
    Shots(shots::Shots),
    Sound(sound::Sound),
    Words(words::Words),
    Search(search::Search),
    Moments(moments::Moments),
    Title(title::TitleCommand),
    Login(login::Login),
    Account(account::AccountCommand),
    Publish(Box<publish::Publish>),
    Master(master::MasterCommand),
    Encode(encode::Encode),
    Check(check::Check),
    Clock(clock::ClockCommand),
    Release(release::ReleaseCommand),
    Withdraw(release::Withdraw),
    Seal(seal::Seal),
    Pass(Box<pass::PassCommand>),
    Showing(showing::ShowingCommand),
    Embargo(embargo::EmbargoCommand),
    Jobs(jobs::Jobs),
    Serve(serve::Serve),
    Move(move_house::Move),
    Fsck(fsck::Fsck),
    Gc(gc::Gc),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Drill(drill::Drill),
    Upgrade(upgrade::Upgrade),
    Export(export::Export),
    Import(import::Import),
    Doctor(doctor::Doctor),
    Demo(demo::Demo),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        match self {
            Self::Init(command) => command.run(front).await,
            Self::Add(command) => command.run(front).await,
            Self::Ls(command) => command.run(front).await,
            Self::Show(command) => command.run(front).await,
            Self::Analyse(command) => command.run(front).await,
            Self::Shots(command) => command.run(front).await,
            Self::Sound(command) => command.run(front).await,
            Self::Words(command) => command.run(front).await,
            Self::Search(command) => command.run(front).await,
            Self::Moments(command) => command.run(front).await,
            Self::Title(command) => command.run(front).await,
            Self::Login(command) => command.run(front).await,
            Self::Account(command) => command.run(front).await,
            Self::Publish(command) => command.run(front).await,
            Self::Master(command) => command.run(front).await,
            Self::Encode(command) => command.run(front).await,
            Self::Check(command) => command.run(front).await,
            Self::Clock(command) => command.run(front).await,
            Self::Release(command) => command.run(front).await,
            Self::Embargo(command) => command.run(front).await,
            Self::Pass(command) => command.run(front).await,
            Self::Withdraw(command) => command.run(front).await,
            Self::Seal(command) => command.run(front).await,
            Self::Showing(command) => command.run(front).await,
            Self::Jobs(command) => command.run(front).await,
            Self::Serve(command) => command.run(front).await,
            Self::Move(command) => command.run(front).await,
            Self::Fsck(command) => command.run(front).await,
            Self::Gc(command) => command.run(front).await,
            Self::Backup(command) => command.run(front).await,
            Self::Restore(command) => command.run(front).await,
            Self::Drill(command) => command.run(front).await,
            Self::Upgrade(command) => command.run(front).await,
            Self::Export(command) => command.run(front).await,
            Self::Import(command) => command.run(front).await,
            Self::Doctor(command) => command.run(front).await,
            Self::Demo(command) => command.run(front).await,
            Self::Completions(command) => command.run(front),
            Self::Man(command) => command.run(front),
        }
    }
}

/// What every command is handed: which house is meant, and the terminal to speak to.
#[derive(Debug)]
pub struct Front {
    pub folder: PathBuf,
    pub terminal: Terminal,
}

impl Front {
    /// # Errors
    /// A sentence when the folder is no house, its configuration is wrong, or it is newer than the program.
    pub async fn open_house(&self) -> anyhow::Result<OpenHouse> {
        let house = OpenHouse::open(&self.folder).await?;
        if let Some(upgraded) = house.catalogue.upgraded() {
            upgrade::say(&self.terminal, upgraded);
        }
        Ok(house)
    }
}

impl Global {
    pub fn front(&self) -> Front {
        let named = std::env::var_os("MARQUEE_HOUSE").filter(|folder| !folder.is_empty());
        let folder = self.house.clone().or(named.map(PathBuf::from));
        Front {
            folder: folder.unwrap_or_else(|| PathBuf::from(".")),
            terminal: Terminal::new(self.json, self.quiet, self.color),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definitions_fit_together() {
        super::Arguments::command().debug_assert();
    }
}
