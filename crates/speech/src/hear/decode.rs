//! A window becomes tokens: the likeliest each time, and where that fails, draws at rising temperatures.

use super::attempt::{Attempt, repeats};
use super::chances::{Draws, drawn, highest, log_sum};
use super::network::Network;
use super::rules::Rules;
use crate::SpeechError;
use crate::tokens::Vocabulary;

const TEMPERATURES: [f32; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];

/// How one window is decoded.
pub(super) struct Decoding<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) rules: Rules<'a>,
    pub(super) opening: Vec<u32>,
    /// Tokens that are said to a window at the most.
    pub(super) most: usize,
    /// Draws follow from it.
    pub(super) seed: u64,
}

impl Decoding<'_> {
    /// Of the window that the network has heard: the first attempt that is not doubtful, else the last.
    pub(super) fn decode(&self, network: &mut dyn Network) -> Result<Attempt, SpeechError> {
        let mut attempt = self.attempt(network, 0.0)?;
        for temperature in TEMPERATURES.into_iter().skip(1) {
            if !attempt.is_doubtful() {
                break;
            }
            attempt = self.attempt(network, temperature)?;
        }
        Ok(attempt)
    }

    fn attempt(&self, network: &mut dyn Network, temperature: f32) -> Result<Attempt, SpeechError> {
        let signs = self.vocabulary.signs();
        network.begin();
        let (first, rest) = self.opening.split_at(self.opening.len().min(1));
        let mut scores = network.go_on(first)?;
        let no_speech = scores
            .get(signs.no_speech as usize)
            .copied()
            .unwrap_or(f32::NEG_INFINITY);
        let no_speech = (no_speech - log_sum(scores.iter().copied())).exp();
        if !rest.is_empty() {
            scores = network.go_on(rest)?;
        }
        let mut draws = Draws(self.seed ^ u64::from(temperature.to_bits()));
        let (mut tokens, mut sum, mut text) = (Vec::new(), 0.0, Vec::new());
        let mut count = 0;
        while tokens.len() < self.most {
            self.rules.keep(&tokens, &mut scores);
            let next = if temperature == 0.0 {
                highest(&scores)
            } else {
                drawn(&scores, temperature, draws.next())
            };
            let Some(next) = next else { break };
            let score = scores.get(next).copied().unwrap_or(f32::NEG_INFINITY);
            sum += score - log_sum(scores.iter().copied());
            count += 1;
            let token = u32::try_from(next).unwrap_or(signs.end);
            if token == signs.end || score == f32::NEG_INFINITY {
                break;
            }
            tokens.push(token);
            text.extend_from_slice(self.vocabulary.bytes(token));
            if tokens.len() < self.most {
                scores = network.go_on(&[token])?;
            }
        }
        Ok(Attempt {
            tokens,
            log_chance: sum / count.max(1) as f32,
            no_speech,
            repeats: repeats(text.trim_ascii()),
        })
    }
}
