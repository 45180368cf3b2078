//! The house's colours in a terminal: amber for what is now, everything else in the terminal's own ink.

use clap::builder::Styles;
use clap::builder::styling::{Ansi256Color, Color, Style};

/// Bulb amber `#ffb547`, as near as the 256-colour palette comes.
pub const AMBER: Style = Style::new().fg_color(Some(Color::Ansi256(Ansi256Color(215))));
pub const BRIGHT: Style = Style::new().bold();
pub const QUIET: Style = Style::new().dimmed();

pub const STYLES: Styles = Styles::styled()
    .header(AMBER)
    .usage(AMBER)
    .literal(BRIGHT)
    .placeholder(QUIET)
    .error(AMBER.bold())
    .valid(AMBER)
    .invalid(BRIGHT);
