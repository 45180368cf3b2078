use std::future::Future;

use house::Digest;
use house::encode::StepKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Effect;

use super::{Failure, Work};

/// One kind of step: its parameters are the struct itself, kept as JSON in the queue.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Its name in the queue.
    const KIND: &'static str;
    /// Raised when the same inputs and parameters give another result than they did.
    const VERSION: u32;

    fn run(self, work: &Work) -> impl Future<Output = Result<Outcome, Failure>> + Send;

    /// What the result depends on. `inputs` are vault objects or the keys of steps that make them.
    fn key(&self, inputs: &[Digest], engine_build: &str) -> Result<StepKey, serde_json::Error> {
        let step = format!("{} {}", Self::KIND, Self::VERSION);
        let parameters = serde_json::to_string(self)?;
        Ok(StepKey::of(&step, inputs, &parameters, engine_build))
    }
}

/// What a finished job leaves behind.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Vault objects, handed to the jobs that wait for this one.
    pub outputs: Vec<Digest>,
    /// Changes of the catalogue, made in the transaction that marks the job done.
    pub effects: Vec<Effect>,
}
