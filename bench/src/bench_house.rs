//! A house with a film that was not encoded by it: its records are filed as the house's own jobs file theirs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use house::archive::{Asset, AssetKind, Provenance};
use house::encode::{Codec, Rendition, Stage, Track};
use house::id::{AssetId, MasterId, ReleaseKey, RenditionId, RenditionKey, TitleId};
use house::master::{ConformSheet, Master, PictureConform, Reel};
use house::release::{Release, Title};
use house::{Clock, Digest, Instant};
use media::facts::{MediaFacts, Survey};
use media::time::{FrameRate, MediaTime};
use media::track::TrackKind;
use store::{Catalogue, Vault};

use crate::film::{Film, Made};
use crate::marquee;

/// Where the tapes of a large house were made.
const PLACES: [&str; 7] = [
    "Lisbon",
    "Harbour",
    "Porto Novo",
    "Łódź",
    "Reykjavík",
    "Kyōto",
    "Lagos",
];

struct WallClock;

impl Clock for WallClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of its own has a clock of its own"
    )]
    fn now(&self) -> Instant {
        Instant::from(jiff::Timestamp::now())
    }
}

pub(crate) struct BenchHouse {
    pub(crate) folder: PathBuf,
    catalogue: Catalogue,
    vault: Vault,
    clock: Arc<dyn Clock>,
}

/// A film of the house that is open to everybody.
pub(crate) struct Shown {
    pub(crate) release: ReleaseKey,
    pub(crate) picture: Rendition,
    pub(crate) sound: Rendition,
}

