//! The log on stderr, for people or for programs. Neither has an address, an e-mail, a token or a query in it: requests
//! are told by their route's template.

use std::io::IsTerminal;

use clap::ValueEnum;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use super::otlp::{self, Traces};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// Lines for people; warnings only, unless MARQUEE_LOG asks for more
    #[default]
    Plain,
    /// A JSON object a line, with its time; requests too
    Json,
}

/// `MARQUEE_LOG` asks for more or less ("info", "marquee=debug").
pub fn keep_a_log(form: LogForm) {
    let usual = match form {
        LogForm::Plain => "warn,sqlx=error",
        LogForm::Json => "info,sqlx=error",
    };
    let wanted = EnvFilter::try_from_env("MARQUEE_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match form {
        LogForm::Plain => lines
            .with_ansi(std::io::stderr().is_terminal())
            .with_target(false)
            .without_time()
            .with_filter(wanted)
            .boxed(),
        LogForm::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .with_filter(wanted)
            .boxed(),
    };
    let of_ours =
        dynamic_filter_fn(|facts, _| facts.is_span() && otlp::is_ours(facts.name()) && otlp::is_on());
    tracing_subscriber::registry()
        .with(lines)
        .with(Traces.with_filter(of_ours))
        .init();
}
