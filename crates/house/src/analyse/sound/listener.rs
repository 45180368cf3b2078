use super::Curve;
use super::block::Block;
use super::curve::decibels;
use super::downmix::Downmix;
use super::fault::hum::Hum;
use super::fault::wow::Wow;
use super::frame::{Frame, Framer};
use super::model::{self, Chances};
use super::study::{FIGURES, Study};
use super::turns::Turns;

/// Bands from here on are where clapping and cheering are: 500 Hz.
const CROWD_BAND: usize = 4;

/// Cuts the sound into frames and notes what classes, rhythm and turns are found by.
pub(super) struct Listener {
    downmix: Downmix,
    framer: Framer,
    study: Study,
    /// Samples of the downmix so far.
    heard: u64,
    rate: f64,
    pub(super) heard_by: Heard,
    /// Power of the frames of the present tenth.
    tenth: (f64, u32),
    figures: Option<Vec<[f32; FIGURES]>>,
}

/// What a whole sound track leaves behind.
pub(super) struct Heard {
    /// For each tenth of a second.
    pub(super) chances: Vec<Chances>,
    /// How much rises in each frame, hundredths of a decibel.
    pub(super) rises: Vec<u16>,
    pub(super) crowd_level: Curve,
    pub(super) turns: Turns,
    pub(super) hum: Hum,
    pub(super) wow: Wow,
}

impl Listener {
    pub(super) fn new(sample_rate: u32) -> Self {
        let downmix = Downmix::new(sample_rate);
        let rate = downmix.rate();
        Self {
            framer: Framer::new(rate),
            downmix,
            study: Study::default(),
            heard: 0,
            rate,
            heard_by: Heard {
                chances: Vec::new(),
                rises: Vec::new(),
                crowd_level: Curve::new(Block::PER_SECOND),
                turns: Turns::default(),
                hum: Hum::new(rate),
                wow: Wow::default(),
            },
            tenth: (0.0, 0),
            figures: None,
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        let samples = self.framer.samples();
        let before = samples.len();
        self.downmix.mix(block, samples);
        self.heard += (samples.len() - before) as u64;
        self.heard_by.hum.hear(samples.get(before..).unwrap_or_default());
        self.look(false);
    }

    fn look(&mut self, end: bool) {
        // Beyond the end there are only zeros.
        let last = (self.heard as f64 / self.rate * 100.0) as u64;
        while self.heard_by.rises.len() as u64 <= last
            && let Some(frame) = self.framer.frame()
        {
            self.note(&frame);
            self.study.add(frame);
        }
        while let Some(tones) = self.framer.tones() {
            self.heard_by.turns.add_chroma(&tones.chroma);
            self.heard_by.wow.hear(tones.peaks);
            self.study.add_tones(tones);
        }
        self.framer.forget();
        while let Some(figures) = self.study.next(end) {
            if let Some(kept) = &mut self.figures {
                kept.push(figures);
            }
            self.heard_by.chances.push(model::judge(&figures));
        }
    }

    fn note(&mut self, frame: &Frame) {
        self.heard_by
            .rises
            .push((frame.blow * 100.0).clamp(0.0, f32::from(u16::MAX)) as u16);
        self.heard_by.turns.add(&frame.bands);
        let crowd = frame.bands.iter().skip(CROWD_BAND);
        self.tenth.0 += crowd
            .map(|band| 10_f64.powf(f64::from(*band) / 10.0))
            .sum::<f64>();
        self.tenth.1 += 1;
        if self.tenth.1 == 10 {
            self.tell_crowd_level();
        }
    }

    fn tell_crowd_level(&mut self) {
        let (power, frames) = std::mem::take(&mut self.tenth);
        if frames > 0 {
            self.heard_by
                .crowd_level
                .push(decibels(power / f64::from(frames)));
        }
    }

    /// `blocks`: as many values as the other curves have.
    pub(super) fn finish(mut self, blocks: usize) -> Heard {
        self.end();
        self.heard_by.crowd_level.values.resize(blocks, Curve::NOTHING);
        let last = self.heard_by.chances.last().copied().unwrap_or_default();
        self.heard_by.chances.resize(blocks, last);
        self.heard_by
    }

    fn end(&mut self) {
        let samples = self.framer.samples();
        let before = samples.len();
        self.downmix.end(samples);
        self.heard += (samples.len() - before) as u64;
        let padding = self.rate as usize;
        samples.extend(std::iter::repeat_n(0.0, padding));
        self.look(true);
        self.tell_crowd_level();
    }
}

/// What the model sees of a sound, ten times a second: for training it anew (`bench/sound/`). Interleaved samples.
pub fn figures(channels: u16, sample_rate: u32, samples: &[f32]) -> Vec<Vec<f32>> {
    let mut listener = Listener::new(sample_rate);
    listener.figures = Some(Vec::new());
    let channels = usize::from(channels.max(1));
    let tenth = channels * (sample_rate as usize / 10).max(1);
    let mut block = Block::new(channels);
    for piece in samples.chunks(tenth) {
        block.add(piece);
        listener.hear(&block);
        block.next();
    }
    listener.end();
    let figures = listener.figures.unwrap_or_default();
    figures.into_iter().map(|figures| figures.to_vec()).collect()
}
