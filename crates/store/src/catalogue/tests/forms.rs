//! Forms of the catalogue: earlier ones are brought up to date, newer ones are left alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions, Connection};

use crate::catalogue::migrations::file::{bring_up_to_date, connect_options, look, migrate};
use crate::catalogue::migrations::{MIGRATIONS, known_form};
use crate::fixtures::{House, clock, in_memory};
use crate::{Catalogue, FileLock, StoreError};

/// Rows that a catalogue of each form may hold: from which form on, and before which.
pub(super) const ROWS: [(i64, i64, &str); 30] = [
    (
        1,
        i64::MAX,
        "INSERT INTO settings (name, value) VALUES ('name', 'Harbour House')",
    ),
    (
        2,
        i64::MAX,
        "INSERT INTO workers (id, beat, valid_ms) VALUES ('00000000000000000000000000000001', 1, 1)",
    ),
    (
        3,
        // Sessions that belong to nobody end there.
        5,
        "INSERT INTO sessions (hash, expires) VALUES ('00', 9000000000000000000)",
    ),
    (
        5,
        i64::MAX,
        "INSERT INTO accounts (id, email, name, role, made, version)
         VALUES ('aaaaaaaaaaaaaaaaaaaaaaaa', 'ada@films.example', 'Ada', 'owner', 1, 1)",
    ),
    (
        7,
        i64::MAX,
        "INSERT INTO uploads (id, length, label, metadata, actor, state, salvageable, made, touched)
         VALUES ('bbbbbbbbbbbbbbbbbbbbbbbb', 9, 'tape.mov', '{}', 'program', 'receiving', 0, 1, 1)",
    ),
    (
        8,
        i64::MAX,
        "INSERT INTO letters (id, recipient, subject, text, made, attempts, not_before, held_until)
         VALUES ('1', 'ada@films.example', 'Hello', 'A letter.', 1, 0, 1, 0)",
    ),
    (
        9,
        i64::MAX,
        "INSERT INTO webhooks (id, url, events, secret, made, paused, version)
         VALUES ('cccccccccccccccccccccccc', 'https://films.example/told', '[]', 'whsec_', 1, 0, 1)",
    ),
    (
        10,
        i64::MAX,
        "INSERT INTO figures (hour, name, bucket, value) VALUES (1, 'stalls', 0, 2)",
    ),
    (
        12,
        i64::MAX,
        "INSERT INTO titles (id, slug, name, credits, made) VALUES ('dddddddddddddddddddddddd', 'night', 'Night', '[]', 1)",
    ),
    (
        12,
        i64::MAX,
        "INSERT INTO passes (id, hash, title, kind, name, from_time, until_time, made)
         VALUES ('eeeeeeeeeeeeeeeeeeeeeeee', '00', 'dddddddddddddddddddddddd', '\"screener\"', 'Jane', 1, 2, 1)",
    ),
    (
        14,
        i64::MAX,
        "INSERT INTO assets (id, kind, digest, bytes, file_name, survey, provenance, added)
         VALUES ('ffffffffffffffffffffffff', '\"film\"', '00', 1, 'a.mp4', '{}', '{}', 1)",
    ),
    (
        14,
        i64::MAX,
        "INSERT INTO masters (id, title, asset, source, revision, sheet, planned, made)
         VALUES ('gggggggggggggggggggggggg', 'dddddddddddddddddddddddd', 'ffffffffffffffffffffffff', '00', 1, '{}', 1, 1)",
    ),
    (
        14,
        i64::MAX,
        "INSERT INTO releases (id, release_key, title, master, territories, made)
         VALUES ('hhhhhhhhhhhhhhhhhhhhhhhh', 'iiiiiiiiiiiiiiiiiiiiiiii', 'dddddddddddddddddddddddd', 'gggggggggggggggggggggggg', '[]', 1)",
    ),
    (
        14,
        i64::MAX,
        "INSERT INTO content_keys (kid, release_id, purpose, house_key, secret, made)
         VALUES ('00', 'hhhhhhhhhhhhhhhhhhhhhhhh', 'public', '00', '00', 1)",
    ),
    (
        15,
        i64::MAX,
        "INSERT INTO talk_lines (id, title, change, said, said_by, text, removed)
         VALUES ('ffffffffffffffffffffffff', 'dddddddddddddddddddddddd', 1, 1, 'Ada', 'Bravo', 0)",
    ),
    (
        15,
        i64::MAX,
        "INSERT INTO reminders (id, title, email, secret, made)
         VALUES ('1', 'dddddddddddddddddddddddd', 'ana@example.org', '00', 1)",
    ),
    (
        16,
        i64::MAX,
        "INSERT INTO talk_salts (title, salt) VALUES ('dddddddddddddddddddddddd', '00')",
    ),
    (
        16,
        i64::MAX,
        "INSERT INTO talk_hushed (title, speaker, hushed) VALUES ('dddddddddddddddddddddddd', '00', 1)",
    ),
    (
        17,
        i64::MAX,
        "INSERT INTO analyses (asset, made, record, record_bytes, stills_bytes)
         VALUES ('ffffffffffffffffffffffff', 1, '00', 1, 0)",
    ),
    (
        17,
        i64::MAX,
        "INSERT INTO near_duplicates (asset, starts, ends, other, other_starts, other_ends, likeness)
         VALUES ('ffffffffffffffffffffffff', 0, 1, 'eeeeeeeeeeeeeeeeeeeeeeef', 0, 1, 900)",
    ),
    (
        18,
        i64::MAX,
        "INSERT INTO transcripts (id, asset, source, language, made, timed)
         VALUES (1, 'ffffffffffffffffffffffff', 'imported', 'en', 1, 1)",
    ),
    (
        18,
        i64::MAX,
        "INSERT INTO transcript_lines (transcript, place, start_micros, end_micros, text) VALUES (1, 0, 1, 2, 'The ferry')",
    ),
    (
        18,
        i64::MAX,
        "INSERT INTO corrections (asset, language, said, start_micros, end_micros, original, text, actor, made)
         VALUES ('ffffffffffffffffffffffff', 'en', 1, 1, 2, 'The fairy', 'The ferry', 'program', 1)",
    ),
    (
        18,
        i64::MAX,
        "INSERT INTO asset_has (asset, what) VALUES ('ffffffffffffffffffffffff', 'crowd')",
    ),
    (
        18,
        i64::MAX,
        "INSERT INTO search_words (word, blocks) VALUES ('ferry', 1)",
    ),
    (
        19,
        i64::MAX,
        "INSERT INTO moment_marks (asset, kind, starts, ends, verdict, mark, made)
         VALUES ('ffffffffffffffffffffffff', 'crowd', 0, 1, 'pinned', '{}', 1)",
    ),
    (
        21,
        i64::MAX,
        "UPDATE titles SET moments = '{\"master\": \"gggggggggggggggggggggggg\", \"list\": []}'",
    ),
    (
        22,
        i64::MAX,
        "INSERT INTO viewings (master, viewers) VALUES ('gggggggggggggggggggggggg', 60)",
    ),
    (
        22,
        i64::MAX,
        "INSERT INTO replays (master, piece, first, again, reactions) VALUES ('gggggggggggggggggggggggg', 7, 50, 4, 1)",
    ),
    (
        23,
        i64::MAX,
        "INSERT INTO working_copies (asset, digest, bytes, is_film, made)
         VALUES ('ffffffffffffffffffffffff', '00', 1, 1, 1)",
    ),
];

