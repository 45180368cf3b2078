use media::time::{FrameNo, MediaTime};

use super::super::{Line, PictureAnalysis};
use super::sentences::Sentence;

/// Where a moment may begin and end. Times are microseconds.
#[derive(Debug, Default)]
pub(super) struct Borders {
    length: i64,
    /// Words and transitions: nothing begins or ends within these. In order, without overlap.
    closed: Vec<(i64, i64)>,
    /// Shots and sentences begin here.
    starts: Vec<i64>,
    /// Shots and sentences end here.
    ends: Vec<i64>,
    beats: Vec<i64>,
}

/// How far a border moves to stand where a shot or a sentence has its own.
const REACH: i64 = 300_000;
const REACH_OF_BEAT: i64 = 200_000;
/// A line without times of its words that lasts longer is a whole text, not something that is said in one breath.
pub(super) const LONGEST_LINE: i64 = 30_000_000;
const LONGEST_WORD: i64 = 10_000_000;

impl Borders {
    pub(super) fn of(
        length: i64,
        picture: Option<&PictureAnalysis>,
        lines: &[Line],
        sentences: &[Sentence<'_>],
        beats: Vec<i64>,
    ) -> Self {
        let mut borders = Self {
            length,
            beats,
            ..Self::default()
        };
        let mut closed = Vec::new();
        if let Some(picture) = picture {
            for shot in &picture.shots {
                let begins = picture.time_of(shot.first).micros();
                let frame = FrameNo(shot.first.0.saturating_add(shot.transition_frames));
                let is_clear = rounded_up(picture.time_of(frame));
                closed.push((begins, is_clear));
                borders.ends.push(begins);
                borders.starts.push(is_clear);
            }
            borders.ends.push(length);
        }
        for line in lines {
            let words = line
                .words
                .iter()
                .map(|word| word.span)
                .filter(|span| span.micros() <= LONGEST_WORD);
            closed.extend(words.map(|span| (span.start.micros(), span.end.micros())));
            if line.words.is_empty() && line.span.micros() <= LONGEST_LINE {
                closed.push((line.span.start.micros(), line.span.end.micros()));
            }
        }
        borders
            .starts
            .extend(sentences.iter().map(|sentence| sentence.start));
        borders.ends.extend(sentences.iter().map(|sentence| sentence.end));
        borders.close(closed);
        for good in [&mut borders.starts, &mut borders.ends, &mut borders.beats] {
            good.retain(|at| (0..=length).contains(at));
            good.sort_unstable();
            good.dedup();
        }
        borders
    }

    fn close(&mut self, mut closed: Vec<(i64, i64)>) {
        for (start, end) in &mut closed {
            (*start, *end) = ((*start).clamp(0, self.length), (*end).clamp(0, self.length));
        }
        closed.retain(|(start, end)| start < end);
        closed.sort_unstable();
        for (start, end) in closed {
            match self.closed.last_mut() {
                Some((_, last)) if start < *last => *last = end.max(*last),
                _ => self.closed.push((start, end)),
            }
        }
    }

    /// Where a moment begins that was found to begin here. `in_music`: beats count.
    pub(super) fn start(&self, at: i64, in_music: bool) -> i64 {
        self.nearest(at, &self.starts, in_music)
    }

    pub(super) fn end(&self, at: i64, in_music: bool) -> i64 {
        self.nearest(at, &self.ends, in_music)
    }

    fn nearest(&self, at: i64, good: &[i64], in_music: bool) -> i64 {
        let at = at.clamp(0, self.length);
        let is_free = |place: &i64| self.around(*place).is_none();
        let of_film = next_to(good, at, REACH).filter(is_free);
        let of_music = || {
            let beats = if in_music { self.beats.as_slice() } else { &[] };
            next_to(beats, at, REACH_OF_BEAT).filter(is_free)
        };
        self.free(of_film.or_else(of_music).unwrap_or(at))
    }

    /// The nearest place that is not within a word or a transition.
    pub(super) fn free(&self, at: i64) -> i64 {
        let at = at.clamp(0, self.length);
        match self.around(at) {
            Some((start, end)) if at - start <= end - at => start,
            Some((_, end)) => end,
            None => at,
        }
    }

    /// The next free place, not before this one.
    pub(super) fn free_after(&self, at: i64) -> i64 {
        let at = at.clamp(0, self.length);
        self.around(at).map_or(at, |(_, end)| end)
    }

    /// The last free place, not after this one.
    pub(super) fn free_before(&self, at: i64) -> i64 {
        let at = at.clamp(0, self.length);
        self.around(at).map_or(at, |(start, _)| start)
    }

    /// The closed stretch that a time lies within, and not at its edge.
    fn around(&self, at: i64) -> Option<(i64, i64)> {
        let place = self.closed.partition_point(|(_, end)| *end <= at);
        let found = self.closed.get(place).copied();
        found.filter(|(start, _)| *start < at)
    }
}

/// A moment that begins a part of a microsecond too early would show the frame before.
fn rounded_up(time: MediaTime) -> i64 {
    let micros = time.micros();
    if MediaTime::from_micros(micros) < time {
        micros.saturating_add(1)
    } else {
        micros
    }
}

/// Of times in order the nearest to one; the earlier of two.
fn next_to(times: &[i64], at: i64, reach: i64) -> Option<i64> {
    let after = times.partition_point(|time| *time < at);
    let near = times.get(after.saturating_sub(1)..).unwrap_or_default();
    let near = near.iter().take(2).copied();
    near.filter(|time| time.abs_diff(at) <= reach.unsigned_abs())
        .min_by_key(|time| (time.abs_diff(at), *time))
}
