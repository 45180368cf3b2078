use serde::{Deserialize, Serialize};

use crate::HouseError;

/// Who handed the asset in, under which rights, with which dates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    pub title: Option<String>,
    pub people: Vec<String>,
    pub place: Option<String>,
    pub date: Option<Edtf>,
    pub rights: Option<String>,
    pub notes: Option<String>,
}

/// A date as uncertain as it is: Extended Date/Time Format (ISO 8601-2:2019), level 1: `1974`, `197X`, `1974-05~`,
/// `1974/1976`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf(String);

impl Edtf {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Edtf {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        edtf::level_1::Edtf::parse(text)
            .map(|_| Self(text.to_owned()))
            .map_err(|_| HouseError::Unreadable {
                given: text.into(),
                expected: "an EDTF date (1974, 1974-05-02, 197X, 1974~, 1974/1976)",
            })
    }
}

impl TryFrom<String> for Edtf {
    type Error = HouseError;

    fn try_from(text: String) -> Result<Self, HouseError> {
        text.parse()
    }
}

impl From<Edtf> for String {
    fn from(date: Edtf) -> Self {
        date.0
    }
}
