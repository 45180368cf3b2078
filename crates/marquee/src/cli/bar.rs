//! Progress of one thing that moves bytes; silent when nobody watches.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::table::clean;
use super::terminal::Terminal;

/// A bar for `total` bytes, with the time left.
pub fn bytes(terminal: &Terminal, label: &str, total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total).with_message(clean(label));
    if !terminal.shows_progress() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        return bar;
    }
    let amber = if terminal.is_coloured() { ".215" } else { "" };
    let template = format!("{{msg:30!}} {{bar:24{amber}}} {{bytes:>10}} of {{total_bytes:<10}} {{eta}} left");
    // The template above is fixed; were it wrong, indicatif's own style would do.
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

/// A bar for a step whose length is told later.
pub fn share(terminal: &Terminal, label: &str) -> ProgressBar {
    let bar = ProgressBar::new(1).with_message(clean(label));
    if !terminal.shows_progress() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        return bar;
    }
    let amber = if terminal.is_coloured() { ".215" } else { "" };
    let template = format!("{{msg:30!}} {{bar:24{amber}}} {{percent:>3}} %  {{eta}} left");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}
