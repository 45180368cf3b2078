//! In which language is spoken?

use super::network::Network;
use crate::SpeechError;
use crate::tokens::Signs;

/// Languages and how likely each is, over all windows that were heard.
#[derive(Debug, Default)]
pub(super) struct Languages {
    chances: Vec<f64>,
}

impl Languages {
    /// Asks of the window that the network has heard.
    pub(super) fn ask(&mut self, network: &mut dyn Network, signs: &Signs) -> Result<(), SpeechError> {
        network.begin();
        let scores = network.go_on(&[signs.start])?;
        let of_all: Vec<f64> = signs
            .languages()
            .iter()
            .map(|(_, token)| f64::from(scores.get(*token as usize).copied().unwrap_or(f32::NEG_INFINITY)))
            .collect();
        let highest = of_all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = of_all.iter().map(|score| (score - highest).exp()).sum();
        self.chances.resize(of_all.len(), 0.0);
        for (chance, score) in self.chances.iter_mut().zip(of_all) {
            *chance += (score - highest).exp() / sum;
        }
        Ok(())
    }

    /// The likeliest.
    pub(super) fn answer(&self, signs: &Signs) -> Option<String> {
        let mut found: Option<(&str, f64)> = None;
        for ((code, _), chance) in signs.languages().iter().zip(&self.chances) {
            if chance.is_finite() && found.is_none_or(|(_, best)| *chance > best) {
                found = Some((code, *chance));
            }
        }
        found.map(|(code, _)| code.to_owned())
    }
}
