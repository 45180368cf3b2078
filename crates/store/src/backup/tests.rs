use std::fs;
use std::path::{Path, PathBuf};

use house::Digest;
use house::archive::{Upload, UploadLabel, UploadState};
use house::encode::Stage;
use house::id::{JobId, UploadId};
use house::release::PictureRole;
use house::team::Actor;

use super::{BackupFolder, Hearer, Restored, Taken, ToKeep};
use crate::fixtures::{House, asset, clock, in_memory, master, picture, rendition, title};
use crate::{Catalogue, JobState, NewJob, StoreError, Vault, WorkerId};

struct Deaf;

impl Hearer for Deaf {
    fn begins(&self, _objects: u64, _bytes: u64) {}
    fn copied(&self, _bytes: u64) {}
}

/// A house whose vault holds all that its catalogue names: a film, a poster, a rendition.
async fn house() -> House {
    let house = House::new().await;
    let vault = house.vault();
    let film = asset(b"the film");
    let mut page = title("the-ferry");
    page.pictures = vec![picture(b"poster", PictureRole::Poster)];
    let read = master(&page, &film, 1);
    house.catalogue.put_title(&page).await.unwrap();
    house.catalogue.put_asset(&film).await.unwrap();
    house.catalogue.put_master(&read, 1).await.unwrap();
    let made = rendition(&read.id, 270, b"0123456789the picture", Stage::Checked);
    house.catalogue.put_rendition(&made).await.unwrap();
    for bytes in [&b"the film"[..], b"poster", b"0123456789the picture", b"nobody's"] {
        vault.put(&mut &*bytes).unwrap();
    }
    house
}

async fn open(house: &House, to: &Path) -> BackupFolder {
    let mark = house.catalogue.house_mark().await.unwrap();
    BackupFolder::open_or_make(to, &mark, "The Lantern").unwrap()
}

async fn try_to_take(house: &House, to: &Path, thorough: bool) -> Result<Taken, StoreError> {
    let vault = house.vault();
    let keep = ToKeep {
        catalogue: &house.catalogue,
        vault: &vault,
        configuration: "name = \"The Lantern\"\n",
        house: "The Lantern",
        program: "0.0.0",
        now: house.catalogue.now(),
        thorough,
    };
    open(house, to).await.take(&keep, Deaf).await
}

async fn take(house: &House, to: &Path) -> Taken {
    try_to_take(house, to, false).await.unwrap()
}

async fn restore(from: &Path, generation: Option<u32>, to: &Path) -> Result<Restored, StoreError> {
    fs::create_dir_all(to).unwrap();
    let backup = BackupFolder::open(from).unwrap();
    let generation = backup.generation(generation)?;
    generation.refuse_hopeless(to)?;
    generation.restore(&backup, to, clock(), Deaf).await
}

async fn reopened(folder: &Path) -> Catalogue {
    Catalogue::open(&folder.join("catalogue.sqlite"), clock())
        .await
        .unwrap()
}

fn place_of(backup: &Path, bytes: &[u8]) -> PathBuf {
    Vault::for_reading(&backup.join("objects")).path_of(&Digest::of(bytes))
}

fn overwrite(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn what_was_kept_comes_back_as_it_was() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    let taken = take(&house, &backup).await;
    assert_eq!(
        (taken.number, taken.objects, taken.copied),
        (1, 3, 3),
        "nobody's object is not kept"
    );
    assert_eq!(taken.missing, []);

    let back = place.path().join("back");
    let restored = restore(&backup, None, &back).await.unwrap();
    assert_eq!((restored.objects, restored.damaged), (3, vec![]));
    let catalogue = reopened(&back).await;
    assert_eq!(
        catalogue.titles().await.unwrap(),
        house.catalogue.titles().await.unwrap()
    );
    let vault = Vault::open(&back.join("vault")).unwrap();
    for digest in catalogue.needed_objects().await.unwrap() {
        vault.verify(&digest).unwrap();
    }
    let generation = BackupFolder::open(&backup).unwrap().generation(Some(1)).unwrap();
    assert_eq!(generation.configuration().unwrap(), "name = \"The Lantern\"\n");
}

