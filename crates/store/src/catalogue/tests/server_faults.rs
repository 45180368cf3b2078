//! What a server refuses, and what happens when it goes away.

use testing::{GUARDED, TestDatabase};

use crate::fixtures::{House, clock, title};
use crate::{Catalogue, Database, StoreError};

async fn refusal(url: &str) -> String {
    match url.parse() {
        Ok(address) => match Catalogue::open(Database::Server(address), clock()).await {
            Ok(_) => panic!("{url} was opened"),
            Err(error) => error.to_string(),
        },
        Err(error) => StoreError::to_string(&error),
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_said_and_its_password_is_not() {
    let Some(database) = TestDatabase::new() else {
        return;
    };
    let (role, _) = GUARDED;
    let wrong_word = database.url_for(&format!("{role}:s3cr3t-word"));
    let nowhere = database.url().replace(database.name(), "no_such_house");
    let stranger = database.url_for("stranger:s3cr3t-word");
    let said = [
        (wrong_word.as_str(), "refuses the password of 'guarded'"),
        (nowhere.as_str(), "there is no database 'no_such_house'"),
        (stranger.as_str(), "does not let 'stranger' in"),
        (
            "postgres://a:s3cr3t-word@127.0.0.1:1/b",
            "127.0.0.1:1 does not answer (connection refused)",
        ),
        (
            "postgres://a:s3cr3t-word@localhost/b?host=/nowhere",
            "/nowhere does not answer (no socket there)",
        ),
        (
            "postgres://a:s3cr3t-word@localhost/b?pasword=s3cr3t-word",
            "'pasword' is not known",
        ),
        ("postgres://a:s3cr3t-word/x@h/b", "%2F"),
        (
            "postgres://a:s3cr3t-word@h/b?sslmode=s3cr3t-word",
            "a part of it cannot be read",
        ),
        ("mysql://a:s3cr3t-word@h/b", "must begin with postgres://"),
    ];
    for (url, expected) in said {
        let sentence = refusal(url).await;
        assert!(sentence.contains(expected), "{url}: {sentence}");
        assert!(!sentence.contains("s3cr3t"), "{sentence}");
    }
}

#[tokio::test]
async fn the_right_password_opens_and_is_not_shown() {
    let Some(database) = TestDatabase::new() else {
        return;
    };
    let (role, password) = GUARDED;
    database.ask(&format!("ALTER DATABASE {} OWNER TO {role}", database.name()));
    let address: crate::ServerAddress = database.url_for(&format!("{role}:{password}")).parse().unwrap();
    for shown in [
        format!("{address}"),
        format!("{address:?}"),
        format!("{:?}", Database::Server(address.clone())),
    ] {
        assert!(!shown.contains(password), "{shown}");
        assert!(shown.contains(database.name()));
    }
    let catalogue = Catalogue::create(Database::Server(address), clock())
        .await
        .unwrap();
    assert!(
        catalogue
            .engine_version()
            .await
            .unwrap()
            .starts_with("PostgreSQL 1")
    );
    catalogue.close().await;
}

#[tokio::test]
async fn lost_connections_are_made_again() {
    let Some(house) = House::on_server().await else {
        return;
    };
    let catalogue = &house.catalogue;
    catalogue.put_title(&title("ferry")).await.unwrap();
    let version = catalogue.version().await.unwrap();
    house.server().cut_connections();
    assert_eq!(catalogue.version().await.unwrap(), version);
    assert_eq!(catalogue.titles().await.unwrap().len(), 1);
    catalogue.put_title(&title("harbour")).await.unwrap();
    assert!(catalogue.version().await.unwrap() > version);
    // The lock that says that somebody works here is held again; other tests hold theirs in other databases.
    let locks = house.server().ask(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
         WHERE locktype = 'advisory' AND mode = 'ShareLock' AND datname = current_database()",
    );
    assert_eq!(locks, "1");
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_of_a_write_keeps_nothing_of_it() {
    let Some(house) = House::on_server().await else {
        return;
    };
    let catalogue = &house.catalogue;
    let mut write = catalogue.write().await.unwrap();
    crate::db::query("INSERT INTO settings (name, value) VALUES ('half', 'done')")
        .execute(&mut *write)
        .await
        .unwrap();
    house.server().cut_connections();
    let lost = StoreError::from(write.commit().await.unwrap_err());
    assert!(
        matches!(&lost, StoreError::Unreachable(said) if said.contains("made again")),
        "{lost}"
    );
    assert_eq!(catalogue.setting("half").await.unwrap(), None);
    catalogue.put_setting("whole", "done").await.unwrap();
}

#[tokio::test]
async fn a_text_that_the_database_cannot_keep_is_refused() {
    let Some(house) = House::on_server().await else {
        return;
    };
    let refused = house.catalogue.put_setting("name", "nul\0nul").await;
    assert!(matches!(refused, Err(StoreError::Refused(said)) if said.contains("a character")));
}
