//! What a sheet names of the archive: by id, by digest, or by the name that the file had when it was handed in.

use crate::archive::Asset;
use crate::id::AssetId;
use crate::master::{ConformOptions, conform};
use crate::{Digest, HouseError};

/// The archive as a sheet's names are looked up in it.
#[derive(Debug, Clone, Copy)]
pub struct Archive<'a> {
    assets: &'a [Asset],
}

impl<'a> Archive<'a> {
    pub fn new(assets: &'a [Asset]) -> Self {
        Self { assets }
    }

    /// # Errors
    /// A sentence when nothing, or more than one thing, has the name.
    fn find(self, name: &str) -> Result<&'a Asset, HouseError> {
        let name = name.trim();
        let digest: Option<Digest> = name.parse().ok();
        let exact = self
            .assets
            .iter()
            .find(|asset| asset.id.as_str() == name || Some(asset.digest) == digest);
        if let Some(asset) = exact {
            return Ok(asset);
        }
        let mut named = self.assets.iter().filter(|asset| asset.file_name == name);
        match (named.next(), named.next()) {
            (Some(asset), None) => Ok(asset),
            (Some(_), Some(_)) => refuse(format!(
                "the archive has several files '{name}': name the one that is meant by its id"
            )),
            (None, _) => refuse(format!(
                "there is no '{name}' in the archive: `marquee add` takes it in"
            )),
        }
    }

    /// Something that can be shown as a film.
    pub(super) fn film(self, name: &str) -> Result<AssetId, HouseError> {
        let asset = self.find(name)?;
        conform(&asset.survey, &ConformOptions::default())?;
        Ok(asset.id.clone())
    }

    pub(super) fn photo(self, name: &str) -> Result<AssetId, HouseError> {
        let asset = self.find(name)?;
        if asset.survey.facts.still {
            return Ok(asset.id.clone());
        }
        let kind = asset.kind.as_str();
        refuse(format!("'{}' is no picture but {kind}", asset.file_name))
    }

    /// How a sheet names an asset: by its file's name where that says which.
    pub(super) fn name_of(self, id: &AssetId) -> String {
        let asset = self.assets.iter().find(|asset| asset.id == *id);
        let name = asset.map(|asset| asset.file_name.as_str());
        match name {
            Some(name) if self.find(name).is_ok_and(|found| found.id == *id) => name.to_owned(),
            _ => id.to_string(),
        }
    }
}

fn refuse<T>(sentence: String) -> Result<T, HouseError> {
    Err(HouseError::Refused(sentence))
}
