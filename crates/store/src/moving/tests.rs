use std::collections::BTreeSet;

use house::encode::Stage;
use testing::TestDatabase;

use super::{copy_catalogue, form, move_catalogue};
use crate::fixtures::{House, clock, in_memory, release, rendition};
use crate::queue::tests::job;
use crate::{Catalogue, Database, JobFilter, StoreError};

async fn lived_in(house: &House) {
    for name in ["ferry", "harbour", "the-\u{c4}pfel-\u{1f3ac}"] {
        let (_, master) = house.title_with_master(name).await;
        house
            .catalogue
            .put_release(&release(&master, None))
            .await
            .unwrap();
        let made = rendition(&master.id, 360, name.as_bytes(), Stage::Checked);
        house.catalogue.put_rendition(&made).await.unwrap();
    }
    let first = job("first", &[]);
    // More rows than are read at once.
    let many = (0..450).map(|n| job(&format!("piece {n}"), &[&first.id]));
    let jobs = std::iter::once(first.clone()).chain(many).collect();
    house.catalogue.queue().enqueue(jobs).await.unwrap();
    house.catalogue.put_setting("name", "").await.unwrap();
}

#[tokio::test]
async fn a_house_goes_to_a_server_and_back_and_stays_the_same() {
    let Some(server) = TestDatabase::new() else { return };
    let house = House::new().await;
    lived_in(&house).await;
    let heard = house.catalogue.gate_titles().await.unwrap();
    house.catalogue.close().await;
    let file = house.catalogue.database().clone();
    let from = {
        let House {
            folder, catalogue, ..
        } = house;
        drop(catalogue);
        folder
    };
    let there = Database::Server(server.url().parse().unwrap());
    let moved = move_catalogue(&file, &there).await.unwrap();
    assert_eq!(moved.tables["jobs"].rows, 451);
    assert!(!moved.was_there);
    let again = move_catalogue(&file, &there).await.unwrap();
    assert_eq!((again.was_there, &again.tables), (true, &moved.tables));

    let served = Catalogue::open(there.clone(), clock()).await.unwrap();
    let released = served.gate_titles().await.unwrap();
    assert_eq!(format!("{released:?}"), format!("{heard:?}"));
    served.put_setting("name", "Harbour House").await.unwrap();
    let copy = Database::File(from.path().join("copy.sqlite"));
    copy_catalogue(&served, &copy).await.unwrap();
    let copied = Catalogue::open(copy, clock()).await.unwrap();
    assert_eq!(
        copied.setting("name").await.unwrap().as_deref(),
        Some("Harbour House")
    );
    let refused = move_catalogue(&there, &Database::File(from.path().join("x.sqlite"))).await;
    assert!(
        matches!(refused, Err(StoreError::InUse { .. })),
        "somebody works there"
    );
    served.close().await;
    drop(served);

    let refused = move_catalogue(&there, &file).await.err().unwrap().to_string();
    assert!(refused.contains("is not empty"), "{refused}");
    let home = Database::File(from.path().join("back.sqlite"));
    move_catalogue(&there, &home).await.unwrap();
    let back = Catalogue::open(home, clock()).await.unwrap();
    assert_eq!(
        back.setting("name").await.unwrap().as_deref(),
        Some("Harbour House")
    );
    assert_eq!(back.queue().jobs(&JobFilter::default()).await.unwrap().len(), 451);
    assert_eq!(
        format!("{:?}", back.gate_titles().await.unwrap()),
        format!("{heard:?}")
    );
}

#[tokio::test]
async fn a_move_that_was_cut_off_leaves_nothing_and_can_be_made_again() {
    let Some(server) = TestDatabase::new() else { return };
    let folder = in_memory();
    let file = Database::File(folder.path().join("catalogue.sqlite"));
    let made = Catalogue::create(file.clone(), clock()).await.unwrap();
    made.put_setting("name", "Harbour House").await.unwrap();
    made.close().await;
    drop(made);
    let there = Database::Server(server.url().parse().unwrap());
    let mut target = super::Target::begin(&there).await.unwrap();
    let tables = form::tables().await.unwrap();
    super::copy::empty(target.connection(), &tables[0]).await.unwrap();
    server.cut_connections();
    assert!(target.finish().await.is_err());
    assert_eq!(
        server.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
        "0"
    );
    // The same for a file: what a killed program left does not stand in the way.
    std::fs::write(folder.path().join("new.moving"), "half").unwrap();
    let new = Database::File(folder.path().join("new.sqlite"));
    move_catalogue(&file, &new).await.unwrap();
    move_catalogue(&file, &there).await.unwrap();
    let names: BTreeSet<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        names.contains("new.sqlite") && !names.iter().any(|name| name.contains("moving")),
        "{names:?}"
    );
}

#[tokio::test]
async fn tables_come_after_those_they_refer_to() {
    let tables = form::tables().await.unwrap();
    let place = |name: &str| tables.iter().position(|table| table.name == name).unwrap();
    assert!(place("titles") < place("masters") && place("masters") < place("renditions"));
    assert_eq!(tables[place("reports")].order, ["master", "subject"]);
}
