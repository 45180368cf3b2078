//! What may leave before the night: a film's bytes, sealed. Its key may not.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::rule::ADMISSION_MILLIS;
use super::{Admission, ReleasedTitle, Viewer};
use crate::Instant;
use crate::encode::Rendition;
use crate::id::{ReleaseId, RenditionKey};

/// Whom a key of a release is for: what a screener was handed opens nothing that lies in everybody's caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Public,
    /// For who is let in before the night: guests with a personal link, and the team.
    Screener,
}

impl Purpose {
    pub const ALL: [Self; 2] = [Self::Public, Self::Screener];

    /// The key that an admitted viewer may have.
    pub fn of(viewer: &Viewer) -> Self {
        match viewer.is_public() {
            true => Self::Public,
            false => Self::Screener,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Screener => "screener",
        }
    }
}

impl std::str::FromStr for Purpose {
    type Err = crate::HouseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|purpose| purpose.as_str() == text);
        found.ok_or_else(|| crate::HouseError::Unreadable {
            given: text.to_owned(),
            expected: "what a key is for (public, screener)",
        })
    }
}

/// The right to the sealed bytes of one release, which everybody has once its night is settled. Nothing can be read
/// with it: the viewers' door hands out for it only what it has sealed. Made only by the gate; expires.
#[derive(Debug, Clone)]
pub struct SealedCopy {
    entry: Arc<ReleasedTitle>,
    until: Instant,
    with_former: bool,
    is_open: bool,
    text_seconds: u64,
}

/// Seconds for which a cache may keep what leads to the sealed bytes.
const TEXT_SECONDS: i64 = 60;

impl SealedCopy {
    /// `None` while the release is only drafted, was withdrawn or has closed, or is not sealed.
    pub(super) fn of(entry: &Arc<ReleasedTitle>, now: Instant) -> Option<Self> {
        let release = &entry.release;
        let opens = release.opens.filter(|_| release.is_sealed())?;
        let left = |end: Instant| end.millis_since(now);
        if release.closes.is_some_and(|closes| closes <= now) {
            return None;
        }
        let is_open = release.is_open(now);
        // A cache lets go of what it was told before the night when the night comes, and of all when it ends.
        let turn = if is_open { release.closes } else { Some(opens) };
        let seconds = turn.map_or(TEXT_SECONDS, |turn| (left(turn) / 1_000).clamp(0, TEXT_SECONDS));
        let until = now.plus_millis(ADMISSION_MILLIS);
        Some(Self {
            until: release.closes.map_or(until, |closes| until.min(closes)),
            with_former: entry.has_former(now),
            is_open,
            text_seconds: u64::try_from(seconds).unwrap_or(0),
            entry: Arc::clone(entry),
        })
    }

    pub fn release(&self) -> &ReleaseId {
        &self.entry.release.id
    }

    pub fn entry(&self) -> &Arc<ReleasedTitle> {
        &self.entry
    }

    pub fn is_valid(&self, now: Instant) -> bool {
        now < self.until
    }

    /// The public may see what is in it: only then is anything named.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// For so long a cache may keep a playlist or a manifest.
    pub fn text_seconds(&self) -> u64 {
        self.text_seconds
    }

    pub fn renditions(&self) -> &[Rendition] {
        &self.entry.renditions
    }

    /// All renditions of the master that this one is of, if it is one of the release's.
    pub fn together_with(&self, key: &RenditionKey) -> Option<&[Rendition]> {
        let has = |renditions: &[Rendition]| renditions.iter().any(|rendition| &rendition.key == key);
        let former = self.entry.former.as_ref().filter(|_| self.with_former);
        let former = former.map(|former| former.renditions.as_slice());
        [Some(self.renditions()), former]
            .into_iter()
            .flatten()
            .find(|renditions| has(renditions))
    }

    pub fn rendition(&self, key: &RenditionKey) -> Option<&Rendition> {
        self.together_with(key)?
            .iter()
            .find(|rendition| &rendition.key == key)
    }
}

impl Admission {
    /// The release's film lies in caches, sealed, and this is whose key opens it for this viewer.
    pub fn sealed_for(&self) -> Option<Purpose> {
        self.release().is_sealed().then(|| Purpose::of(self.viewer()))
    }
}

/// Browsers hand out keys (and WebCrypto) only on a safe connection: by HTTPS, or on the machine itself (W3C Secure
/// Contexts, 3.1). `address` is the house's public one; the answer is for the readiness board.
pub fn needs_tls(address: &str) -> Option<String> {
    let rest = address.strip_prefix("http://")?;
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_here = host == "localhost"
        || host.ends_with(".localhost")
        || host
            .parse::<core::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    (!is_here).then(|| {
        format!("keys need HTTPS: browsers open no sealed film at {address}. Set [tls], or a proxy with HTTPS before the house")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_address_is_safe_on_the_machine_itself_only() {
        for safe in [
            "https://film.example",
            "http://localhost:8080",
            "http://127.0.0.1:8080/x",
            "http://127.3.2.1",
            "http://[::1]:80",
            "http://house.localhost",
        ] {
            assert_eq!(needs_tls(safe), None, "{safe}");
        }
        for unsafe_one in [
            "http://film.example",
            "http://192.168.1.2:8080",
            "http://[::2]",
            "http://localhost.example",
        ] {
            assert!(needs_tls(unsafe_one).is_some_and(|sentence| sentence.contains(unsafe_one)));
        }
    }
}
