use media::time::FrameRate;

use super::super::look::Look;
use super::super::{Finding, FindingKind, Shot, Span};
use super::runs::span_of;

/// What the edges and the colours of the picture are, second by second, for telling black bars and the missing of colour
/// shot by shot.
#[derive(Debug)]
pub(super) struct Borders {
    frames_in_second: u64,
    seconds: Vec<Second>,
}

#[derive(Debug, Clone, Copy)]
struct Second {
    /// The least that was dark at each edge: top, bottom, left, right, in ten-thousandths.
    dark: [u16; 4],
    /// Frames bright enough to tell, and those of them without colour.
    told: u16,
    colourless: u16,
}

/// Frames whose lightest parts are darker than this tell nothing of bars.
const BRIGHT: u8 = 60;
/// Nor does one that is black for the most part between its bars: names on black, a lamp in the night. In thousandths.
const MOST_BLACK: u32 = 500;
/// Levels from grey that noise and compression make of no colour.
const GREY: u8 = 6;
/// Bars smaller than this are overscan, not a format.
const LEAST_BAR: u16 = 300;
/// By which bars of neighbouring shots may differ and still be the same format; of both sides, too.
const SAME_BAR: u16 = 150;
/// Shorter stretches are not worth a word.
const LEAST_MICROS: i64 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Format {
    /// Share of the height above and below, of the width left and right.
    across: u16,
    beside: u16,
}

impl Borders {
    pub(super) fn of(rate: FrameRate) -> Self {
        Self {
            frames_in_second: u64::from(rate.frames_in_seconds(1)).max(1),
            seconds: Vec::new(),
        }
    }

    pub(super) fn see(&mut self, frame: u64, look: &Look) {
        let at = usize::try_from(frame / self.frames_in_second).unwrap_or(usize::MAX);
        if at >= self.seconds.len() {
            self.seconds.push(Second {
                dark: [u16::MAX; 4],
                told: 0,
                colourless: 0,
            });
        }
        let edges = [look.dark_top, look.dark_bottom, look.dark_left, look.dark_right];
        if look.luma_high < BRIGHT || black_within(look, edges) > MOST_BLACK {
            return;
        }
        let Some(second) = self.seconds.last_mut() else {
            return;
        };
        for (least, now) in second.dark.iter_mut().zip(edges) {
            *least = (*least).min(now);
        }
        second.told = second.told.saturating_add(1);
        second.colourless = second
            .colourless
            .saturating_add(u16::from(look.saturation_high <= GREY));
    }

    /// Bars and missing colour, neighbouring shots that agree told as one.
    pub(super) fn findings(&self, shots: &[Shot], rate: FrameRate) -> Vec<Finding> {
        let mut findings = Vec::new();
        let formats = merged(shots, rate, |shot| self.format(shot), is_same);
        for (span, format) in formats {
            findings.extend(format.sentence().map(|sentence| Finding {
                kind: FindingKind::Letterbox,
                span,
                sentence,
            }));
        }
        let grey = merged(
            shots,
            rate,
            |shot| self.is_colourless(shot).then_some(()),
            |(), ()| true,
        );
        findings.extend(grey.into_iter().map(|(span, ())| Finding {
            kind: FindingKind::BlackAndWhite,
            span,
            sentence: "the picture is black-and-white".into(),
        }));
        findings
    }

    fn seconds_of(&self, shot: &Shot) -> &[Second] {
        let second = |frame: u64| usize::try_from(frame / self.frames_in_second).unwrap_or(usize::MAX);
        // Where it comes in, the shot before is still seen.
        let first = shot.first.0.saturating_add(shot.transition_frames);
        let last = shot
            .first
            .0
            .saturating_add(shot.frames.saturating_sub(1))
            .max(first);
        // A second in which shots meet is of both; where there are others they tell alone.
        let (from, to) = (second(first), second(last));
        let inner = self.seconds.get(from.saturating_add(1)..to);
        let whole = self
            .seconds
            .get(from..to.saturating_add(1).min(self.seconds.len()));
        inner
            .filter(|inner| !inner.is_empty())
            .or(whole)
            .unwrap_or_default()
    }

