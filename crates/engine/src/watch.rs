/// Tells a running step to stop; its whole process group is killed.
pub use tokio_util::sync::CancellationToken as CancelToken;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Frames of picture, or microseconds of sound, done so far.
    pub done: u64,
    /// The same measure; 0 when it is not known beforehand.
    pub total: u64,
    /// Speed in thousandths of playing time (2500: two and a half times as fast as it plays); 0 when not known yet.
    pub speed_permille: u32,
}

/// Watches one step: hears of its progress, may cancel it.
pub struct Watch {
    pub progress: Box<dyn Fn(Progress) + Send + Sync>,
    pub cancel: CancelToken,
}

impl Watch {
    pub fn new(progress: impl Fn(Progress) + Send + Sync + 'static, cancel: CancelToken) -> Self {
        Self {
            progress: Box::new(progress),
            cancel,
        }
    }

    /// Nobody looks.
    pub fn none() -> Self {
        Self::new(|_| {}, CancelToken::new())
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch")
            .field("cancel", &self.cancel)
            .finish_non_exhaustive()
    }
}
