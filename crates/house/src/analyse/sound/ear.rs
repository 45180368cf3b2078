use media::time::MediaTime;

use super::super::Span;
use super::block::Block;
use super::classes::{classes, in_order};
use super::fault::Faults;
use super::level::LevelMeter;
use super::listener::Listener;
use super::loudness::LoudnessMeter;
use super::rhythm::rhythm;
use super::silence::silences;
use super::{Crowd, Curve, Hearing};

/// Listens to one sound track from its beginning to its end.
pub struct Ear {
    channels: u16,
    sample_rate: u32,
    /// Samples of a frame that is not whole yet.
    broken: Vec<f32>,
    block: Block,
    loudness: LoudnessMeter,
    level: LevelMeter,
    listener: Listener,
    faults: Faults,
}

impl Ear {
    /// Raised whenever the same samples would give another [`Hearing`], so that what was kept is made anew.
    pub const REVISION: u32 = 3;

    /// Channels are in the order of WAVE files (left, right, centre, low frequencies, left and right surround). Rates
    /// outside 4 kHz to 768 kHz are taken for the nearest of these.
    pub fn new(channels: u16, sample_rate: u32) -> Self {
        let channels = channels.max(1);
        let sample_rate = sample_rate.clamp(4_000, 768_000);
        let planes = usize::from(channels);
        Self {
            channels,
            sample_rate,
            broken: Vec::new(),
            block: Block::new(planes),
            loudness: LoudnessMeter::new(planes, sample_rate),
            level: LevelMeter::new(),
            listener: Listener::new(sample_rate),
            faults: Faults::new(planes, sample_rate),
        }
    }

    /// The next samples: interleaved, full scale 1.0, any number of them.
    pub fn hear(&mut self, mut samples: &[f32]) {
        let channels = usize::from(self.channels);
        if !self.broken.is_empty() {
            let (now, later) = samples.split_at(samples.len().min(channels - self.broken.len()));
            self.broken.extend_from_slice(now);
            samples = later;
            if self.broken.len() < channels {
                return;
            }
            let frame = std::mem::take(&mut self.broken);
            self.hear_frames(&frame);
        }
        let (frames, broken) = samples.split_at(samples.len() - samples.len() % channels);
        self.broken.extend_from_slice(broken);
        self.hear_frames(frames);
    }

    fn hear_frames(&mut self, mut samples: &[f32]) {
        let channels = usize::from(self.channels);
        while !samples.is_empty() {
            let missing = self.block_length().saturating_sub(self.block.frames());
            let (now, later) = samples.split_at(samples.len().min(missing * channels));
            self.block.add(now);
            samples = later;
            if self.block.frames() >= self.block_length() {
                self.take_block(true);
            }
        }
    }

    /// Frames of the block that is being filled; differs by one where a tenth of a second is no whole number of them.
    fn block_length(&self) -> usize {
        let place = |block: u64| u128::from(block) * u128::from(self.sample_rate) / 10;
        let number = self.block.number;
        usize::try_from(place(number.saturating_add(1)) - place(number))
            .unwrap_or(usize::MAX)
            .max(1)
    }

    fn take_block(&mut self, whole: bool) {
        self.loudness.hear(&self.block, whole);
        self.level.hear(&self.block);
        self.listener.hear(&self.block);
        self.faults.hear(&self.block);
        self.block.next();
    }

    /// What was heard. Half a frame at the end does not count.
    pub fn finish(mut self) -> Hearing {
        if self.block.frames() > 0 {
            self.take_block(false);
        }
        let length = self.length();
        let whole = Span {
            start: MediaTime::ZERO,
            end: length,
        };
        let loudness = self.loudness.finish();
        let level = self.level.finish();
        let heard = self.listener.finish(level.rms.values.len());
        let silences = silences(&level, &loudness);
        let mut spans = classes(&heard.chances, &silences);
        spans.extend(silences);
        let spans = in_order(spans, length);
        let rhythm = rhythm(&heard.rises, &spans);
        let mut findings = self.faults.finish(whole);
        findings.extend(heard.hum.finish(whole));
        findings.extend(heard.wow.finish(whole));
        findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
        let mut strength = Curve::new(Block::PER_SECOND);
        for chances in &heard.chances {
            strength.push(f64::from(chances.crowd) / 25.5);
        }
        Hearing {
            length,
            channels: self.channels,
            sample_rate: self.sample_rate,
            findings,
            loudness,
            level,
            spans,
            crowd: Crowd {
                strength,
                level: heard.crowd_level,
            },
            novelty: heard.turns.novelty(),
            onsets: rhythm.onsets,
            tempi: rhythm.tempi,
            beats: rhythm.beats,
        }
    }

    fn length(&self) -> MediaTime {
        let micros = u128::from(self.block.first) * 1_000_000 / u128::from(self.sample_rate.max(1));
        MediaTime::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}