    fn format(&self, shot: &Shot) -> Option<Format> {
        let mut least = [u16::MAX; 4];
        for second in self.seconds_of(shot).iter().filter(|second| second.told > 0) {
            for (least, now) in least.iter_mut().zip(second.dark) {
                *least = (*least).min(now);
            }
        }
        let [top, bottom, left, right] = least;
        let pair = |one: u16, two: u16| {
            let is_bar = one != u16::MAX && one.min(two) >= LEAST_BAR && one.abs_diff(two) <= SAME_BAR * 2;
            if is_bar { one.min(two) } else { 0 }
        };
        let format = Format {
            across: pair(top, bottom),
            beside: pair(left, right),
        };
        (format.across > 0 || format.beside > 0).then_some(format)
    }

    fn is_colourless(&self, shot: &Shot) -> bool {
        let (told, colourless) =
            self.seconds_of(shot)
                .iter()
                .fold((0_u64, 0_u64), |(told, colourless), second| {
                    (
                        told + u64::from(second.told),
                        colourless + u64::from(second.colourless),
                    )
                });
        told > 0 && colourless * 100 >= told * 97
    }
}

impl Format {
    fn sentence(self) -> Option<String> {
        let percent = |share: u16| format!("{}.{} %", share / 100, share / 10 % 10);
        let across = format!("{} of its height above and below", percent(self.across));
        let beside = format!("{} of its width left and right", percent(self.beside));
        match (self.across > 0, self.beside > 0) {
            (true, true) => Some(format!("the picture has black bars: {across}, {beside}")),
            (true, false) => Some(format!("the picture has black bars: {across}")),
            (false, true) => Some(format!("the picture has black bars: {beside}")),
            (false, false) => None,
        }
    }
}

/// How much of the picture is black between its dark edges, in thousandths.
fn black_within(look: &Look, [top, bottom, left, right]: [u16; 4]) -> u32 {
    let inner = |one: u16, two: u16| 10_000_u32.saturating_sub(u32::from(one) + u32::from(two));
    let inside = inner(top, bottom) * inner(left, right) / 100_000;
    // Luma up to 23, of 255 parts in all.
    let black: u32 = look.tones.iter().take(3).map(|share| u32::from(*share)).sum();
    let black = (black * 1_000 / 255).saturating_sub(1_000 - inside.min(1_000));
    (black * 1_000).checked_div(inside).unwrap_or(1_000)
}

fn is_same(one: Format, two: Format) -> bool {
    one.across.abs_diff(two.across) <= SAME_BAR && one.beside.abs_diff(two.beside) <= SAME_BAR
}

/// Runs of shots of which the same is told.
fn merged<T: Copy>(
    shots: &[Shot],
    rate: FrameRate,
    tell: impl Fn(&Shot) -> Option<T>,
    is_same: impl Fn(T, T) -> bool,
) -> Vec<(Span, T)> {
    let mut runs: Vec<(Span, T)> = Vec::new();
    let mut open: Option<(u64, u64, T)> = None;
    let mut close = |open: Option<(u64, u64, T)>| {
        if let Some((first, end, told)) = open {
            let span = span_of(rate, first, end);
            if span.micros() >= LEAST_MICROS {
                runs.push((span, told));
            }
        }
    };
    for shot in shots {
        let end = shot.first.0.saturating_add(shot.frames);
        open = match (open, tell(shot)) {
            (Some((first, _, before)), Some(now)) if is_same(before, now) => Some((first, end, before)),
            (before, now) => {
                close(before);
                now.map(|now| (shot.first.0, end, now))
            }
        };
    }
    close(open);
    runs
}
