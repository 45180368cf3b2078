//! `[territories]`: how the house knows in which country a visitor is.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::wrong;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TerritoriesTable {
    database: Option<PathBuf>,
    header: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerritoriesConfig {
    /// A country database in MaxMind's format.
    pub database: Option<PathBuf>,
    /// In which a trusted proxy says the country.
    pub header: Option<String>,
}

impl TerritoriesConfig {
    /// Somebody or something can say where a visitor is.
    pub fn is_known(&self) -> bool {
        self.database.is_some() || self.header.is_some()
    }
}

impl TerritoriesTable {
    pub(super) fn checked(self, folder: &Path) -> anyhow::Result<TerritoriesConfig> {
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if let Some(name) = self.header.as_deref().filter(|name| !is_name(name)) {
            return Err(wrong(
                "territories.header",
                name,
                "a header's name such as CF-IPCountry",
            ));
        }
        Ok(TerritoriesConfig {
            database: self.database.map(|path| folder.join(path)),
            header: self.header,
        })
    }
}
