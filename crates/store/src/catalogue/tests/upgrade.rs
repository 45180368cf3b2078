//! An upgrade that goes wrong is noticed on a copy.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::migrate::{Migration, Migrator};
use sqlx::{ConnectOptions, Connection, SqlStr};

use super::super::migrations::file::{connect_options, look, migrate};
use super::super::migrations::{MIGRATIONS, known_form};
use super::super::upgrade::carry_out;
use crate::Catalogue;
use crate::fixtures::{clock, in_memory};

const TITLE: &str = "INSERT INTO titles (id, slug, name, credits, made)
    VALUES ('aaaaaaaaaaaaaaaaaaaaaaaa', 'the-ferry', 'The Ferry', '[]', 1)";

fn migrations(take: impl Fn(&Migration) -> Option<Migration>) -> Migrator {
    Migrator::with_migrations(MIGRATIONS.iter().filter_map(take).collect())
}

/// The form before this program's.
fn earlier_form() -> i64 {
    let earlier = MIGRATIONS
        .iter()
        .map(|m| m.version)
        .filter(|version| *version < known_form());
    earlier.max().unwrap()
}

/// A catalogue of the form before the newest, with a title.
async fn earlier(folder: &Path) -> PathBuf {
    let path = folder.join("catalogue.sqlite");
    fs::File::create_new(&path).unwrap();
    let known = migrations(|m| (m.version < known_form()).then(|| m.clone()));
    migrate(&path, &known).await.unwrap();
    let mut connection = connect_options(&path).connect().await.unwrap();
    sqlx::query(TITLE).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    path
}

/// This program's migrations, with another text for the newest.
fn newest_says(sql: &'static str) -> Migrator {
    migrations(|m| {
        let mut migration = m.clone();
        if m.version == known_form() {
            migration.sql = SqlStr::from_static(sql);
        }
        Some(migration)
    })
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

async fn title_of(path: &Path) -> String {
    let mut connection = connect_options(path).connect().await.unwrap();
    let name = sqlx::query_scalar("SELECT name FROM titles")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    name
}

#[tokio::test]
async fn the_earlier_catalogue_is_kept_and_the_trial_leaves_nothing() {
    let folder = in_memory();
    let path = earlier(folder.path()).await;
    let before = earlier_form();
    let trial = Catalogue::try_upgrade(&path).await.unwrap().unwrap();
    assert_eq!((trial.from, trial.rows["titles"]), (before, 1));
    assert_eq!(look(&path).await.unwrap(), before);

    let catalogue = Catalogue::open(&path, clock()).await.unwrap();
    let upgraded = catalogue.upgraded().unwrap().clone();
    assert_eq!((upgraded.from, upgraded.to), (before, known_form()));
    assert_eq!(catalogue.titles().await.unwrap()[0].name, "The Ferry");
    catalogue.close().await;
    let kept = format!("catalogue.sqlite.before-form-{before:04}");
    assert_eq!(
        names(folder.path()),
        ["catalogue.sqlite", &kept, "catalogue.sqlite.lock"]
    );
    assert_eq!(look(&upgraded.kept).await.unwrap(), before);
    assert_eq!(title_of(&upgraded.kept).await, "The Ferry");
    assert_eq!(Catalogue::try_upgrade(&path).await.unwrap(), None);
    assert_eq!(Catalogue::open(&path, clock()).await.unwrap().upgraded(), None);
}

#[tokio::test]
async fn an_upgrade_that_fails_loses_rows_or_breaks_the_gate_is_never_done() {
    for (sql, why) in [
        ("INSERT INTO nowhere VALUES (1)", "the upgrade fails"),
        ("DELETE FROM titles", "of 1 rows of 'titles' 0 are left"),
        (
            "UPDATE titles SET credits = 'nonsense'",
            "what is released cannot be read",
        ),
    ] {
        let folder = in_memory();
        let path = earlier(folder.path()).await;
        let said = carry_out(&path, earlier_form(), &newest_says(sql))
            .await
            .unwrap_err()
            .to_string();
        assert!(
            said.contains(why) && said.contains("Nothing was changed"),
            "{said}"
        );
        assert_eq!(look(&path).await.unwrap(), earlier_form());
        assert_eq!(title_of(&path).await, "The Ferry");
        let left = names(folder.path());
        assert!(left.iter().all(|name| !name.contains("trial")), "{left:?}");
    }
}
