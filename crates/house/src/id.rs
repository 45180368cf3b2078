//! Random typed ids: 120 random bits in 24 letters of lower-case base32 (RFC 4648), e.g. `k5ruxc4dmnvwq7tzp2yaehis`.
//! An id says nothing about what it names and cannot be guessed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::HouseError;

const LENGTH: usize = 24;

fn random_text() -> String {
    let bytes: [u8; 15] = rand::random();
    data_encoding::BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
}

fn is_id(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'))
}

macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident, $expected:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            pub fn random() -> Self {
                Self(random_text().into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = HouseError;

            fn from_str(text: &str) -> Result<Self, HouseError> {
                if is_id(text) {
                    return Ok(Self(text.into()));
                }
                Err(HouseError::Unreadable { given: text.into(), expected: $expected })
            }
        }

        impl TryFrom<String> for $name {
            type Error = HouseError;

            fn try_from(text: String) -> Result<Self, HouseError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }
    )+};
}

typed_id! {
    AssetId, "an asset's id (24 letters a-z and digits 2-7)";
    TitleId, "a title's id (24 letters a-z and digits 2-7)";
    MasterId, "a master's id (24 letters a-z and digits 2-7)";
    RenditionId, "a rendition's id (24 letters a-z and digits 2-7)";
    ReleaseId, "a release's id (24 letters a-z and digits 2-7)";
    UploadId, "an upload's id (24 letters a-z and digits 2-7)";
    JobId, "a job's id (24 letters a-z and digits 2-7)";
    AccountId, "an account's id (24 letters a-z and digits 2-7)";
    SessionId, "a session's id (24 letters a-z and digits 2-7)";
    TokenId, "a token's id (24 letters a-z and digits 2-7)";
    InvitationId, "an invitation's id (24 letters a-z and digits 2-7)";
    AuditId, "the id of an entry of the audit log (24 letters a-z and digits 2-7)";
    PassId, "the id of a personal link (24 letters a-z and digits 2-7)";
    WebhookId, "a webhook's id (24 letters a-z and digits 2-7)";
    DeliveryId, "the id of a webhook's delivery (24 letters a-z and digits 2-7)";
    LineId, "the id of a line of a showing's chat (24 letters a-z and digits 2-7)";
    /// Public name of a release in media addresses; another than its id, so that an address says nothing.
    ReleaseKey, "a release's address key";
    /// Public name of one revision of a rendition in media addresses.
    RenditionKey, "a rendition's address key";
    /// Public name of a picture (poster, seek-bar sheet) in addresses.
    PictureKey, "a picture's address key";
}
