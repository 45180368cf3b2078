//! The board: a bar for each step of each film, with the time left; plain lines when nobody watches.

use std::collections::HashMap;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::table::clean;
use super::terminal::Terminal;
use crate::jobs::progress::{Stretch, StretchState};

pub struct Board {
    terminal: Terminal,
    bars: MultiProgress,
    /// By film and step; the film's own bar has an empty step.
    shown: HashMap<(String, String), Row>,
}

struct Row {
    bar: ProgressBar,
    over: bool,
    /// Where nobody watches the bars: it was said that it waits for more than its turn.
    said: bool,
}

impl Board {
    pub fn new(terminal: &Terminal) -> Self {
        let target = if terminal.shows_progress() {
            ProgressDrawTarget::stderr_with_hz(8)
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            terminal: *terminal,
            bars: MultiProgress::with_draw_target(target),
            shown: HashMap::new(),
        }
    }

    /// Brings one film's bars to where its steps are.
    pub fn show(&mut self, film: &str, all: &Stretch, steps: &[Stretch]) {
        self.row(film, "", all);
        for step in steps {
            self.row(film, &step.name, step);
        }
    }

    /// Takes the bars away; what was said stays.
    pub fn finish(&mut self) {
        for row in self.shown.values() {
            row.bar.finish_and_clear();
        }
        let _ = self.bars.clear();
    }

    /// A line above the bars.
    pub fn say(&self, line: &str) {
        if self.terminal.shows_progress() {
            let _ = self.bars.println(line);
        } else {
            self.terminal.say(line);
        }
    }

    fn row(&mut self, film: &str, step: &str, stretch: &Stretch) {
        let key = (film.to_owned(), step.to_owned());
        if !self.shown.contains_key(&key) {
            let row = self.new_row(film, step);
            self.shown.insert(key.clone(), row);
        }
        let Some(row) = self.shown.get_mut(&key) else {
            return;
        };
        row.bar.set_position(u64::from(stretch.permille));
        row.bar.set_prefix(tail(stretch));
        let watched = self.terminal.shows_progress();
        match &stretch.state {
            StretchState::Waiting { reason, told: true } if !step.is_empty() && !watched && !row.said => {
                row.said = true;
                self.terminal
                    .say(format!("{}: {}, waits: {}", clean(film), step, clean(reason)));
            }
            StretchState::Running => row.said = false,
            _ => {}
        }
        if stretch.state.is_over() && !row.over {
            row.over = true;
            if !step.is_empty() {
                row.bar.finish_and_clear();
                let line = format!("{}: {}, {}", clean(film), step, ending(&stretch.state));
                self.say(&line);
            }
        }
    }

    /// The film's own bar stands above those of its steps, which are set in.
    fn new_row(&self, film: &str, step: &str) -> Row {
        let amber = if self.terminal.is_coloured() { ".215" } else { "" };
        let template = if step.is_empty() {
            format!("{{msg:30!}} {{bar:24{amber}}} {{prefix}}")
        } else {
            "  {msg:28!} {bar:24} {prefix}".to_owned()
        };
        let bar = self.bars.add(ProgressBar::new(1_000));
        // The template above is fixed; were it wrong, indicatif's own style would do.
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(clean(if step.is_empty() { film } else { step }));
        Row {
            bar,
            over: false,
            said: false,
        }
    }
}

/// "42 %, 1:20 left", or why it does not move.
fn tail(stretch: &Stretch) -> String {
    let percent = stretch.permille / 10;
    match (&stretch.state, stretch.left_ms) {
        (StretchState::Waiting { reason, .. }, _) => clean(reason),
        (StretchState::Running, Some(left)) => format!("{percent:3} %  {} left", clock(left)),
        (StretchState::Running, None) => format!("{percent:3} %"),
        (state, _) => ending(state),
    }
}

fn ending(state: &StretchState) -> String {
    match state {
        StretchState::Failed(sentence) => format!("failed: {}", clean(sentence)),
        StretchState::Cancelled => "cancelled".into(),
        _ => "done".into(),
    }
}

/// "1:02:03" or "0:30".
pub fn clock(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}
