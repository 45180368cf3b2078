//! Opening a house: its configuration, catalogue, vault and engine, brought together for a command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use house::Clock;

use crate::cli::problem::Advised;
use crate::clock::SystemClock;
use crate::config::{self, Config};

/// A house that is open to a command.
pub struct OpenHouse {
    pub folder: PathBuf,
    pub config: Config,
    pub clock: Arc<dyn Clock>,
}

impl OpenHouse {
    /// # Errors
    /// A sentence when the folder is no house, its configuration is wrong, or it is newer than the program.
    pub async fn open(folder: &Path) -> anyhow::Result<Self> {
        let config = Config::read(folder)?;
        let folder = folder
            .canonicalize()
            .with_context(|| format!("'{}' cannot be opened", folder.display()))?;
        Ok(Self {
            folder,
            config,
            clock: Arc::new(SystemClock),
        })
    }

    /// Makes a new house in an empty or missing folder, and opens it.
    ///
    /// # Errors
    /// A sentence when the folder is a house already, holds other things, or cannot be written.
    pub async fn found(folder: &Path, name: &str) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder '{}' cannot be made", folder.display()))?;
        refuse_taken(folder)?;
        let path = folder.join(config::FILE_NAME);
        std::fs::write(&path, config::first_text(name))
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Self::open(folder).await
    }
}

fn refuse_taken(folder: &Path) -> anyhow::Result<()> {
    if folder.join(config::FILE_NAME).exists() {
        let sentence = format!("'{}' is a house already", folder.display());
        return Err(Advised::new(sentence, "use it as it is, or name another folder").into());
    }
    let mut entries = std::fs::read_dir(folder)
        .with_context(|| format!("the folder '{}' cannot be read", folder.display()))?;
    if entries.next().is_some() {
        let sentence = format!("the folder '{}' is not empty", folder.display());
        return Err(Advised::new(sentence, "name an empty or a new folder for the house").into());
    }
    Ok(())
}
