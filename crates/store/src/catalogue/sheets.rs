//! A sheet beside what the house keeps: everything that comparing needs, gathered here, decided in `house`.

use house::archive::Asset;
use house::id::TitleId;

use house::release::sheet::{self, Archive, Difference, Kept, Mistakes};

use super::Catalogue;
use crate::StoreError;

/// A sheet that was read, and what applying it does.
#[derive(Debug, Clone)]
pub struct ComparedSheet {
    /// What is kept of the title; `None` for a new one.
    pub before: Option<Kept>,
    pub difference: Difference,
    pub text: String,
}

impl ComparedSheet {
    /// Says the text nothing that is not kept, to the letter?
    pub fn changes_nothing(&self) -> bool {
        let kept = self.before.as_ref().and_then(|before| before.sheet.as_ref());
        self.difference.is_empty() && kept == Some(&self.text)
    }
}

impl Catalogue {
    /// Compares a sheet with what is kept of the title at its address.
    ///
    /// # Errors
    /// The outer error is the house's; the inner one lists everything that is wrong in the sheet.
    pub async fn compare_sheet(&self, text: &str) -> Result<Result<ComparedSheet, Mistakes>, StoreError> {
        let assets = self.assets(None).await?;
        let archive = Archive::new(&assets);
        let read = match sheet::read(text, archive) {
            Ok(read) => read,
            Err(mistakes) => return Ok(Err(mistakes)),
        };
        let titles = self.titles().await?;
        let at = |slug: &str| titles.iter().find(|title| title.slug == slug);
        let before = match at(&read.slug) {
            Some(title) => self.tree(&title.id).await?,
            None => None,
        };
        let taken = |slug: &str| at(slug).cloned();
        let compared = sheet::difference(&read, before.as_ref(), &taken, archive, (text, self.now()));
        Ok(compared.map(|difference| ComparedSheet {
            before,
            difference,
            text: text.to_owned(),
        }))
    }

    /// The sheet of a title: as it was applied last, if what is kept is still what it says.
    pub async fn sheet_of(&self, title: &TitleId) -> Result<Option<String>, StoreError> {
        let Some(kept) = self.tree(title).await? else {
            return Ok(None);
        };
        let assets: Vec<Asset> = self.assets(None).await?;
        Ok(Some(sheet::export(&kept, Archive::new(&assets))))
    }
}
