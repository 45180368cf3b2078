use std::fs;
use std::sync::Arc;

use bytes::Bytes;
use house::encode::{Rendition, Stage};
use house::id::{PictureKey, RenditionKey};
use house::release::{Admission, Gate, GateTable, PictureRole, ReleasedTitle, Title, Viewer};
use house::{Clock, Instant};

use super::ViewersDoor;
use super::nowhere::Nowhere;
use crate::fixtures::{HandClock, asset, clock, in_memory, master, picture, release, rendition, title};
use crate::{FilmBytes, StoreError, Vault};

/// A vault with one released film of 700 000 bytes, and the gate before it.
struct Theatre {
    _folder: tempfile::TempDir,
    clock: Arc<HandClock>,
    vault: Vault,
    door: ViewersDoor,
    gate: Gate,
    title: Title,
    film: Rendition,
    bytes: Vec<u8>,
}

impl Theatre {
    fn open(closes_in_ms: Option<i64>) -> Self {
        Self::open_in(in_memory(), closes_in_ms)
    }

    fn open_in(folder: tempfile::TempDir, closes_in_ms: Option<i64>) -> Self {
        let (clock, vault) = (clock(), Vault::open(folder.path()).unwrap());
        let bytes: Vec<u8> = (0..700_000_u32).map(|n| (n % 251) as u8).collect();
        vault.put(&mut bytes.as_slice()).unwrap();
        vault.put(&mut &b"a poster"[..]).unwrap();
        let mut title = title("ferry");
        title.pictures = vec![picture(b"a poster", PictureRole::Poster)];
        let master = master(&title, &asset(b"tape"), 1);
        let film = rendition(&master.id, 1_080, &bytes, Stage::Checked);
        let mut release = release(&master, Some(Instant::from_micros(0)));
        release.closes = closes_in_ms.map(|ms| clock.now().plus_millis(ms));
        let gate = Gate::new(clock.clone());
        gate.replace(GateTable::new(vec![ReleasedTitle {
            title: title.clone(),
            release,
            renditions: vec![film.clone()],
            former: None,
            planned: 1,
        }]));
        Self {
            _folder: folder,
            door: ViewersDoor::new(vault.clone(), clock.clone()),
            clock,
            vault,
            gate,
            title,
            film,
            bytes,
        }
    }

    fn admission(&self) -> Admission {
        self.gate.admit_slug(&Viewer::Public, "ferry").unwrap()
    }

    async fn read(&self, range: std::ops::Range<u64>) -> Result<FilmBytes, StoreError> {
        self.door.read(&self.admission(), &self.film.key, range).await
    }
}

async fn all(mut stream: FilmBytes) -> Result<Vec<u8>, StoreError> {
    let (mut bytes, expected) = (vec![], stream.remaining());
    while let Some(chunk) = stream.next_chunk().await {
        bytes.extend_from_slice(&chunk?);
        assert_eq!(stream.remaining(), expected - bytes.len() as u64);
    }
    Ok(bytes)
}

/// What arrives at the other end of a connection.
async fn sent_in_places(mut stream: FilmBytes) -> Vec<u8> {
    let (here, mut there) = std::os::unix::net::UnixStream::pair().unwrap();
    let received = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut there, &mut bytes).map(|_| bytes)
    });
    while let Some(place) = std::future::poll_fn(|cx| stream.poll_place(cx)).await {
        let mut place = place.unwrap();
        while place.remaining() > 0 {
            place.send(&here, 100_000).unwrap();
        }
    }
    drop(here);
    received.join().unwrap().unwrap()
}

#[tokio::test]
async fn any_range_comes_as_it_lies_in_the_file() {
    let theatre = Theatre::open(None);
    for (start, end) in [
        (0, 700_000),
        (0, 0),
        (1, 2),
        (262_143, 262_145),
        (5, 600_001),
        (699_999, 700_000),
    ] {
        let expected = &theatre.bytes[start as usize..end as usize];
        assert!(all(theatre.read(start..end).await.unwrap()).await.unwrap() == expected);
        let whole: Bytes = theatre
            .door
            .read_whole(&theatre.admission(), &theatre.film.key, start..end)
            .await
            .unwrap();
        assert!(whole == expected, "{start}..{end}");
    }
    let poster = theatre
        .door
        .read_picture(&theatre.admission(), &theatre.title.pictures[0].key, 2..8)
        .await
        .unwrap();
    assert_eq!(all(poster).await.unwrap(), b"poster");
}

#[tokio::test]
async fn bytes_that_are_not_in_the_page_cache_come_from_the_disk() {
    let theatre = Theatre::open_in(tempfile::tempdir().unwrap(), None);
    let (file, _) = theatre.vault.open_object(&theatre.film.digest).unwrap();
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
    let read = all(theatre.read(100..700_000).await.unwrap()).await.unwrap();
    assert!(read == theatre.bytes[100..]);
}

#[tokio::test]
async fn places_that_are_not_in_the_page_cache_are_brought_there() {
    let theatre = Theatre::open_in(tempfile::tempdir().unwrap(), None);
    let (file, _) = theatre.vault.open_object(&theatre.film.digest).unwrap();
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
    let stream = theatre.read(100..700_000).await.unwrap();
    assert!(sent_in_places(stream).await == theatre.bytes[100..]);
}

#[test]
fn bytes_are_brought_page_by_page_where_nothing_can_be_sent_to_nowhere() {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &[7; 10_000]).unwrap();
    for nowhere in [Nowhere::open(), Nowhere::missing()] {
        let mut at = 100;
        while at < 10_000 {
            let n = nowhere.send(&file, at, 10_000 - usize::try_from(at).unwrap());
            at += n.unwrap() as u64;
        }
        assert_eq!(at, 10_000);
        assert_eq!(nowhere.send(&file, 10_000, 1).unwrap(), 0, "the file's end");
    }
}

