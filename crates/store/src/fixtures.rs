//! For this crate's tests: a clock that is set by hand, a house in a temporary folder, records of every kind.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use house::archive::{Asset, AssetKind, Provenance};
use house::encode::{Codec, Rendition, Stage, Track};
use house::id::{AssetId, MasterId, PictureKey, RenditionId, RenditionKey, TitleId};
use house::master::{ConformSheet, Master, PictureConform, Reel};
use house::release::{Credit, Picture, PictureRole, Release, Title};
use house::{Clock, Digest, Instant};
use media::facts::{MediaFacts, Survey};
use media::segments::{Segment, SegmentTable};
use media::time::{FrameRate, MediaTime, Timescale};

use testing::TestDatabase;

use crate::{Catalogue, Database, Vault};

pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn pass_ms(&self, ms: i64) {
        self.0.fetch_add(ms * 1_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Makes two tests of each function: in one its house is a file of SQLite, in the other a database of PostgreSQL.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod in_sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::fixtures::House::new().await).await;
            })+
        }

        mod on_postgres {
            $(#[tokio::test]
            async fn $test() {
                if let Some(house) = crate::fixtures::House::on_server().await {
                    super::$test(house).await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

pub(crate) struct House {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) catalogue: Catalogue,
    server: Option<TestDatabase>,
}

impl House {
    pub(crate) async fn new() -> Self {
        let folder = in_memory();
        Self::with(
            folder.path().join("catalogue.sqlite").as_path().into(),
            folder,
            None,
        )
        .await
    }

    /// `None` where PostgreSQL is not installed.
    pub(crate) async fn on_server() -> Option<Self> {
        let server = TestDatabase::new()?;
        let database = Database::Server(server.url().parse().unwrap());
        Some(Self::with(database, in_memory(), Some(server)).await)
    }

    async fn with(database: Database, folder: tempfile::TempDir, server: Option<TestDatabase>) -> Self {
        let clock = clock();
        let catalogue = Catalogue::create(database, clock.clone()).await.unwrap();
        Self {
            folder,
            clock,
            catalogue,
            server,
        }
    }

    /// Of a house in a file.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("catalogue.sqlite")
    }

    /// Of a house on a server.
    pub(crate) fn server(&self) -> &TestDatabase {
        self.server.as_ref().unwrap()
    }

    /// Another connection to the same house, as another process has it.
    pub(crate) async fn again(&self) -> Catalogue {
        Catalogue::open(self.catalogue.database().clone(), self.clock.clone())
            .await
            .unwrap()
    }

    pub(crate) fn vault(&self) -> Vault {
        Vault::open(&self.folder.path().join("vault")).unwrap()
    }

    /// A title with one asset and one master, filed.
    pub(crate) async fn title_with_master(&self, slug: &str) -> (Title, Master) {
        let title = title(slug);
        let asset = asset(slug.as_bytes());
        let master = master(&title, &asset, 1);
        self.catalogue.put_title(&title).await.unwrap();
        self.catalogue.put_asset(&asset).await.unwrap();
        self.catalogue.put_master(&master, 3).await.unwrap();
        (title, master)
    }
}

/// Every commit is synced to the disk; where there is none the tests are several times faster.
pub(crate) fn in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}

pub(crate) fn clock() -> Arc<HandClock> {
    Arc::new(HandClock(AtomicI64::new(1_900_000_000_000_000)))
}

pub(crate) fn asset(bytes: &[u8]) -> Asset {
    Asset {
        id: AssetId::random(),
        kind: AssetKind::Film,
        digest: Digest::of(bytes),
        bytes: bytes.len() as u64,
        file_name: "Tape 3, \"outtakes\".mov".into(),
        survey: Survey {
            facts: MediaFacts {
                container: "mov".into(),
                duration: Some(MediaTime::from_millis(60_000)),
                bit_rate: None,
                pictures: vec![],
                sounds: vec![],
                texts: vec![],
                still: false,
            },
            timings: vec![],
            complaints: vec!["one".into()],
            truncated: false,
        },
        provenance: Provenance {
            people: vec!["A. Lindqvist".into()],
            date: Some("1974~".parse().unwrap()),
            ..Provenance::default()
        },
        added: Instant::from_micros(5),
        salvage: None,
    }
}

pub(crate) fn title(slug: &str) -> Title {
    let made = Instant::from_micros(9);
    Title {
        tagline: Some("One summer".into()),
        credits: vec![Credit {
            role: "Director".into(),
            name: "M. Oduya".into(),
        }],
        year: Some("1974~".into()),
        licence: Some("CC BY 3.0".into()),
        pictures: vec![picture(b"poster", PictureRole::Poster)],
        moments: None,
        accent: Some("#aa5500".into()),
        ..Title::new(TitleId::random(), slug.into(), "The Ferry".into(), made)
    }
}

pub(crate) fn picture(bytes: &[u8], role: PictureRole) -> Picture {
    Picture {
        key: PictureKey::random(),
        role,
        digest: Digest::of(bytes),
        bytes: bytes.len() as u64,
        width: 640,
        height: 360,
    }
}

pub(crate) fn master(title: &Title, asset: &Asset, revision: u32) -> Master {
    Master {
        id: MasterId::random(),
        title: title.id.clone(),
        asset: asset.id.clone(),
        source: asset.digest,
        revision,
        sheet: ConformSheet {
            container: "mov".into(),
            reel: Reel::Picture(PictureConform {
                stream: 0,
                rate: FrameRate::new(30_000, 1_001).unwrap(),
                frames: 1_800,
                source_frames: 1_800,
                start: MediaTime::ZERO,
                width: 1_920,
                height: 1_080,
                rotation: 0,
                deinterlace: None,
                tone_map: None,
                seekable: true,
            }),
            sounds: vec![],
            texts: vec![],
            notes: vec![],
        },
        made: Instant::from_micros(11),
    }
}

/// A picture rendition whose one segment follows an init of 10 bytes.
pub(crate) fn rendition(master: &MasterId, height: u32, file: &[u8], stage: Stage) -> Rendition {
    let len = file.len() as u64;
    Rendition {
        id: RenditionId::random(),
        key: RenditionKey::random(),
        master: master.clone(),
        track: Track::Picture {
            width: height * 16 / 9,
            height,
            rate: FrameRate::new(24, 1).unwrap(),
            codec: Codec("avc1.640028".into()),
        },
        digest: Digest::of(file),
        bytes: len,
        segments: Some(Arc::new(SegmentTable {
            timescale: Timescale::new(24_000).unwrap(),
            init_len: 10,
            priming: 0,
            segments: vec![Segment {
                offset: 10,
                len: len.saturating_sub(10),
                start: 0,
                duration: 96_000,
                samples: 96,
                first_sample: 7,
            }],
        })),
        stage,
        made: Instant::from_micros(20),
    }
}

pub(crate) fn release(master: &Master, opens: Option<Instant>) -> Release {
    Release {
        opens,
        ..Release::draft(master.title.clone(), master.id.clone())
    }
}
