//! Sealing: a rendition's bytes encrypted, so that caches may hold a film before its night.
//!
//! Two dresses of the same film under the same key. HLS has whole resources in AES-128 (RFC 8216bis, 4.4.4.4: CBC with
//! PKCS #7, the init sealed too), which every HLS player reads. DASH has `cbcs` (ISO/IEC 23001-7, 10.4) with ClearKey,
//! which browsers read. Sealed anew for each answer from the stored bytes, and always to the same bytes: initialisation
//! vectors are derived from names, never drawn. How long a sealed resource is, is known before a byte of it is read.

pub mod aes128;
mod avc;
mod boxes;
pub mod cbcs;
mod chain;
mod key;
mod sealing;
mod vector;

pub use key::{ContentKey, KeyId};
pub use sealing::{Sealing, Sort, sealed_table};

/// How a film is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Whole resources, for HLS.
    Aes128,
    /// Samples, for DASH and browsers' ClearKey.
    Cbcs,
}

impl Scheme {
    /// Its part of an address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aes128 => "hls",
            Self::Cbcs => "dash",
        }
    }

    pub fn parse(part: &str) -> Option<Self> {
        [Self::Aes128, Self::Cbcs]
            .into_iter()
            .find(|scheme| scheme.as_str() == part)
    }
}

/// How a presentation is sealed, for the texts that lead to it.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    pub key: KeyId,
    /// Where keys are asked for: "/keys/RELEASE".
    pub keys: &'a str,
    /// Where what cannot be sealed is asked for, through the gate: "/media/RELEASE".
    pub media: &'a str,
}
