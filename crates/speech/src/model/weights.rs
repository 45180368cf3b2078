use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::numbers::Number;
use crate::SpeechError;

/// Bytes that are turned into numbers at once.
const AT_ONCE: usize = 1 << 20;

/// The tensors of a model's file, by the names that the file gives them. Only places are kept; values are read when
/// they are asked for.
#[derive(Debug)]
pub(crate) struct Weights {
    path: PathBuf,
    length: u64,
    tensors: HashMap<String, Tensor>,
}

/// Where a tensor lies; its bytes are within the file, and as many as its shape says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tensor {
    number: Number,
    shape: Vec<usize>,
    start: u64,
}

impl Weights {
    /// `length`: of the file, in bytes.
    pub(crate) fn new(path: &Path, length: u64) -> Self {
        Self {
            path: path.to_owned(),
            length,
            tensors: HashMap::new(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes a tensor in, when the file is long enough for it and its bytes are what its shape needs.
    pub(crate) fn add(
        &mut self,
        name: &str,
        number: Number,
        shape: Vec<usize>,
        start: u64,
        bytes: u64,
    ) -> Result<(), SpeechError> {
        let count = shape.iter().try_fold(1_u64, |product, side| {
            product.checked_mul(u64::try_from(*side).ok()?)
        });
        if count.and_then(|count| count.checked_mul(number.bytes())) != Some(bytes) {
            return Err(self.wrong(format!(
                "tensor '{name}' at byte {start} has {bytes} bytes, but the shape {shape:?}"
            )));
        }
        if start.checked_add(bytes).is_none_or(|end| end > self.length) {
            return Err(self.wrong(format!(
                "tensor '{name}' at byte {start} is {bytes} bytes long, but the file ends after {}; it is cut short",
                self.length
            )));
        }
        let tensor = Tensor { number, shape, start };
        self.tensors.insert(name.to_owned(), tensor);
        Ok(())
    }

    /// Another name for a tensor.
    pub(crate) fn alias(&mut self, name: &str, of: &str) -> Result<(), SpeechError> {
        let Some(tensor) = self.tensors.get(of).cloned() else {
            return Err(self.wrong(format!("'{name}' stands for '{of}', which is not there")));
        };
        self.tensors.insert(name.to_owned(), tensor);
        Ok(())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    pub(crate) fn shape(&self, name: &str) -> Result<&[usize], SpeechError> {
        Ok(&self.tensor(name)?.shape)
    }

    fn tensor(&self, name: &str) -> Result<&Tensor, SpeechError> {
        self.tensors
            .get(name)
            .ok_or_else(|| self.wrong(format!("tensor '{name}' is missing; this is no Whisper model")))
    }

    /// The values of a tensor that must have this shape, in the order of its last side.
    pub(crate) fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, SpeechError> {
        let tensor = self.tensor(name)?;
        if tensor.shape != shape {
            return Err(self.wrong(format!(
                "tensor '{name}' has the shape {:?}; in this model it must be {shape:?}",
                tensor.shape
            )));
        }
        let mut values = self.read(tensor)?;
        if tensor.number.is_scaled() {
            self.scale(name, shape, &mut values)?;
        }
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
            return Err(self.wrong(format!(
                "value {at} of tensor '{name}' is no number; the file is damaged"
            )));
        }
        Ok(values)
    }

    fn read(&self, tensor: &Tensor) -> Result<Vec<f32>, SpeechError> {
        let failed = |error| SpeechError::io(&self.path, error);
        let mut file = File::open(&self.path).map_err(failed)?;
        file.seek(SeekFrom::Start(tensor.start)).map_err(failed)?;
        // The product is known to fit: the file has as many bytes.
        let count: usize = tensor.shape.iter().product();
        let mut values = Vec::with_capacity(count);
        let mut left = tensor.number.bytes().saturating_mul(count as u64);
        let at_once = |left: u64| usize::try_from(left).map_or(AT_ONCE, |left| left.min(AT_ONCE));
        let mut bytes = vec![0; at_once(left)];
        while left > 0 {
            let now = at_once(left);
            let chunk = bytes.get_mut(..now).unwrap_or_default();
            file.read_exact(chunk).map_err(failed)?;
            tensor.number.read(chunk, &mut values);
            left -= now as u64;
        }
        Ok(values)
    }

    /// Integers are fractions of a scale that lies beside them: one for the tensor, or one for each row.
    fn scale(&self, name: &str, shape: &[usize], values: &mut [f32]) -> Result<(), SpeechError> {
        let beside = format!("{name}_scale");
        let tensor = self.tensor(&beside)?;
        let scales = self.read(tensor)?;
        let rows = shape.first().copied().unwrap_or(1);
        let in_row = values.len() / rows.max(1);
        if tensor.number.is_scaled()
            || scales.iter().any(|scale| !scale.is_normal())
            || !(scales.len() == 1 || scales.len() == rows)
        {
            return Err(self.wrong(format!("tensor '{beside}' does not fit '{name}'")));
        }
        let per_scale = if scales.len() == 1 { values.len() } else { in_row };
        for (row, scale) in values.chunks_mut(per_scale.max(1)).zip(&scales) {
            for value in row {
                *value /= scale;
            }
        }
        Ok(())
    }

    pub(crate) fn wrong(&self, problem: String) -> SpeechError {
        SpeechError::model(&self.path, problem)
    }
}
