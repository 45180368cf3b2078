//! Marquee, a documentary house in one program.
//!
//! `cli/` has a file per command, `jobs/` a file per job; both wire the rooms `house`, `engine`, `store` and
//! `site` together and decide nothing about film themselves.

#![allow(
    unreachable_pub,
    reason = "a program exports nothing; `pub` here means: for its other modules"
)]

mod addresses;
mod cli;
mod clock;
mod config;
mod demo_films;
mod doctor;
mod intake;
mod jobs;
mod keeping;
mod mail;
mod named;
mod observing;
mod open_house;
mod outsider;
mod production;
mod reminding;
mod serving;
mod taking_in;
mod voice;
mod webhooks;
mod workroom;

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::Parser;

/// Requests are many small allocations; with this one a playlist costs a tenth to a fifth less of the processor.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Called as an engine's cell the program becomes ffmpeg and never comes back.
    engine::cell::run_if_called();
    cli::problem::explain_panics();
    std::panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or(ExitCode::FAILURE)
}

fn run() -> ExitCode {
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return cli::problem::show_usage(&usage),
    };
    observing::log::keep_a_log(arguments.global.log);
    let front = arguments.global.front();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(arguments.command.run(&front)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::problem::show(&front.terminal, error),
    }
}
