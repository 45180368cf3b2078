//! A walk over all packets of a file: when each track really begins and ends, and how even its steps are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::path::Path;

use media::facts::{MediaFacts, TrackTiming};
use media::time::{MediaTime, Timescale};

use crate::{Engine, EngineError};

impl Engine {
    pub(super) async fn walk(
        &self,
        file: &Path,
        facts: &MediaFacts,
        bases: &Bases,
    ) -> Result<(Vec<TrackTiming>, Vec<String>), EngineError> {
        let mut walk = Walk::over(facts);
        let mut line = Vec::new();
        let mut sink = |bytes: &[u8]| {
            for byte in bytes {
                if *byte == b'\n' {
                    walk.take(&String::from_utf8_lossy(&line));
                    line.clear();
                } else if line.len() < 1024 {
                    line.push(*byte);
                }
            }
            Ok(())
        };
        let show = [
            "-show_entries",
            "packet=stream_index,pts,dts,duration,flags:packet_side_data=skip_samples,discard_padding",
            "-of",
            "compact=nokey=1",
        ];
        let ended = self.probe(file, show.map(Into::into).into(), &mut sink).await?;
        Ok((walk.finish(bases), ended.messages))
    }
}

/// Time base of each stream: a unit lasts `.0 / .1` seconds.
pub(super) type Bases = BTreeMap<u32, (u32, u32)>;

/// `units * numerator / denominator` seconds.
pub(super) fn in_base(units: i64, numerator: u32, denominator: u32) -> Option<MediaTime> {
    let value = units.checked_mul(i64::from(numerator))?;
    Some(MediaTime::new(value, Timescale::new(denominator).ok()?))
}

#[derive(Debug)]
struct Walk {
    tracks: BTreeMap<u32, Track>,
}

#[derive(Debug, Default)]
struct Track {
    sample_rate: u32,
    packets: u64,
    first: Option<i64>,
    end: Option<i64>,
    /// Samples of the first packet that are not played (priming), and of the last (padding).
    skipped: i64,
    padding: i64,
    shortest: Option<i64>,
    longest: Option<i64>,
    /// Packets in coding order on their way to presentation order.
    waiting: BinaryHeap<Reverse<i64>>,
    previous: Option<i64>,
    next_dts: Option<i64>,
}

/// Deeper than any codec reorders (H.264 and HEVC: 16 frames).
const REORDER: usize = 32;

impl Walk {
    fn over(facts: &MediaFacts) -> Self {
        let pictures = facts
            .pictures
            .iter()
            .filter(|stream| !stream.attached_picture)
            .map(|stream| (stream.index, 0));
        let sounds = facts
            .sounds
            .iter()
            .map(|stream| (stream.index, stream.sample_rate));
        let track = |sample_rate| Track {
            sample_rate,
            ..Track::default()
        };
        Self {
            tracks: pictures
                .chain(sounds)
                .map(|(index, rate)| (index, track(rate)))
                .collect(),
        }
    }

    /// `packet|stream|pts|dts|duration|flags|skipped|padding`, the last two only where there is such.
    fn take(&mut self, line: &str) {
        let mut fields = line.split('|');
        if fields.next() != Some("packet") {
            return;
        }
        let mut next = || fields.next().unwrap_or_default();
        let Some(track) = next()
            .parse()
            .ok()
            .and_then(|stream: u32| self.tracks.get_mut(&stream))
        else {
            return;
        };
        let (pts, dts, duration) = (next().parse().ok(), next().parse().ok(), next().parse().ok());
        let discarded = next().contains('D');
        let skipped = next().parse().unwrap_or(0);
        let padding = next().parse().unwrap_or(0);
        track.take(pts, dts, duration.unwrap_or(0), discarded, (skipped, padding));
    }

    fn finish(self, bases: &Bases) -> Vec<TrackTiming> {
        self.tracks
            .into_iter()
            .filter_map(|(stream, track)| track.finish(stream, *bases.get(&stream)?))
            .collect()
    }
}

impl Track {
    fn take(&mut self, pts: Option<i64>, dts: Option<i64>, duration: i64, discarded: bool, trim: (i64, i64)) {
        let decoded = dts.or(self.next_dts).or(pts).unwrap_or(0);
        self.next_dts = Some(decoded.saturating_add(duration));
        // Packets that an edit cuts off are decoded but never shown.
        if discarded {
            return;
        }
        let shown = pts.unwrap_or(decoded);
        if self.first.is_none_or(|first| shown < first) {
            self.first = Some(shown);
            self.skipped = trim.0.max(0);
        }
        let end = shown.saturating_add(duration);
        if self.end.is_none_or(|known| end >= known) {
            self.end = Some(end);
            self.padding = trim.1.max(0);
        }
        self.packets += 1;
        self.waiting.push(Reverse(shown));
        if self.waiting.len() > REORDER {
            self.step();
        }
    }

