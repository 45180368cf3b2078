use house::encode::Stage;

use crate::fixtures::{House, on_both, rendition, title};
use crate::{Progress, WorkerId};

async fn the_version_grows_with_what_the_gate_shows_and_with_nothing_else(house: House) {
    let other = house.again().await;
    let before = other.version().await.unwrap();
    assert_eq!(other.version().await.unwrap(), before);

    house.catalogue.put_title(&title("ferry")).await.unwrap();
    let after = other.version().await.unwrap();
    assert!(after > before);
    assert_eq!(
        house.catalogue.version().await.unwrap(),
        after,
        "the writer sees its own change"
    );

    let queue = house.catalogue.queue();
    let seen = queue.version().await.unwrap();
    queue
        .enqueue(vec![crate::queue::tests::job("a", &[])])
        .await
        .unwrap();
    assert_ne!(queue.version().await.unwrap(), seen);
    let claim = queue.claim(&WorkerId::random(), 1_000, 0).await.unwrap().unwrap();
    let _ = queue.heartbeat(&claim, &Progress::default()).await.unwrap();
    house.catalogue.put_setting("name", "x").await.unwrap();
    assert_eq!(other.version().await.unwrap(), after);

    let (_, master) = house.title_with_master("harbour").await;
    let made = rendition(&master.id, 360, b"0123456789", Stage::Made);
    house.catalogue.put_rendition(&made).await.unwrap();
    let before = other.version().await.unwrap();
    house.catalogue.set_stage(&made.id, Stage::Checked).await.unwrap();
    assert!(other.version().await.unwrap() > before);
}

on_both!(the_version_grows_with_what_the_gate_shows_and_with_nothing_else,);
