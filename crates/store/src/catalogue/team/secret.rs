//! Secrets that are handed out once and of which only a hash is kept.

use std::fmt;

use house::Digest;

/// What a link, a cookie or a token for programs carries.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl Secret {
    /// 256 random bits in hex.
    pub(in crate::catalogue) fn random() -> Self {
        Self(Digest::from_bytes(rand::random()).to_string())
    }

    pub(in crate::catalogue) fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(secret)")
    }
}

/// The secrets are random and long, so a fast hash keeps them safe.
pub(super) fn hash(secret: &str) -> String {
    Digest::of(secret.as_bytes()).to_string()
}