async fn of_form(path: &Path, form: i64) {
    fs::File::create_new(path).unwrap();
    if form == 0 {
        return;
    }
    let known: Vec<_> = MIGRATIONS.iter().filter(|m| m.version <= form).cloned().collect();
    migrate(path, &Migrator::with_migrations(known)).await.unwrap();
    let rows = ROWS
        .iter()
        .filter(|(since, before, _)| (*since..*before).contains(&form));
    run(path, rows.map(|(_, _, statement)| *statement)).await;
}

async fn run(path: &Path, statements: impl Iterator<Item = &'static str>) {
    let mut connection = connect_options(path).connect().await.unwrap();
    for statement in statements {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

async fn count(path: &Path, table: &str) -> i64 {
    let mut connection = connect_options(path).connect().await.unwrap();
    let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    count
}

#[tokio::test]
async fn every_earlier_form_is_brought_up_to_date_with_its_rows() {
    assert_eq!(known_form(), 23, "a new migration needs its rows in this test");
    let forms = MIGRATIONS.iter().map(|migration| migration.version);
    for form in std::iter::once(0).chain(forms) {
        let folder = in_memory();
        let path = folder.path().join("catalogue.sqlite");
        of_form(&path, form).await;
        assert_eq!(look(&path).await.unwrap(), form);
        let catalogue = Catalogue::open(&path, clock()).await.unwrap();
        let name = catalogue.setting("name").await.unwrap();
        assert_eq!(
            name.as_deref(),
            (form >= 1).then_some("Harbour House"),
            "from form {form}"
        );
        assert!(catalogue.version().await.unwrap() > 0);
        catalogue.close().await;
        assert_eq!(look(&path).await.unwrap(), known_form());
        assert_eq!(count(&path, "workers").await, i64::from(form >= 2));
        assert_eq!(count(&path, "sessions").await, 0);
        assert_eq!(count(&path, "accounts").await, i64::from(form >= 5));
        assert_eq!(count(&path, "uploads").await, i64::from(form >= 7));
        assert_eq!(count(&path, "letters").await, i64::from(form >= 8));
        assert_eq!(count(&path, "webhooks").await, i64::from(form >= 9));
        assert_eq!(count(&path, "figures").await, i64::from(form >= 10));
        assert_eq!(count(&path, "passes").await, i64::from(form >= 12));
        assert_eq!(count(&path, "content_keys").await, i64::from(form >= 14));
        assert_eq!(count(&path, "talk_lines").await, i64::from(form >= 15));
        assert_eq!(count(&path, "reminders").await, i64::from(form >= 15));
        assert_eq!(count(&path, "talk_salts").await, i64::from(form >= 16));
        assert_eq!(count(&path, "talk_hushed").await, i64::from(form >= 16));
        assert_eq!(count(&path, "analyses").await, i64::from(form >= 17));
        assert_eq!(count(&path, "near_duplicates").await, i64::from(form >= 17));
        for table in ["transcripts", "transcript_lines", "corrections", "asset_has"] {
            assert_eq!(count(&path, table).await, i64::from(form >= 18));
        }
        // Its assets are to be looked over.
        assert_eq!(
            count(&path, "search_pending").await,
            i64::from((14..20).contains(&form))
        );
        assert_eq!(count(&path, "moment_marks").await, i64::from(form >= 19));
        assert_eq!(count(&path, "viewings").await, i64::from(form >= 22));
        assert_eq!(count(&path, "replays").await, i64::from(form >= 22));
        assert_eq!(count(&path, "working_copies").await, i64::from(form >= 23));
    }
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

const NEWER: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
     VALUES (9000, 'from the future', 1, X'00', 0)";

#[tokio::test]
async fn a_newer_house_is_refused_untouched() {
    let house = House::new().await;
    house.catalogue.close().await;
    run(&house.path(), std::iter::once(NEWER)).await;
    fs::remove_file(house.folder.path().join("catalogue.sqlite.lock")).unwrap();
    let before = contents(house.folder.path());
    assert_eq!(before.keys().collect::<Vec<_>>(), ["catalogue.sqlite"]);
    let refused = Catalogue::open(&house.path(), clock()).await.err().unwrap();
    assert!(matches!(refused, StoreError::NewerHouse { found: 9_000, .. }));
    let sentence = refused.to_string();
    assert!(
        sentence.contains("newer Marquee") && sentence.contains("nothing was changed"),
        "{sentence}"
    );
    assert!(contents(house.folder.path()) == before, "something was written");
}

#[tokio::test]
async fn a_newer_form_that_is_only_in_the_log_is_seen() {
    let house = House::new().await;
    // Still open, as by a newer program that works in the house: its change is in the -wal file.
    let mut newer = connect_options(&house.path()).connect().await.unwrap();
    sqlx::query(NEWER).execute(&mut newer).await.unwrap();
    let before = contents(house.folder.path());
    let refused = Catalogue::open(&house.path(), clock()).await.err().unwrap();
    assert!(matches!(refused, StoreError::NewerHouse { found: 9_000, .. }));
    let after = contents(house.folder.path());
    for name in ["catalogue.sqlite", "catalogue.sqlite-wal"] {
        assert!(before[name] == after[name], "{name} was written");
    }
    newer.close().await.unwrap();
}

#[tokio::test]
async fn what_is_no_catalogue_is_said_to_be_none() {
    let folder = in_memory();
    let path = folder.path().join("catalogue.sqlite");
    assert!(matches!(
        Catalogue::open(&path, clock()).await,
        Err(StoreError::NoHouse(at)) if at == folder.path()
    ));
    fs::write(
        &path,
        "a letter to the archive, long enough to be looked at".repeat(40),
    )
    .unwrap();
    assert!(matches!(
        Catalogue::open(&path, clock()).await,
        Err(StoreError::Damaged(_))
    ));
    fs::remove_file(&path).unwrap();
    let mut other = connect_options(&path)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    sqlx::query("CREATE TABLE recipes (name TEXT)")
        .execute(&mut other)
        .await
        .unwrap();
    other.close().await.unwrap();
    assert!(matches!(
        Catalogue::open(&path, clock()).await,
        Err(StoreError::Damaged(_))
    ));
}

#[tokio::test]
async fn a_house_is_made_once_and_a_half_made_one_is_completed() {
    let house = House::new().await;
    house.catalogue.close().await;
    assert!(matches!(
        Catalogue::create(&house.path(), clock()).await,
        Err(StoreError::Refused(_))
    ));
    let folder = in_memory();
    let path = folder.path().join("new/house/catalogue.sqlite");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::File::create_new(&path).unwrap();
    let made = Catalogue::create(&path, clock()).await.unwrap();
    assert_eq!(made.titles().await.unwrap(), []);
}

#[tokio::test]
async fn nobody_migrates_a_house_in_which_another_works() {
    let folder = in_memory();
    let path = folder.path().join("catalogue.sqlite");
    of_form(&path, 1).await;
    let working = FileLock::try_shared(&folder.path().join("catalogue.sqlite.lock")).unwrap();
    assert!(working.is_some());
    let refused = bring_up_to_date(&path, Duration::ZERO).await;
    assert!(matches!(refused, Err(StoreError::InUse { what, .. }) if what.contains("stop it")));
    assert_eq!(look(&path).await.unwrap(), 1);
    drop(working);
    Catalogue::open(&path, clock()).await.unwrap();
}

#[tokio::test]
async fn many_open_an_old_house_at_once_and_one_migrates_it() {
    let folder = in_memory();
    let path = folder.path().join("catalogue.sqlite");
    of_form(&path, 1).await;
    let openings: Vec<_> = (0..4)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move { Catalogue::open(&path, clock()).await })
        })
        .collect();
    for opening in openings {
        let catalogue = opening.await.unwrap().unwrap();
        assert_eq!(
            catalogue.setting("name").await.unwrap().as_deref(),
            Some("Harbour House")
        );
    }
}