impl BenchHouse {
    pub(crate) async fn found(folder: &Path) -> anyhow::Result<Self> {
        marquee::found(folder)?;
        let clock: Arc<dyn Clock> = Arc::new(WallClock);
        Ok(Self {
            folder: folder.to_owned(),
            catalogue: Catalogue::open(&folder.join("catalogue.sqlite"), Arc::clone(&clock)).await?,
            vault: Vault::open(&folder.join("vault"))?,
            clock,
        })
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Files the film up to finished, checked renditions; nobody sees it yet.
    pub(crate) async fn file(
        &self,
        film: &Film,
        slug: &str,
    ) -> anyhow::Result<(TitleId, MasterId, Vec<Rendition>)> {
        let (title, master) = self.file_master(film, slug).await?;
        let mut renditions = Vec::new();
        for made in [&film.picture, &film.sound] {
            renditions.push(self.rendition(film, made, &master)?);
        }
        Ok((title, master, renditions))
    }

    async fn file_master(&self, film: &Film, slug: &str) -> anyhow::Result<(TitleId, MasterId)> {
        let asset = self.file_asset(film, slug).await?;
        let title = title(slug, self.clock.now());
        self.catalogue.put_title(&title).await?;
        let master = self.master(&title.id, asset.id, asset.digest, sheet(film));
        self.catalogue.put_master(&master, 2).await?;
        Ok((title.id, master.id))
    }

    /// What publishing finished renditions is here: their tables are filed, and the release opens.
    pub(crate) async fn publish(
        &self,
        title: &TitleId,
        master: &MasterId,
        renditions: &[Rendition],
    ) -> anyhow::Result<ReleaseKey> {
        let release = self.draft(title, master, renditions).await?;
        self.catalogue.open_release(&release.id, None).await?;
        Ok(release.key)
    }

    /// Finished renditions that nobody sees yet.
    pub(crate) async fn draft(
        &self,
        title: &TitleId,
        master: &MasterId,
        renditions: &[Rendition],
    ) -> anyhow::Result<Release> {
        for rendition in renditions {
            self.catalogue.put_rendition(rendition).await?;
        }
        let release = release(title, master);
        self.catalogue.put_release(&release).await?;
        Ok(release)
    }

    /// Another film of the same renditions that nobody sees yet, and where its picture is found once it is open.
    pub(crate) async fn again(
        &self,
        film: &Film,
        renditions: &[Rendition],
        slug: &str,
    ) -> anyhow::Result<(Release, String)> {
        let (title, master) = self.file_master(film, slug).await?;
        let own: Vec<_> = renditions
            .iter()
            .map(|rendition| Rendition {
                id: RenditionId::random(),
                key: RenditionKey::random(),
                master: master.clone(),
                ..rendition.clone()
            })
            .collect();
        let release = self.draft(&title, &master, &own).await?;
        let picture = own.first().context("a picture")?;
        let path = format!("/media/{}/{}/init.mp4", release.key, picture.key);
        Ok((release, path))
    }

    pub(crate) async fn show(&self, film: &Film, slug: &str) -> anyhow::Result<Shown> {
        let (title, master, renditions) = self.file(film, slug).await?;
        let release = self.publish(&title, &master, &renditions).await?;
        let [picture, sound] = <[Rendition; 2]>::try_from(renditions)
            .ok()
            .context("two renditions")?;
        Ok(Shown {
            release,
            picture,
            sound,
        })
    }

    /// Assets and titles as a house of many years has them; every second title is open, every fourth a draft. Answers
    /// one that is open.
    pub(crate) async fn fill(&self, assets: u32, titles: u32) -> anyhow::Result<TitleId> {
        let mut films = Vec::new();
        for number in 0..assets {
            let asset = self.tape(number);
            if number.is_multiple_of(10) {
                films.push(asset.id.clone());
            }
            self.catalogue.put_asset(&asset).await?;
        }
        let mut shown = None;
        for (number, film) in (0..titles).zip(films.iter().cycle()) {
            let place = PLACES[number as usize % PLACES.len()];
            let title = Title {
                name: format!("{place} film {number}"),
                year: Some(format!("{}", 1950 + number % 75)),
                ..title(&format!("film-{number}"), self.clock.now())
            };
            self.catalogue.put_title(&title).await?;
            if number % 4 == 3 {
                continue;
            }
            let sheet = plain_sheet(FrameRate::new(25, 1)?, 25 * 3_600, 1920, 1080);
            let master = self.master(&title.id, film.clone(), Digest::of(title.slug.as_bytes()), sheet);
            self.catalogue.put_master(&master, 0).await?;
            let release = release(&title.id, &master.id);
            self.catalogue.put_release(&release).await?;
            if number.is_multiple_of(2) {
                self.catalogue.open_release(&release.id, None).await?;
                shown = Some(title.id.clone());
            }
        }
        shown.context("no title")
    }

    /// A tape of which nothing but its record is there.
    fn tape(&self, number: u32) -> Asset {
        let place = PLACES[number as usize % PLACES.len()];
        Asset {
            id: AssetId::random(),
            kind: AssetKind::ALL[number as usize % AssetKind::ALL.len()],
            digest: Digest::of(&number.to_be_bytes()),
            bytes: 1_000_000 + u64::from(number) * 7_919,
            file_name: format!("{place} night reel {number}.mov"),
            survey: plain_survey(MediaTime::from_millis(60_000 + i64::from(number))),
            provenance: Provenance {
                place: Some(place.to_owned()),
                notes: Some("Found in the attic, in a box without a name".into()),
                ..Provenance::default()
            },
            added: self.clock.now(),
            salvage: None,
        }
    }

    fn master(&self, title: &TitleId, asset: AssetId, source: Digest, sheet: ConformSheet) -> Master {
        Master {
            id: MasterId::random(),
            title: title.clone(),
            asset,
            source,
            revision: 1,
            sheet,
            made: self.clock.now(),
        }
    }

    /// Bytes that the catalogue takes on disk, once everything is in its main file.
    pub(crate) async fn close(self) -> anyhow::Result<u64> {
        self.catalogue.close().await;
        let mut bytes = 0;
        for name in ["catalogue.sqlite", "catalogue.sqlite-wal"] {
            bytes += std::fs::metadata(self.folder.join(name)).map_or(0, |facts| facts.len());
        }
        Ok(bytes)
    }

    /// Where the vault has the rendition's file.
    pub(crate) fn path_of(&self, rendition: &Rendition) -> PathBuf {
        self.vault.path_of(&rendition.digest)
    }

    fn rendition(&self, film: &Film, made: &Made, master: &MasterId) -> anyhow::Result<Rendition> {
        let kept = self.vault.adopt(&made.file)?;
        let codec = Codec(made.joined.codec.clone());
        let track = match made.joined.kind {
            TrackKind::Picture { width, height } => Track::Picture {
                width,
                height,
                rate: film.rate,
                codec,
            },
            TrackKind::Sound {
                channels,
                sample_rate,
            } => Track::Sound {
                channels,
                sample_rate,
                codec,
                language: "und".into(),
                title: None,
                default: true,
            },
        };
        Ok(Rendition {
            id: RenditionId::random(),
            key: RenditionKey::random(),
            master: master.clone(),
            track,
            digest: kept.digest,
            bytes: kept.bytes,
            segments: Some(Arc::new(made.joined.table.clone())),
            stage: Stage::Checked,
            made: self.clock.now(),
        })
    }

    /// The tape that the film might have come from; nothing reads it.
    async fn file_asset(&self, film: &Film, slug: &str) -> anyhow::Result<Asset> {
        let kept = self.vault.put(&mut slug.as_bytes())?;
        let asset = Asset {
            id: AssetId::random(),
            kind: AssetKind::Film,
            digest: kept.digest,
            bytes: kept.bytes,
            file_name: format!("{slug}.mov"),
            survey: survey(film),
            provenance: Provenance::default(),
            added: self.clock.now(),
            salvage: None,
        };
        Ok(self.catalogue.put_asset(&asset).await?)
    }
}

fn title(slug: &str, made: Instant) -> Title {
    Title::new(TitleId::random(), slug.to_owned(), format!("Film {slug}"), made)
}

fn release(title: &TitleId, master: &MasterId) -> Release {
    Release::draft(title.clone(), master.clone())
}

fn survey(film: &Film) -> Survey {
    plain_survey(film.picture.joined.table.duration())
}

fn plain_survey(duration: MediaTime) -> Survey {
    Survey {
        facts: MediaFacts {
            container: "mov".into(),
            duration: Some(duration),
            bit_rate: None,
            pictures: Vec::new(),
            sounds: Vec::new(),
            texts: Vec::new(),
            still: false,
        },
        timings: Vec::new(),
        complaints: Vec::new(),
        truncated: false,
    }
}

fn sheet(film: &Film) -> ConformSheet {
    let frames = film
        .picture
        .joined
        .table
        .segments
        .iter()
        .map(|segment| u64::from(segment.samples))
        .sum();
    plain_sheet(film.rate, frames, film.order.width, film.order.height)
}

fn plain_sheet(rate: FrameRate, frames: u64, width: u32, height: u32) -> ConformSheet {
    ConformSheet {
        container: "mov".into(),
        reel: Reel::Picture(PictureConform {
            stream: 0,
            rate,
            frames,
            source_frames: frames,
            start: MediaTime::ZERO,
            width,
            height,
            rotation: 0,
            deinterlace: None,
            tone_map: None,
            seekable: true,
        }),
        sounds: Vec::new(),
        texts: Vec::new(),
        notes: Vec::new(),
    }
}