#[tokio::test]
async fn generations_share_objects_and_only_the_newest_are_kept() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    let again = take(&house, &backup).await;
    assert_eq!((again.number, again.objects, again.copied), (2, 3, 0));

    let page = house.catalogue.title_by_slug("the-ferry").await.unwrap().unwrap();
    house.vault().put(&mut &b"new poster"[..]).unwrap();
    let other = [picture(b"new poster", PictureRole::Poster)];
    house
        .catalogue
        .put_pictures(&page.id, &other, None)
        .await
        .unwrap();
    assert_eq!(take(&house, &backup).await.copied, 1);

    let folder = BackupFolder::open(&backup).unwrap();
    assert_eq!(
        folder.keep_newest(2).unwrap().objects,
        0,
        "generation 2 names the old poster"
    );
    assert_eq!(folder.numbers().unwrap(), [2, 3]);
    let old = place.path().join("old");
    restore(&backup, Some(2), &old).await.unwrap();
    let title = reopened(&old)
        .await
        .title_by_slug("the-ferry")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(title.pictures, page.pictures);

    assert_eq!(folder.keep_newest(1).unwrap().objects, 1);
    assert!(!place_of(&backup, b"poster").exists());
    assert_eq!(
        take(&house, &backup).await.number,
        4,
        "a number is never used twice"
    );
    let gone = folder.generation(Some(2)).unwrap_err().to_string();
    assert!(
        gone.contains("there is no generation 2") && gone.contains("3, 4"),
        "{gone}"
    );
}

#[tokio::test]
async fn a_backup_that_was_ended_half_way_changes_nothing() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    let half = backup.join("generations/unfinished");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("catalogue.sqlite"), "half of a").unwrap();
    assert_eq!(BackupFolder::open(&backup).unwrap().numbers().unwrap(), [1]);
    restore(&backup, None, &place.path().join("back")).await.unwrap();
    assert_eq!(take(&house, &backup).await.number, 2);
    assert!(!half.exists());
}

#[tokio::test]
async fn nothing_is_collected_from_the_vault_while_a_backup_holds_it() {
    let house = house().await;
    let hold = crate::vault::Hold::on_objects(&house.vault()).unwrap();
    let refused = house
        .catalogue
        .collect_garbage(&house.vault(), 0)
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("a backup copies from this vault"),
        "{refused}"
    );
    drop(hold);
    house
        .catalogue
        .collect_garbage(&house.vault(), -1_000_000_000_000)
        .await
        .unwrap();
    assert_eq!(house.vault().objects().unwrap().len(), 3);
}

#[tokio::test]
async fn what_the_house_has_lost_is_told_and_the_rest_is_kept() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    fs::remove_file(house.vault().path_of(&Digest::of(b"poster"))).unwrap();
    overwrite(&house.vault().path_of(&Digest::of(b"the film")), b"THE FILM");
    let taken = take(&house, &backup).await;
    let mut lost = vec![Digest::of(b"poster"), Digest::of(b"the film")];
    lost.sort_unstable();
    let mut told = taken.missing;
    told.sort_unstable();
    assert_eq!((told, taken.objects), (lost, 1));
}

#[tokio::test]
async fn an_earlier_generations_object_stands_in_for_one_that_the_house_lost() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    fs::remove_file(house.vault().path_of(&Digest::of(b"poster"))).unwrap();
    assert_eq!(take(&house, &backup).await.missing, []);
}

#[tokio::test]
async fn damage_in_the_backup_is_named_and_a_thorough_backup_mends_it() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    overwrite(&place_of(&backup, b"the film"), b"the f1lm");
    fs::remove_file(place_of(&backup, b"poster")).unwrap();
    let restored = restore(&backup, None, &place.path().join("a")).await.unwrap();
    let mut damaged: Vec<_> = restored.damaged.iter().map(|(digest, _)| *digest).collect();
    damaged.sort_unstable();
    let mut expected = vec![Digest::of(b"the film"), Digest::of(b"poster")];
    expected.sort_unstable();
    assert_eq!(damaged, expected);

    assert_eq!(try_to_take(&house, &backup, true).await.unwrap().copied, 2);
    assert_eq!(
        restore(&backup, None, &place.path().join("b"))
            .await
            .unwrap()
            .damaged,
        []
    );
}

#[tokio::test]
async fn a_damaged_or_newer_generation_is_refused_in_a_sentence() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    let manifest = backup.join("generations/000001/manifest.json");
    let whole = fs::read_to_string(&manifest).unwrap();
    overwrite(&manifest, whole.replace("Lantern", "Lintern").as_bytes());
    let said = restore(&backup, None, &place.path().join("a"))
        .await
        .unwrap_err()
        .to_string();
    assert!(said.contains("manifest.json has another digest"), "{said}");

    let newer = whole.replace("\"form\": 1", "\"form\": 2");
    overwrite(&manifest, newer.as_bytes());
    let seal = format!("{}  manifest.json\n", Digest::of(newer.as_bytes()));
    overwrite(&manifest.with_file_name("manifest.blake3"), seal.as_bytes());
    let said = restore(&backup, None, &place.path().join("b"))
        .await
        .unwrap_err()
        .to_string();
    assert!(said.contains("newer Marquee"), "{said}");

    let label = backup.join("marquee-backup.json");
    let text = fs::read_to_string(&label).unwrap();
    overwrite(&label, text.replace("\"form\": 1", "\"form\": 9").as_bytes());
    let said = BackupFolder::open(&backup).unwrap_err().to_string();
    assert!(said.contains("newer Marquee"), "{said}");
}

