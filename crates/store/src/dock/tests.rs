use std::time::Duration;

use house::Digest;
use house::id::UploadId;
use tempfile::TempDir;

use super::block::BLOCK;
use super::{Algorithm, Checksum, Dock};
use crate::StoreError;

async fn dock() -> (TempDir, Dock, UploadId) {
    let folder = tempfile::tempdir().unwrap();
    let dock = Dock::open(&folder.path().join("uploads"), 0).unwrap();
    let id = UploadId::random();
    dock.make_place(&id).await.unwrap();
    (folder, dock, id)
}

fn film(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at * 7 / 3 + at / 251) as u8).collect()
}

fn content(dock: &Dock, id: &UploadId) -> Vec<u8> {
    std::fs::read(dock.path_of(id)).unwrap()
}

#[tokio::test]
async fn parts_of_any_length_make_one_file_and_its_digest() {
    let (_folder, dock, id) = dock().await;
    let film = film(3 * BLOCK + 12_345);
    let mut at = 0_usize;
    for part in [1, 4_095, BLOCK, 17, 2 * BLOCK - 4_113, usize::MAX] {
        let end = at.saturating_add(part).min(film.len());
        let mut berth = dock.claim(&id, None, None).await.unwrap();
        assert_eq!(berth.offset(), at as u64);
        for piece in film[at..end].chunks(70_001) {
            berth.put(piece).await.unwrap();
        }
        let settled = berth.settle().await.unwrap();
        at = end;
        assert_eq!(settled.offset, at as u64);
        assert_eq!(settled.digest, Some(Digest::of(&film[..at])));
    }
    assert!(content(&dock, &id) == film);
    assert_eq!(dock.received(&id).await.unwrap(), Some(film.len() as u64));
}

#[tokio::test]
async fn another_process_goes_on_where_the_file_ends() {
    let (folder, dock, id) = dock().await;
    let mut berth = dock.claim(&id, None, None).await.unwrap();
    berth.put(&film(BLOCK + 100)).await.unwrap();
    // As if the process were killed: one block is on its way, the rest only in memory.
    drop(berth);
    let next = Dock::open(&folder.path().join("uploads"), 0).unwrap();
    let mut berth = next.claim(&id, None, None).await.unwrap();
    assert_eq!(berth.offset(), BLOCK as u64);
    berth.put(&film(BLOCK + 100)[BLOCK..]).await.unwrap();
    let settled = berth.settle().await.unwrap();
    assert_eq!(settled.offset, BLOCK as u64 + 100);
    assert_eq!(settled.digest, None, "it has not seen the beginning");
    assert!(content(&next, &id) == film(BLOCK + 100));
}

#[tokio::test]
async fn one_writes_at_a_time_and_makes_way_when_asked() {
    let (_folder, dock, id) = dock().await;
    let berth = dock.claim(&id, None, None).await.unwrap();
    assert!(dock.is_taken(&id));
    // The first hears that it is wanted but goes on.
    let (second, ()) = tokio::join!(dock.claim(&id, None, None), berth.asked_for());
    assert!(matches!(second, Err(StoreError::InUse { .. })));
    // Now it makes way.
    let leaving = async {
        berth.asked_for().await;
        berth.settle().await.unwrap()
    };
    let (third, _) = tokio::join!(dock.claim(&id, None, None), leaving);
    assert_eq!(third.unwrap().offset(), 0);
}

#[tokio::test]
async fn a_part_with_another_checksum_never_came() {
    let (_folder, dock, id) = dock().await;
    for (algorithm, sum) in [
        (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            Algorithm::Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            Algorithm::Blake3,
            "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
        ),
    ] {
        let value: Vec<u8> = (0..sum.len() / 2)
            .map(|at| u8::from_str_radix(&sum[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        let checksum = Checksum { algorithm, value };
        for (part, is_right) in [(b"abd", false), (b"abc", true)] {
            let mut berth = dock.claim(&id, None, Some(algorithm)).await.unwrap();
            let from = berth.offset();
            berth.put(part).await.unwrap();
            let (settled, right) = berth.settle_checked(from, Some(&checksum)).await.unwrap();
            assert_eq!(right, is_right, "{algorithm:?}");
            assert_eq!(settled.offset, from + if is_right { 3 } else { 0 });
        }
    }
    assert_eq!(content(&dock, &id), b"abcabcabc");
    let berth = dock.claim(&id, None, None).await.unwrap();
    let settled = berth.settle().await.unwrap();
    assert_eq!(settled.digest, Some(Digest::of(b"abcabcabc")));
}

#[tokio::test]
async fn what_was_never_compared_with_its_checksum_is_given_up() {
    let (folder, dock, id) = dock().await;
    std::fs::write(dock.path_of(&id), b"abcxyz").unwrap();
    let next = Dock::open(&folder.path().join("uploads"), 0).unwrap();
    let berth = next.claim(&id, Some(3), None).await.unwrap();
    assert_eq!(berth.offset(), 3);
    assert_eq!(content(&next, &id), b"abc");
}

#[tokio::test]
async fn a_full_disk_is_told_before_it_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let dock = Dock::open(folder.path(), u64::MAX).unwrap();
    let id = UploadId::random();
    dock.make_place(&id).await.unwrap();
    assert_eq!(dock.room().unwrap(), 0);
    let mut berth = dock.claim(&id, None, None).await.unwrap();
    berth.put(b"abc").await.unwrap();
    assert!(matches!(berth.settle().await, Err(StoreError::DiskFull(_))));
    assert_eq!(dock.received(&id).await.unwrap(), Some(0));
}

#[tokio::test]
async fn many_at_once_share_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let dock = Dock::open(folder.path(), 0).unwrap();
    let mut sending = tokio::task::JoinSet::new();
    for number in 0..40_u8 {
        let dock = dock.clone();
        sending.spawn(async move {
            let id = UploadId::random();
            dock.make_place(&id).await.unwrap();
            let mut berth = dock.claim(&id, None, None).await.unwrap();
            for _ in 0..5 {
                berth.put(&vec![number; 300_000]).await.unwrap();
                berth.flush().await.unwrap();
            }
            let settled = tokio::time::timeout(Duration::from_secs(60), berth.settle()).await;
            assert_eq!(settled.unwrap().unwrap().offset, 1_500_000);
        });
    }
    while let Some(sent) = sending.join_next().await {
        sent.unwrap();
    }
}

#[tokio::test]
async fn a_removed_upload_is_gone() {
    let (_folder, dock, id) = dock().await;
    assert_eq!(dock.uploads().await.unwrap(), std::slice::from_ref(&id));
    dock.remove(&id).await.unwrap();
    assert_eq!(dock.received(&id).await.unwrap(), None);
    assert!(dock.claim(&id, None, None).await.is_err());
    assert!(!dock.is_taken(&id));
    dock.remove(&id).await.unwrap();
}
