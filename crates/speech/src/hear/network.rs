use crate::SpeechError;

/// What the network does for the listener. A test stands in for it with rules of its own.
pub(crate) trait Network: Send {
    /// Takes in a window: its spectrum, band by band ([`super::mel::Mel::spectrum`]).
    fn hear(&mut self, spectrum: &[f32]) -> Result<(), SpeechError>;

    /// Forgets what was said; the window stays.
    fn begin(&mut self);

    /// Goes on by these tokens; answers a score for each token of the vocabulary to be the next.
    fn go_on(&mut self, tokens: &[u32]) -> Result<Vec<f32>, SpeechError>;

    /// How much each alignment head looks at each position of the window while these tokens are read. Forgets what
    /// was said.
    fn attention(&mut self, tokens: &[u32], head: &mut dyn FnMut(HeadScores)) -> Result<(), SpeechError>;
}

/// Of one head: scores before softmax, for each token a row with a number for each position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeadScores {
    pub(crate) positions: usize,
    pub(crate) scores: Vec<f32>,
}