#[tokio::test]
async fn a_damaged_catalogue_is_refused() {
    let (house, place) = (house().await, in_memory());
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    let catalogue = backup.join("generations/000001/catalogue.sqlite");
    let mut bytes = fs::read(&catalogue).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    overwrite(&catalogue, &bytes);
    let said = restore(&backup, None, &place.path().join("a"))
        .await
        .unwrap_err()
        .to_string();
    assert!(said.contains("other bytes than it was written with"), "{said}");
}

#[tokio::test]
async fn other_folders_and_other_houses_are_refused() {
    let (house, place) = (house().await, in_memory());
    let said = BackupFolder::open(place.path()).unwrap_err().to_string();
    assert!(said.contains("there is no backup in"), "{said}");
    fs::write(place.path().join("letter.txt"), "x").unwrap();
    let mark = house.catalogue.house_mark().await.unwrap();
    let said = BackupFolder::open_or_make(place.path(), &mark, "x")
        .unwrap_err()
        .to_string();
    assert!(said.contains("neither empty nor a folder of backups"), "{said}");

    let backup = place.path().join("backup");
    take(&house, &backup).await;
    let said = BackupFolder::open_or_make(&backup, "another", "x")
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("backups of another house ('The Lantern')"),
        "{said}"
    );
}

#[tokio::test]
async fn one_works_in_the_folder_at_a_time() {
    let (house, place) = (house().await, in_memory());
    let backup = open(&house, &place.path().join("backup")).await;
    let reading = (backup.lock_shared().unwrap(), backup.lock_shared().unwrap());
    assert!(matches!(backup.lock_alone(), Err(StoreError::InUse { .. })));
    drop(reading);
    let _writing = backup.lock_alone().unwrap();
    assert!(matches!(backup.lock_shared(), Err(StoreError::InUse { .. })));
}

#[tokio::test]
async fn jobs_that_ran_come_back_waiting_and_nobody_is_logged_in() {
    let (house, place) = (house().await, in_memory());
    let queue = house.catalogue.queue();
    let job = NewJob {
        id: JobId::random(),
        kind: "encode-piece".into(),
        title: None,
        label: "picture, piece 1 of 1".into(),
        params: serde_json::Value::Null,
        key: house::encode::StepKey(Digest::of(b"step")),
        after: vec![],
        priority: 1,
        disk: 0,
    };
    queue.enqueue(vec![job]).await.unwrap();
    let worker = WorkerId::random();
    let claim = queue.claim(&worker, 60_000, u64::MAX).await.unwrap().unwrap();
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    let back = place.path().join("back");
    restore(&backup, None, &back).await.unwrap();
    let catalogue = reopened(&back).await;
    let there = catalogue.queue().job(&claim.job.id).await.unwrap().unwrap();
    assert_eq!(there.state, JobState::Waiting);
    assert!(
        catalogue
            .queue()
            .claim(&WorkerId::random(), 60_000, u64::MAX)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn an_upload_on_its_way_comes_back_as_one_to_be_sent_anew() {
    let (house, place) = (house().await, in_memory());
    let now = house.catalogue.now();
    let upload = Upload {
        id: UploadId::random(),
        length: 9,
        label: UploadLabel {
            file_name: "tape.mov".into(),
            kind: None,
            language: None,
            title: None,
            draft: false,
        },
        metadata: String::new(),
        by: Actor::Program,
        state: UploadState::Receiving,
        digest: None,
        job: None,
        asset: None,
        title: None,
        sentence: None,
        salvageable: false,
        made: now,
        touched: now,
    };
    house.catalogue.put_upload(&upload).await.unwrap();
    let backup = place.path().join("backup");
    take(&house, &backup).await;
    let back = place.path().join("back");
    restore(&backup, None, &back).await.unwrap();
    let there = reopened(&back)
        .await
        .upload_by_id(&upload.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(there.state, UploadState::Refused);
    assert!(there.sentence.unwrap().contains("send the file again"));
}