    fn step(&mut self) {
        let Some(Reverse(now)) = self.waiting.pop() else {
            return;
        };
        if let Some(before) = self.previous {
            let step = now.saturating_sub(before);
            self.shortest = Some(self.shortest.map_or(step, |known| known.min(step)));
            self.longest = Some(self.longest.map_or(step, |known| known.max(step)));
        }
        self.previous = Some(now);
    }

    fn finish(mut self, stream: u32, (numerator, denominator): (u32, u32)) -> Option<TrackTiming> {
        while !self.waiting.is_empty() {
            self.step();
        }
        let time = |units: i64| in_base(units, numerator, denominator);
        let (first, end) = (time(self.first?)?, time(self.end?)?);
        Some(TrackTiming {
            stream,
            packets: self.packets,
            first: self.moved(first, self.skipped),
            end: self.moved(end, -self.padding),
            shortest_step: time(self.shortest.unwrap_or(0))?,
            longest_step: time(self.longest.unwrap_or(0))?,
        })
    }

    /// `time` and `samples` of the track's rate.
    fn moved(&self, time: MediaTime, samples: i64) -> MediaTime {
        let Ok(rate) = Timescale::new(self.sample_rate) else {
            return time;
        };
        // In the rate's own units, or when the container's are finer, in those.
        let scale = if time.timescale.get() > rate.get() {
            time.timescale
        } else {
            rate
        };
        let samples = MediaTime::new(samples, rate).rescale(scale, media::time::Rounding::Nearest);
        match (time.rescale(scale, media::time::Rounding::Nearest), samples) {
            (Ok(time), Ok(samples)) => MediaTime::new(time.value.saturating_add(samples.value), scale),
            _ => time,
        }
    }
}

/// The packets end well before the header says, or the demuxer says that the file broke off.
pub(super) fn ends_early(facts: &MediaFacts, timings: &[TrackTiming], complaints: &[String]) -> bool {
    let broke_off = [
        "partial file",
        "ended prematurely",
        "Truncated packet",
        "truncated",
    ];
    if complaints
        .iter()
        .any(|line| broke_off.iter().any(|words| line.contains(words)))
    {
        return true;
    }
    let pictures = facts
        .pictures
        .iter()
        .map(|stream| (stream.index, stream.start, stream.duration));
    let sounds = facts
        .sounds
        .iter()
        .map(|stream| (stream.index, stream.start, stream.duration));
    pictures.chain(sounds).any(|(index, start, duration)| {
        let (Some(duration), Some(timing)) = (duration, timings.iter().find(|timing| timing.stream == index))
        else {
            return false;
        };
        let stated = start
            .map_or(0, MediaTime::micros)
            .saturating_add(duration.micros());
        // A header may round; it does not err by a second and a fiftieth of the film.
        let slack = 1_000_000.max(duration.micros() / 50);
        timing.end.micros().saturating_add(slack) < stated
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(lines: &[&str], sample_rate: u32, base: (u32, u32)) -> TrackTiming {
        let track = Track {
            sample_rate,
            ..Track::default()
        };
        let mut walk = Walk {
            tracks: [(0, track)].into(),
        };
        lines.iter().for_each(|line| walk.take(line));
        walk.finish(&[(0, base)].into()).remove(0)
    }

    #[test]
    fn reordered_frames_have_even_steps() {
        let timing = walked(
            &[
                "packet|0|0|-2|1|K__",
                "packet|0|2|-1|1|___",
                "packet|0|1|0|1|___",
                "packet|0|3|1|1|___",
            ],
            0,
            (1, 25),
        );
        assert_eq!((timing.packets, timing.shortest_step, timing.longest_step).0, 4);
        assert_eq!(timing.shortest_step, timing.longest_step);
        assert_eq!(timing.end, MediaTime::new(4, Timescale::new(25).unwrap()));
    }

    #[test]
    fn priming_is_not_played() {
        let whole = walked(
            &["packet|0|-1024|-1024|1024|KD_|1024|0", "packet|0|0|0|1024|K__"],
            48_000,
            (1, 48_000),
        );
        assert_eq!(whole.first, MediaTime::ZERO);
        let part = walked(
            &[
                "packet|0|0|0|1152|K__|1105|0",
                "packet|0|1152|1152|1152|K__|0|200",
            ],
            44_100,
            (1, 44_100),
        );
        assert_eq!(part.first, MediaTime::new(1105, Timescale::new(44_100).unwrap()));
        assert_eq!(part.end, MediaTime::new(2104, Timescale::new(44_100).unwrap()));
    }

    #[test]
    fn packets_without_times_follow_each_other() {
        let timing = walked(
            &[
                "packet|0|N/A|N/A|1|K__",
                "packet|0|N/A|N/A|1|___",
                "packet|0|N/A|N/A|1|___",
            ],
            0,
            (1, 12),
        );
        assert_eq!(timing.packets, 3);
        assert_eq!(timing.end, MediaTime::new(3, Timescale::new(12).unwrap()));
    }
}
