use std::path::PathBuf;
use std::sync::Arc;

use engine::{Engine, Reading, SoundReading};
use house::Digest;
use house::master::{PictureConform, SoundConform};
use media::time::MediaTime;
use store::Queue;
use tokio::sync::Mutex;

use super::Failure;
use crate::open_house::OpenHouse;

/// What every job works with.
pub struct Workshop {
    pub house: OpenHouse,
    pub queue: Queue,
    pub engine: Engine,
    /// Folder in which each claim has its own.
    pub scratch: PathBuf,
    /// Jobs that run at the same time.
    pub at_once: usize,
    /// Steps of one core that may run beside these: what takes several cores does not keep all of them busy.
    pub beside: usize,
    /// Bytes of disk that stay free whatever happens.
    pub keep_free: u64,
    /// Held by the step that listens for words: one model is in memory at a time, and it takes every core.
    pub listening: Arc<Mutex<()>>,
}

/// Cores that are assumed when the machine does not tell.
const FEWEST_CORES: usize = 2;

impl Workshop {
    /// # Errors
    /// A sentence when there is no engine.
    pub async fn of(house: &OpenHouse) -> anyhow::Result<Arc<Self>> {
        let work = &house.config.work;
        let threads = usize::try_from(house.config.engine.threads.get())?;
        let cores = std::thread::available_parallelism().map_or(FEWEST_CORES, usize::from);
        let (at_once, beside) = match work.at_once {
            Some(jobs) => (usize::try_from(jobs.get())?, 0),
            None => (cores.div_ceil(threads), usize::from(cores > 1)),
        };
        Ok(Arc::new(Self {
            house: house.clone(),
            queue: house.catalogue.queue(),
            engine: house.engine().await?.clone(),
            scratch: house.scratch(),
            at_once,
            beside,
            keep_free: work.keep_free,
            listening: Arc::default(),
        }))
    }

    /// How the engine reads the picture of a film that lies in the vault.
    pub fn reading(
        &self,
        source: &Digest,
        container: &str,
        picture: &PictureConform,
    ) -> Result<Reading, Failure> {
        Ok(Reading {
            source: self.object(source)?,
            container: container.to_owned(),
            stream: picture.stream,
            rate: picture.rate,
            start: picture.start,
            source_frames: picture.source_frames,
            seekable: picture.seekable,
            rotation: picture.rotation,
            deinterlace: picture.deinterlace,
            tone_map: picture.tone_map,
        })
    }

    /// How the engine reads a sound of a file that lies in the vault, as it is; `length` is that of the time line.
    pub fn sound_reading(
        &self,
        source: &Digest,
        container: &str,
        sound: &SoundConform,
        length: MediaTime,
    ) -> Result<SoundReading, Failure> {
        Ok(SoundReading {
            source: self.object(source)?,
            container: container.to_owned(),
            stream: sound.stream,
            channels: sound.channels,
            sample_rate: sound.sample_rate,
            offset: sound.offset,
            length,
            first: None,
        })
    }

    /// Where an object lies that the catalogue promises.
    pub fn object(&self, digest: &Digest) -> Result<PathBuf, Failure> {
        if self.house.vault.contains(digest) {
            return Ok(self.house.vault.path_of(digest));
        }
        Err(store::StoreError::MissingObject(*digest).into())
    }

    /// Bytes that jobs may still take.
    pub fn room(&self) -> Result<u64, store::StoreError> {
        Ok(store::disk::free_bytes(&self.scratch)?.saturating_sub(self.keep_free))
    }

    /// Where working processes show that they live.
    pub fn workers_folder(&self) -> PathBuf {
        self.scratch.join("workers")
    }

    /// Pieces of two engines do not join, so a step planned for another one is not begun.
    pub fn expect_engine(&self, build: &str) -> Result<(), Failure> {
        if self.engine.build() == build {
            return Ok(());
        }
        Err(Failure::Lasting(format!(
            "planned for the engine {build}, but this is {}: `marquee encode` plans it anew",
            self.engine.build()
        )))
    }
}
