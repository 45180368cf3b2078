use serde::{Deserialize, Serialize};

use super::Span;

/// One line of what is said, sung or written, and where in the asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub span: Span,
    pub text: String,
    /// Who says it, where the file says so.
    pub speaker: Option<String>,
    /// Each word with its own time, where those are known; otherwise empty.
    pub words: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub span: Span,
    pub text: String,
}
