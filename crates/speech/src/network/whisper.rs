use super::decoder::Decoder;
use super::encoder::Encoder;
use super::parts::Parts;
use crate::SpeechError;
use crate::hear::{HeadScores, Network};
use crate::model::ModelFolder;

/// A whole model in memory.
pub(crate) struct Whisper {
    encoder: Encoder,
    decoder: Decoder,
    alignment_heads: Vec<(usize, usize)>,
}

impl Whisper {
    pub(crate) fn load(model: &ModelFolder) -> Result<Self, SpeechError> {
        let parts = Parts::of(model);
        Ok(Self {
            encoder: Encoder::load(&parts)?,
            decoder: Decoder::load(&parts)?,
            alignment_heads: model.alignment_heads.clone(),
        })
    }
}

impl Network for Whisper {
    fn hear(&mut self, spectrum: &[f32]) -> Result<(), SpeechError> {
        let sound = self.encoder.hear(spectrum)?;
        self.decoder.listen(&sound)
    }

    fn begin(&mut self) {
        self.decoder.begin();
    }

    fn go_on(&mut self, tokens: &[u32]) -> Result<Vec<f32>, SpeechError> {
        self.decoder.go_on(tokens)
    }

    fn attention(&mut self, tokens: &[u32], head: &mut dyn FnMut(HeadScores)) -> Result<(), SpeechError> {
        self.decoder.attention(tokens, &self.alignment_heads, head)
    }
}
