//! What is wrong with the sound of a tape, each as a sentence with figures.

mod clipping;
mod dc_offset;
mod drop_out;
pub(super) mod hum;
mod phase;
pub(super) mod wow;

use super::super::{Finding, Span};
use super::block::Block;

/// All who look for faults in the samples as they are.
#[derive(Debug)]
pub(super) struct Faults {
    dc_offset: dc_offset::DcOffset,
    phase: phase::Phase,
    clipping: clipping::Clipping,
    drop_outs: drop_out::DropOuts,
}

impl Faults {
    pub(super) fn new(channels: usize, sample_rate: u32) -> Self {
        Self {
            dc_offset: dc_offset::DcOffset::new(channels),
            phase: phase::Phase::default(),
            clipping: clipping::Clipping::new(channels),
            drop_outs: drop_out::DropOuts::new(sample_rate),
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        self.dc_offset.hear(block);
        self.phase.hear(block);
        self.clipping.hear(block);
        self.drop_outs.hear(block);
    }

    pub(super) fn finish(self, whole: Span) -> Vec<Finding> {
        let mut findings = Vec::new();
        findings.extend(self.dc_offset.finish(whole));
        findings.extend(self.phase.finish(whole));
        findings.extend(self.clipping.finish(whole));
        findings.extend(self.drop_outs.finish(whole));
        findings
    }
}

/// "the left channel", or by its number where there are more than two.
fn channel_name(channel: usize, channels: usize) -> String {
    match (channel, channels) {
        (_, 1) => "the sound".into(),
        (0, 2) => "the left channel".into(),
        (1, 2) => "the right channel".into(),
        _ => format!("channel {}", channel + 1),
    }
}
