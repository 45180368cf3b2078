use media::time::{FrameNo, FrameRate};

use super::super::Span;

/// Collects runs of frames for which something holds.
#[derive(Debug)]
pub(super) struct Runs {
    rate: FrameRate,
    /// Shorter ones are nothing.
    least_micros: i64,
    open: Option<(u64, u64)>,
    found: Vec<Span>,
}

impl Runs {
    pub(super) fn of(rate: FrameRate, least_micros: i64) -> Self {
        Self {
            rate,
            least_micros,
            open: None,
            found: Vec::new(),
        }
    }

    /// Frame after frame.
    pub(super) fn see(&mut self, frame: u64, holds: bool) {
        if holds {
            let (first, _) = self.open.unwrap_or((frame, frame));
            self.open = Some((first, frame));
        } else {
            self.close();
        }
    }

    pub(super) fn finish(mut self) -> Vec<Span> {
        self.close();
        self.found
    }

    fn close(&mut self) {
        let Some((first, last)) = self.open.take() else {
            return;
        };
        let span = span_of(self.rate, first, last.saturating_add(1));
        if span.micros() >= self.least_micros {
            self.found.push(span);
        }
    }
}

/// From a frame on, up to another.
pub(super) fn span_of(rate: FrameRate, first: u64, end: u64) -> Span {
    let micros = |frame| {
        rate.time_of(FrameNo(frame))
            .map_or(i64::MAX, |time| time.micros())
    };
    Span::of_micros(micros(first), micros(end))
}

/// "3.2 s", "2 min 05 s".
pub(super) fn length_text(span: Span) -> String {
    let tenths = span.micros() / 100_000;
    match tenths / 600 {
        0 => format!("{}.{} s", tenths / 10, tenths % 10),
        minutes => format!("{minutes} min {:02} s", tenths / 10 % 60),
    }
}