#[tokio::test]
async fn only_what_the_admission_covers_is_read() {
    let theatre = Theatre::open(None);
    let admission = theatre.admission();
    let stray = theatre.door.read(&admission, &RenditionKey::random(), 0..1).await;
    assert!(matches!(stray, Err(StoreError::NotAdmitted)));
    let stray = theatre
        .door
        .read_picture(&admission, &PictureKey::random(), 0..1)
        .await;
    assert!(matches!(stray, Err(StoreError::NotAdmitted)));
    theatre.clock.pass_ms(60_000);
    let late = theatre.door.read(&admission, &theatre.film.key, 0..1).await;
    assert!(
        matches!(late, Err(StoreError::NotAdmitted)),
        "an admission expires"
    );
    assert!(theatre.read(0..1).await.is_ok());
}

#[tokio::test]
async fn a_stream_ends_when_the_release_closes() {
    let theatre = Theatre::open(Some(5_000));
    let mut stream = theatre.read(0..700_000).await.unwrap();
    assert!(stream.next_chunk().await.unwrap().is_ok());
    theatre.clock.pass_ms(5_000);
    assert!(matches!(
        stream.next_chunk().await,
        Some(Err(StoreError::NotAdmitted))
    ));
    assert!(stream.next_chunk().await.is_none());
}

#[tokio::test]
async fn ranges_outside_the_file_are_refused() {
    let theatre = Theatre::open(None);
    for (start, end) in [(0, 700_001), (700_001, 700_001), (u64::MAX - 1, u64::MAX)] {
        let refused = theatre.read(start..end).await;
        assert!(matches!(
            refused,
            Err(StoreError::OutOfRange { len: 700_000, .. })
        ));
    }
    let backwards = std::ops::Range { start: 5, end: 4 };
    assert!(matches!(
        theatre.read(backwards).await,
        Err(StoreError::OutOfRange { .. })
    ));
}

#[tokio::test]
async fn a_missing_or_shortened_file_is_an_error_and_heals() {
    let theatre = Theatre::open(None);
    let path = theatre.vault.path_of(&theatre.film.digest);
    let mut stream = theatre.read(0..700_000).await.unwrap();
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(300_000)
        .unwrap();
    let mut got = 0;
    let error = loop {
        match stream.next_chunk().await {
            Some(Ok(chunk)) => got += chunk.len(),
            Some(Err(error)) => break error,
            None => panic!("a shortened file ended quietly"),
        }
    };
    assert!(got <= 300_000);
    assert!(matches!(error, StoreError::DamagedObject { .. }));
    assert!(stream.next_chunk().await.is_none());
    assert!(matches!(
        theatre.read(0..1).await,
        Err(StoreError::DamagedObject { .. })
    ));
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        theatre.read(0..1).await,
        Err(StoreError::MissingObject(_))
    ));
    theatre.vault.put(&mut theatre.bytes.as_slice()).unwrap();
    assert!(theatre.read(0..1).await.is_ok());
}

#[tokio::test]
async fn a_chunk_stays_as_it_is_while_its_buffer_goes_round() {
    let theatre = Theatre::open(None);
    let mut stream = theatre.read(0..700_000).await.unwrap();
    let first = stream.next_chunk().await.unwrap().unwrap();
    let part = first.slice(10..20);
    drop(first);
    for _ in 0..50 {
        all(theatre.read(300_000..700_000).await.unwrap()).await.unwrap();
    }
    assert_eq!(part, theatre.bytes[10..20]);
}

#[tokio::test]
async fn more_files_than_are_kept_open_can_be_read() {
    let theatre = Theatre::open(None);
    let now = theatre.clock.now();
    for n in 0..300_u32 {
        let digest = theatre.vault.put(&mut &n.to_le_bytes()[..]).unwrap().digest;
        let object = theatre.door.means.files.open(&digest, now).await.unwrap();
        assert_eq!(object.len, 4);
    }
    assert_eq!(theatre.door.means.files.count(), 256);
    assert!(theatre.read(0..1).await.is_ok());
    theatre.clock.pass_ms(60_000);
    assert!(theatre.read(0..1).await.is_ok());
    assert_eq!(theatre.door.means.files.count(), 1, "the others were idle");
}

#[tokio::test]
async fn places_send_the_same_bytes_without_a_copy() {
    let theatre = Theatre::open(None);
    let admission = theatre.admission();
    let read = theatre
        .door
        .read(&admission, &theatre.film.key, 1_000..699_000)
        .await;
    let stream = read.unwrap();
    assert_eq!(sent_in_places(stream).await, theatre.bytes[1_000..699_000]);
}

#[tokio::test]
async fn a_place_in_a_file_that_was_cut_since_is_an_error() {
    let theatre = Theatre::open(None);
    let admission = theatre.admission();
    let read = theatre.door.read(&admission, &theatre.film.key, 0..700_000).await;
    let mut stream = read.unwrap();
    let place = std::future::poll_fn(|cx| stream.poll_place(cx)).await;
    let mut place = place.unwrap().unwrap();
    let path = theatre.vault.path_of(&theatre.film.digest);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
    fs::set_permissions(&path, permissions).unwrap();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(10).unwrap();
    let (here, _there) = std::os::unix::net::UnixStream::pair().unwrap();
    assert_eq!(place.send(&here, 100).unwrap(), 10);
    let error = place.send(&here, 100).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
}
