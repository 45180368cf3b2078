use std::collections::BTreeSet;

use house::archive::AssetKind;
use house::encode::Stage;
use house::release::PictureRole;
use house::{Clock, Digest};

use crate::db::query;
use crate::fixtures::{House, asset, master, on_both, picture, release, rendition, title};
use crate::{Catalogue, StoreError};

async fn records_come_back_as_they_were_put(house: House) {
    let (catalogue, (title, master)) = (&house.catalogue, house.title_with_master("the-ferry").await);
    assert_eq!(
        catalogue.title_by_id(&title.id).await.unwrap().as_ref(),
        Some(&title)
    );
    assert_eq!(
        catalogue.title_by_slug("the-ferry").await.unwrap(),
        Some(title.clone())
    );
    assert_eq!(catalogue.title_by_slug("the-fairy").await.unwrap(), None);
    assert_eq!(
        catalogue.masters_of(&title.id).await.unwrap(),
        std::slice::from_ref(&master)
    );
    assert_eq!(catalogue.planned_renditions(&master.id).await.unwrap(), 3);

    let release = release(&master, None);
    catalogue.put_release(&release).await.unwrap();
    assert_eq!(
        catalogue.release_of(&title.id).await.unwrap(),
        Some(release.clone())
    );

    let large = rendition(&master.id, 1_080, b"0123456789 large", Stage::Made);
    let small = rendition(&master.id, 360, b"0123456789 small", Stage::Checked);
    catalogue.put_rendition(&large).await.unwrap();
    catalogue.put_rendition(&small).await.unwrap();
    assert_eq!(
        catalogue.renditions_of(&master.id).await.unwrap(),
        [small.clone(), large.clone()]
    );
    assert_eq!(
        catalogue.rendition_by_id(&large.id).await.unwrap().as_ref(),
        Some(&large)
    );

    catalogue.put_setting("name", "Harbour House").await.unwrap();
    catalogue.put_setting("name", "Harbour Film").await.unwrap();
    assert_eq!(
        catalogue.setting("name").await.unwrap().as_deref(),
        Some("Harbour Film")
    );

    let report = serde_json::json!({"passed": true});
    catalogue
        .put_report(&master.id, "alignment", &report)
        .await
        .unwrap();
    assert_eq!(
        catalogue.reports_of(&master.id).await.unwrap(),
        [("alignment".into(), report)]
    );
}

async fn the_same_bytes_twice_are_one_asset(house: House) {
    let first = asset(b"tape");
    let mut second = asset(b"tape");
    second.file_name = "copy.mov".into();
    assert_eq!(house.catalogue.put_asset(&first).await.unwrap(), first);
    assert_eq!(house.catalogue.put_asset(&second).await.unwrap(), first);
    assert_eq!(
        house.catalogue.assets(Some(AssetKind::Film)).await.unwrap(),
        std::slice::from_ref(&first)
    );
    assert_eq!(house.catalogue.assets(Some(AssetKind::Photo)).await.unwrap(), []);
    assert_eq!(
        house
            .catalogue
            .asset_by_digest(&Digest::of(b"tape"))
            .await
            .unwrap(),
        Some(first)
    );
}

async fn a_slug_belongs_to_one_title(house: House) {
    let (first, mut second) = (title("ferry"), title("harbour"));
    house.catalogue.put_title(&first).await.unwrap();
    house.catalogue.put_title(&second).await.unwrap();
    let refused = house.catalogue.put_title(&title("ferry")).await;
    assert!(matches!(refused, Err(StoreError::Refused(s)) if s.contains("'ferry' belongs to another title")));
    second.slug = "ferry".into();
    assert!(matches!(
        house.catalogue.update_title(&second).await,
        Err(StoreError::Refused(_))
    ));
    second.slug = "quay".into();
    second.name = "The Quay".into();
    house.catalogue.update_title(&second).await.unwrap();
    let found = house.catalogue.title_by_slug("quay").await.unwrap().unwrap();
    assert_eq!(
        (found.name.as_str(), found.pictures),
        ("The Quay", second.pictures)
    );
}

async fn pictures_are_replaced_and_the_accent_kept(house: House) {
    let title = title("ferry");
    house.catalogue.put_title(&title).await.unwrap();
    let pictures = [
        picture(b"new", PictureRole::Poster),
        picture(b"other", PictureRole::Poster),
    ];
    house
        .catalogue
        .put_pictures(&title.id, &pictures, None)
        .await
        .unwrap();
    let found = house.catalogue.title_by_id(&title.id).await.unwrap().unwrap();
    assert_eq!(
        (&found.pictures[..], found.accent.as_deref()),
        (&pictures[..], Some("#aa5500"))
    );
}

