use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use zeroize::Zeroizing;

/// The name of a content key, random as the key itself. It stands in addresses, inits and manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; 16]);

impl KeyId {
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// "01234567-89ab-cdef-0123-456789abcdef", as a DASH manifest has it.
    pub fn uuid(&self) -> String {
        let text = self.to_string();
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
        parts.map(|part| text.get(part).unwrap_or_default()).join("-")
    }

    /// As a ClearKey licence has it (Encrypted Media Extensions, 9.1.4): base64url without padding.
    pub fn base64url(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// `None` for anything but 16 bytes in that spelling.
    pub fn from_base64url(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

/// 32 lower-case hex digits.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// Not a key's name: 32 lower-case hex digits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is named by 32 lower-case hex digits")]
pub struct NoKeyId;

impl FromStr for KeyId {
    type Err = NoKeyId;

    fn from_str(text: &str) -> Result<Self, NoKeyId> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NoKeyId)?;
        bytes.try_into().map(Self).map_err(|_| NoKeyId)
    }
}

/// What a part of a release is sealed with. Wiped from memory when it is dropped; never shown.
#[derive(Clone)]
pub struct ContentKey {
    id: KeyId,
    secret: Zeroizing<[u8; 16]>,
}

impl ContentKey {
    pub fn new(id: KeyId, secret: [u8; 16]) -> Self {
        Self {
            id,
            secret: Zeroizing::new(secret),
        }
    }

    pub fn id(&self) -> KeyId {
        self.id
    }

    pub fn secret(&self) -> &[u8; 16] {
        &self.secret
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling_in_each_place() {
        let id = KeyId::new(*b"\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef");
        assert_eq!(id.to_string(), "0123456789abcdef0123456789abcdef");
        assert_eq!(id.uuid(), "01234567-89ab-cdef-0123-456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(KeyId::from_base64url(&id.base64url()), Some(id));
        for wrong in [
            "",
            "0123456789ABCDEF0123456789ABCDEF",
            "0123",
            "0123456789abcdef0123456789abcdef00",
        ] {
            assert_eq!(wrong.parse::<KeyId>(), Err(NoKeyId));
            assert_eq!(KeyId::from_base64url(wrong), None);
        }
    }

    #[test]
    fn a_key_is_never_shown() {
        let key = ContentKey::new(KeyId::new([1; 16]), [0xa5; 16]);
        let shown = format!("{key:?}");
        assert!(
            !shown.contains("165") && !shown.to_lowercase().contains("a5"),
            "{shown}"
        );
    }
}
