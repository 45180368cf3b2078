//! Opening a house: its configuration, catalogue, vault and engine, brought together for a command.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use engine::{Engine, EngineConfig};
use house::Clock;
use store::{Catalogue, Dock, ServerAddress, Vault};
use tokio::sync::OnceCell;

use crate::cli::problem::Advised;
use crate::clock::SystemClock;
use crate::config::{self, Config};
use crate::voice::Voice;

/// Setting of the catalogue: where a server took its place last.
const LISTENING: &str = "listening";

/// A house that is open to a command. The engine is looked for only when a command needs it, so that a house whose
/// engine is gone still shows what it has. Cheap to clone.
#[derive(Clone)]
pub struct OpenHouse {
    /// Absolute.
    pub folder: PathBuf,
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    pub catalogue: Catalogue,
    pub vault: Vault,
    /// Where uploads lie until they are taken in.
    pub dock: Dock,
    engine: Arc<OnceCell<Engine>>,
    voice: Arc<OnceCell<Option<Voice>>>,
}

impl OpenHouse {
    /// # Errors
    /// A sentence when the folder is no house, its configuration is wrong, or it is newer than the program.
    pub async fn open(folder: &Path) -> anyhow::Result<Self> {
        let mut config = Config::read(folder)?;
        let folder = absolute(folder)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let catalogue = Catalogue::open(config.catalogue_in(&folder), Arc::clone(&clock)).await?;
        let listening = catalogue.setting(LISTENING).await?;
        config.site.listening = listening.and_then(|address| address.parse().ok());
        Self::with(folder, config, clock, catalogue).await
    }

    /// Makes a new house in an empty or missing folder, its catalogue there too or in an empty database of `server`,
    /// and opens it.
    ///
    /// # Errors
    /// A sentence when the folder is a house already, holds other things, or cannot be written.
    pub async fn found(folder: &Path, name: &str, server: Option<&ServerAddress>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder '{}' cannot be made", folder.display()))?;
        refuse_taken(folder)?;
        let text = config::database::with_database(&config::first_text(name), server);
        let config = Config::parse(&text, folder)?;
        let folder = absolute(folder)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let catalogue = Catalogue::create(config.catalogue_in(&folder), Arc::clone(&clock)).await?;
        let house = Self::with(folder, config, clock, catalogue).await?;
        // Last: a folder with a configuration is a whole house.
        let path = house.folder.join(config::FILE_NAME);
        let written = match server {
            Some(_) => config::database::write(&house.folder, &text),
            None => std::fs::write(&path, text),
        };
        written.with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(house)
    }

    async fn with(
        folder: PathBuf,
        config: Config,
        clock: Arc<dyn Clock>,
        catalogue: Catalogue,
    ) -> anyhow::Result<Self> {
        let vault_folder = folder.join("vault");
        let vault = tokio::task::spawn_blocking(move || Vault::open(&vault_folder)).await??;
        let dock = Dock::open(&folder.join("uploads"), config.work.keep_free)?;
        let scratch = folder.join("scratch");
        std::fs::create_dir_all(&scratch)
            .with_context(|| format!("the folder '{}' cannot be made", scratch.display()))?;
        Ok(Self {
            folder,
            config,
            clock,
            catalogue,
            vault,
            dock,
            engine: Arc::default(),
            voice: Arc::default(),
        })
    }

    /// The media engine, looked for once.
    ///
    /// # Errors
    /// A sentence that says where it was looked for and what to do.
    pub async fn engine(&self) -> anyhow::Result<&Engine> {
        let config = engine_config(&self.config);
        Ok(self.engine.get_or_try_init(|| Engine::find(&config)).await?)
    }

    /// The model that hears words, looked over once; `None`: the house has none.
    ///
    /// # Errors
    /// A sentence when one is configured and cannot be used.
    pub async fn voice(&self) -> anyhow::Result<Option<&Voice>> {
        let look = || async {
            let config = self.config.speech.clone();
            tokio::task::spawn_blocking(move || Voice::find(&config)).await?
        };
        Ok(self.voice.get_or_try_init(look).await?.as_ref())
    }

    /// Remembers where a server of this house listens, so that every program tells the right addresses.
    pub async fn listens_at(&mut self, address: SocketAddr) -> anyhow::Result<()> {
        self.config.site.listening = Some(address);
        Ok(self
            .catalogue
            .put_setting(LISTENING, &address.to_string())
            .await?)
    }

    /// Where steps write before the vault takes their results over.
    pub fn scratch(&self) -> PathBuf {
        self.folder.join("scratch")
    }
}

/// The engine's own form of what `marquee.toml` says about it.
pub fn engine_config(config: &Config) -> EngineConfig {
    EngineConfig {
        folder: config.engine.folder.clone(),
        ffmpeg: config.engine.ffmpeg.clone(),
        ffprobe: config.engine.ffprobe.clone(),
        tesseract: config.engine.tesseract.clone(),
        nice: i32::from(config.engine.nice),
        ..EngineConfig::default()
    }
}

fn absolute(folder: &Path) -> anyhow::Result<PathBuf> {
    folder
        .canonicalize()
        .with_context(|| format!("the folder '{}' cannot be opened", folder.display()))
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
