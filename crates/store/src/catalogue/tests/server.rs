//! Forms of a catalogue on a server, as `forms` has them for a file.

use std::time::Duration;

use sqlx::migrate::Migrator;
use testing::TestDatabase;

use super::forms::ROWS;
use crate::catalogue::migrations::server::{SERVER_MIGRATIONS, bring_up_to_date, migrate};
use crate::catalogue::migrations::{MIGRATIONS, known_form};
use crate::fixtures::{House, clock};
use crate::{Catalogue, Database, ServerAddress, StoreError};

fn address(database: &TestDatabase) -> ServerAddress {
    database.url().parse().unwrap()
}

async fn open(database: &TestDatabase) -> Result<Catalogue, StoreError> {
    Catalogue::open(Database::Server(address(database)), clock()).await
}

async fn of_form(database: &TestDatabase, form: i64) {
    let known: Vec<_> = SERVER_MIGRATIONS
        .iter()
        .filter(|m| m.version <= form)
        .cloned()
        .collect();
    migrate(&address(database), &Migrator::with_migrations(known))
        .await
        .unwrap();
    for (_, _, statement) in ROWS
        .iter()
        .filter(|(since, before, _)| (*since..*before).contains(&form))
    {
        database.ask(statement);
    }
}

#[tokio::test]
async fn every_earlier_form_is_brought_up_to_date_with_its_rows() {
    for form in MIGRATIONS.iter().map(|migration| migration.version) {
        let Some(database) = TestDatabase::new() else {
            return;
        };
        of_form(&database, form).await;
        let catalogue = open(&database).await.unwrap();
        let name = catalogue.setting("name").await.unwrap();
        assert_eq!(name.as_deref(), Some("Harbour House"), "from form {form}");
        assert!(catalogue.version().await.unwrap() > 0);
        assert_eq!(
            database.ask("SELECT count(*) FROM workers"),
            if form >= 2 { "1" } else { "0" }
        );
        let reached = database.ask("SELECT max(version) FROM _sqlx_migrations");
        assert_eq!(reached, known_form().to_string());
    }
}

#[tokio::test]
async fn a_newer_house_is_refused_untouched() {
    let Some(house) = House::on_server().await else {
        return;
    };
    house.catalogue.close().await;
    let database = house.server();
    database.ask(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9000, 'from the future', true, '', 0)",
    );
    // What every write leaves in the log of the server.
    let before = database.ask("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables");
    let refused = open(database).await.err().unwrap();
    assert!(matches!(refused, StoreError::NewerHouse { found: 9_000, .. }));
    let after = database.ask("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables");
    assert_eq!(before, after);
    assert_eq!(
        // The view shows the locks of every database of the server, and other tests hold theirs meanwhile.
        database.ask(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
             WHERE locktype = 'advisory' AND datname = current_database()"
        ),
        "0"
    );
}

#[tokio::test]
async fn a_house_is_made_once_and_only_in_an_empty_database() {
    let Some(database) = TestDatabase::new() else {
        return;
    };
    let refused = open(&database).await.err().unwrap().to_string();
    assert!(
        refused.contains("is empty") && refused.contains("marquee move"),
        "{refused}"
    );
    let create = async || Catalogue::create(Database::Server(address(&database)), clock()).await;
    let made = create().await.unwrap();
    assert_eq!(made.titles().await.unwrap(), []);
    made.close().await;
    let refused = create().await.err().unwrap().to_string();
    assert!(refused.contains("there is a house"), "{refused}");
    let Some(database) = TestDatabase::new() else {
        return;
    };
    database.ask("CREATE TABLE recipes (name TEXT)");
    let refused = Catalogue::create(Database::Server(address(&database)), clock()).await;
    let refused = refused.err().unwrap().to_string();
    assert!(refused.contains("tables of another program"), "{refused}");
    assert_eq!(
        database.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
        "1"
    );
}

#[tokio::test]
async fn nobody_migrates_a_house_in_which_another_works() {
    let Some(database) = TestDatabase::new() else {
        return;
    };
    of_form(&database, known_form()).await;
    let working = open(&database).await.unwrap();
    database.ask("DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)");
    let refused = bring_up_to_date(&address(&database), Duration::ZERO).await;
    assert!(matches!(refused, Err(StoreError::InUse { what, .. }) if what.contains("stop it")));
    working.close().await;
}

#[tokio::test]
async fn many_open_an_old_house_at_once_and_one_migrates_it() {
    let Some(database) = TestDatabase::new() else {
        return;
    };
    of_form(&database, 1).await;
    let openings: Vec<_> = (0..4)
        .map(|_| {
            let address = address(&database);
            tokio::spawn(async move { Catalogue::open(Database::Server(address), clock()).await })
        })
        .collect();
    for opening in openings {
        let catalogue = opening.await.unwrap().unwrap();
        let name = catalogue.setting("name").await.unwrap();
        assert_eq!(name.as_deref(), Some("Harbour House"));
    }
}

#[tokio::test]
async fn texts_are_ordered_byte_by_byte_whatever_the_language_of_the_database() {
    let Some(house) = House::on_server().await else {
        return;
    };
    let (_, master) = house.title_with_master("ferry").await;
    let subjects = ["Zebra", "apple", "Äpfel", "b_1", "b-2"];
    for subject in subjects {
        let report = serde_json::json!({});
        house
            .catalogue
            .put_report(&master.id, subject, &report)
            .await
            .unwrap();
    }
    let kept = house.catalogue.reports_of(&master.id).await.unwrap();
    let mut sorted = subjects;
    sorted.sort_unstable();
    assert_eq!(
        kept.iter()
            .map(|(subject, _)| subject.as_str())
            .collect::<Vec<_>>(),
        sorted
    );
    let plain = house.server().ask(
        "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'
           AND collation_name IS DISTINCT FROM 'C' AND table_name <> '_sqlx_migrations'",
    );
    assert_eq!(plain, "0", "every column");
}
