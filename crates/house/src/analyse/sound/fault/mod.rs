//! What is wrong with the sound of a tape, each as a sentence with figures.

mod dc_offset;
mod phase;

use media::time::MediaTime;

use super::super::{Finding, Span};
use super::block::Block;

/// All who look for faults.
#[derive(Debug)]
pub(super) struct Faults {
    dc_offset: dc_offset::DcOffset,
    phase: phase::Phase,
}

impl Faults {
    pub(super) fn new(channels: usize, _sample_rate: u32) -> Self {
        Self {
            dc_offset: dc_offset::DcOffset::new(channels),
            phase: phase::Phase::default(),
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        self.dc_offset.hear(block);
        self.phase.hear(block);
    }

    pub(super) fn finish(self, length: MediaTime) -> Vec<Finding> {
        let whole = Span {
            start: MediaTime::ZERO,
            end: length,
        };
        let mut findings = Vec::new();
        findings.extend(self.dc_offset.finish(whole));
        findings.extend(self.phase.finish(whole));
        findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
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
