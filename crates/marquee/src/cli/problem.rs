//! How a failure reaches the user: one sentence that says what and where, a second one that says what to do.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use miette::{Diagnostic, ReportHandler};
use serde::Serialize;

use super::table::clean;
use super::terminal::Terminal;

/// An error with advice. Put it anywhere in the chain of an [`anyhow::Error`]; the edge finds it.
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct Advised {
    sentence: String,
    advice: String,
}

impl Advised {
    pub fn advice(&self) -> &str {
        &self.advice
    }

    /// `sentence`: what happened and where; `advice`: what the user can do about it.
    pub fn new(sentence: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            advice: advice.into(),
        }
    }
}

/// A failed command as `miette` shows it.
#[derive(Debug)]
struct Problem {
    sentence: String,
    advice: Option<String>,
}

impl Problem {
    fn of(error: &anyhow::Error) -> Self {
        let advised = error.chain().find_map(|cause| cause.downcast_ref::<Advised>());
        Self {
            sentence: clean_lines(&sentence(error)),
            advice: advised.map(|advised| advised.advice.clone()),
        }
    }
}

/// A sentence may quote a file's name; line breaks (the tail of an engine's stderr) stay.
fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// The chain of causes as one sentence; a cause that its effect already quotes is not said twice.
fn sentence(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if said.is_empty() {
            said = text;
        } else if !said.contains(&text) {
            said.push_str(": ");
            said.push_str(&text);
        }
    }
    said
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl Error for Problem {}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.advice.as_ref().map(|advice| Box::new(advice) as Box<_>)
    }
}

/// The house's manner of writing a problem: no boxes, no codes, the advice under the sentence.
struct Plain {
    terminal: Terminal,
}

impl ReportHandler for Plain {
    fn debug(&self, problem: &dyn Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {problem}", self.terminal.amber("marquee:"))?;
        if let Some(advice) = problem.help() {
            write!(f, "\n{} {advice}", self.terminal.faint("what to do:"))?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_to_do: Option<&'a str>,
}

/// Shows why a command failed and gives the exit code. A reader that went away (`marquee ls | head`) is no failure.
pub fn show(terminal: &Terminal, error: anyhow::Error) -> ExitCode {
    if is_broken_pipe(&error) {
        return ExitCode::SUCCESS;
    }
    let problem = Problem::of(&error);
    if terminal.is_json() {
        let json = ProblemJson {
            error: &problem.sentence,
            what_to_do: problem.advice.as_deref(),
        };
        terminal.complain(serde_json::to_string(&json).unwrap_or_else(|_| problem.sentence.clone()));
        return ExitCode::FAILURE;
    }
    let terminal = *terminal;
    // The hook can be set once; were it taken already, miette's own manner shows the same sentences.
    let _ = miette::set_hook(Box::new(move |_| Box::new(Plain { terminal })));
    terminal.complain(format!("{:?}", miette::Report::new(problem)));
    ExitCode::FAILURE
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// Shows clap's own message: help and version to stdout with 0, wrong usage to stderr with 2.
pub fn show_usage(usage: &clap::Error) -> ExitCode {
    let _ = usage.print();
    u8::try_from(usage.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// A defect of the program is told as such, without a page of addresses.
pub fn explain_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |at| format!(" at {at}"));
        let said = panic.payload_as_str().unwrap_or("no words");
        let terminal = Terminal::new(false, false, super::terminal::Colour::Auto);
        terminal.complain(format!(
            "marquee: the program made a mistake of its own{place}: {said}\n\
             Films and catalogue are safe: nothing half-done is ever taken for done.\n\
             what to do: run the command again; if it happens twice, report it with the line above."
        ));
    }));
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_chain_is_one_sentence_and_keeps_its_advice() {
        let error = Err::<(), _>(Advised::new("marquee.toml is missing", "run `marquee init DIR`"))
            .context("'/films' is no house")
            .unwrap_err();
        let problem = Problem::of(&error);
        assert_eq!(problem.sentence, "'/films' is no house: marquee.toml is missing");
        assert_eq!(problem.advice.as_deref(), Some("run `marquee init DIR`"));
    }

    #[test]
    fn a_cause_is_not_said_twice() {
        let error = anyhow::anyhow!("disk full").context("writing 'a': disk full");
        assert_eq!(Problem::of(&error).sentence, "writing 'a': disk full");
    }
}
