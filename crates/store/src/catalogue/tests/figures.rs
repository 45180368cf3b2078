use crate::catalogue::Figure;
use crate::fixtures::{House, on_both};
use crate::queue::tests::job;
use crate::{JobState, WorkerId};

fn figure(hour: i64, name: &str, bucket: i64, value: i64) -> Figure {
    Figure {
        hour,
        name: name.into(),
        bucket,
        value,
    }
}

async fn counts_add_up_measures_replace_and_the_oldest_leave(house: House) {
    let catalogue = &house.catalogue;
    catalogue
        .add_figures(&[
            figure(1, "bytes_served", 0, 5),
            figure(500_000, "bytes_served", 0, 7),
        ])
        .await
        .unwrap();
    catalogue
        .add_figures(&[figure(500_000, "bytes_served", 0, 3)])
        .await
        .unwrap();
    catalogue
        .set_figures(&[figure(500_000, "disk_free", 0, 9)])
        .await
        .unwrap();
    catalogue
        .set_figures(&[figure(500_000, "disk_free", 0, 8)])
        .await
        .unwrap();
    assert_eq!(
        catalogue.figures_since(0).await.unwrap(),
        [
            figure(500_000, "bytes_served", 0, 10),
            figure(500_000, "disk_free", 0, 8)
        ]
    );
    assert_eq!(catalogue.figures_since(500_001).await.unwrap(), []);
}

async fn the_queue_tells_how_it_stands(house: House) {
    let queue = house.catalogue.queue();
    queue.enqueue(vec![job("a", &[]), job("b", &[])]).await.unwrap();
    house.clock.pass_ms(5_000);
    queue
        .claim(&WorkerId::random(), 60_000, 0)
        .await
        .unwrap()
        .unwrap();
    let figures = house.catalogue.queue_figures().await.unwrap();
    assert_eq!(figures.jobs, [(JobState::Running, 1), (JobState::Waiting, 1)]);
    assert_eq!(figures.oldest_waiting_ms, Some(5_000));
}

on_both!(
    counts_add_up_measures_replace_and_the_oldest_leave,
    the_queue_tells_how_it_stands,
);