async fn the_gate_hears_of_released_titles_and_checked_renditions_only(house: House) {
    let catalogue = &house.catalogue;
    let (_, unreleased) = house.title_with_master("unreleased").await;
    let (title, shown) = house.title_with_master("drafted").await;
    let draft = release(&shown, None);
    catalogue.put_release(&draft).await.unwrap();
    for (stage, height) in [(Stage::Checked, 720), (Stage::Made, 1_080), (Stage::Checked, 360)] {
        let file = format!("0123456789{height}");
        catalogue
            .put_rendition(&rendition(&shown.id, height, file.as_bytes(), stage))
            .await
            .unwrap();
    }
    catalogue
        .put_rendition(&rendition(
            &unreleased.id,
            360,
            b"0123456789 secret",
            Stage::Checked,
        ))
        .await
        .unwrap();

    let heard = catalogue.gate_titles().await.unwrap();
    assert_eq!(heard.len(), 1);
    assert_eq!((&heard[0].title, &heard[0].release), (&title, &draft));
    let sizes: Vec<u64> = heard[0].renditions.iter().map(|r| r.bytes).collect();
    assert_eq!((sizes, heard[0].planned), (vec![13, 13], 3));
    assert!(heard[0].renditions.iter().all(|r| r.stage == Stage::Checked));

    let now = house.clock.now();
    catalogue.open_release(&draft.id, None).await.unwrap();
    assert_eq!(catalogue.gate_titles().await.unwrap()[0].release.opens, Some(now));
    house.clock.pass_ms(1);
    catalogue.open_release(&draft.id, None).await.unwrap();
    assert_eq!(
        catalogue.release_by_id(&draft.id).await.unwrap().unwrap().opens,
        Some(now)
    );
    catalogue.withdraw_release(&draft.id).await.unwrap();
    assert!(catalogue.open_release(&draft.id, None).await.is_err());
}

async fn the_newest_release_that_stands_comes_first(house: House) {
    let (title, first) = house.title_with_master("ferry").await;
    let asset = asset(b"second cut");
    house.catalogue.put_asset(&asset).await.unwrap();
    let second = master(&title, &asset, 2);
    house.catalogue.put_master(&second, 1).await.unwrap();
    assert!(matches!(
        house.catalogue.put_master(&master(&title, &asset, 2), 1).await,
        Err(StoreError::Refused(_))
    ));
    let (old, new) = (release(&first, None), release(&second, None));
    house.catalogue.put_release(&old).await.unwrap();
    house.clock.pass_ms(1);
    house.catalogue.put_release(&new).await.unwrap();
    assert_eq!(
        house.catalogue.release_of(&title.id).await.unwrap(),
        Some(new.clone())
    );
    let heard: Vec<_> = house.catalogue.gate_titles().await.unwrap();
    let heard: Vec<_> = heard.into_iter().map(|entry| entry.release).collect();
    assert_eq!(
        heard,
        [new.clone(), old.clone()],
        "the open one must not vanish behind a draft"
    );
    house.catalogue.withdraw_release(&new.id).await.unwrap();
    assert_eq!(house.catalogue.release_of(&title.id).await.unwrap(), Some(old));
}

#[tokio::test]
async fn a_full_disk_is_said_and_loses_nothing() {
    let house = House::new().await;
    let catalogue = &house.catalogue;
    catalogue.put_setting("name", "Harbour House").await.unwrap();
    // SQLite's own limit answers as a full disk does.
    limit_pages(catalogue, 60).await;
    let long = "x".repeat(100_000);
    let mut outcome = Ok(());
    for n in 0..9 {
        outcome = catalogue.put_setting(&n.to_string(), &long).await;
        if outcome.is_err() {
            break;
        }
    }
    assert!(matches!(outcome, Err(StoreError::DiskFull(_))));
    assert_eq!(
        catalogue.setting("name").await.unwrap().as_deref(),
        Some("Harbour House")
    );
    // There is room again.
    limit_pages(catalogue, 10_000).await;
    catalogue.put_setting("name", &long).await.unwrap();
}

async fn limit_pages(catalogue: &Catalogue, pages: u32) {
    let limit = format!("PRAGMA max_page_count = {pages}");
    query(sqlx::AssertSqlSafe(limit))
        .execute(&catalogue.inner.writer)
        .await
        .unwrap();
}

async fn every_object_that_a_record_names_is_needed(house: House) {
    let (title, master) = house.title_with_master("ferry").await;
    let rendition = rendition(&master.id, 360, b"0123456789", Stage::Failed);
    house.catalogue.put_rendition(&rendition).await.unwrap();
    let needed = house.catalogue.needed_objects().await.unwrap();
    let expected = BTreeSet::from([Digest::of(b"ferry"), rendition.digest, title.pictures[0].digest]);
    assert_eq!(needed, expected);
}

on_both!(
    records_come_back_as_they_were_put,
    the_same_bytes_twice_are_one_asset,
    a_slug_belongs_to_one_title,
    pictures_are_replaced_and_the_accent_kept,
    the_gate_hears_of_released_titles_and_checked_renditions_only,
    the_newest_release_that_stands_comes_first,
    every_object_that_a_record_names_is_needed,
);
