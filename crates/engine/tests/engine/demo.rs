use engine::Watch;
use media::time::MediaTime;

use crate::stage::stage;

#[tokio::test]
async fn flash_and_click_fall_on_whole_seconds() {
    let stage = stage().await;
    let film = stage.path("sync.mov");
    stage
        .engine
        .generate_sync_film(3, &film, &Watch::none())
        .await
        .unwrap();
    let survey = stage.engine.survey(&film).await.unwrap();
    assert_eq!(survey.timings[0].packets, 75);
    assert_eq!(survey.timings[1].end, MediaTime::from_millis(3_000));
    let luma = stage.ask(&film, "-map 0:v -vf scale=1:1:flags=area,format=gray -f rawvideo");
    let white: Vec<usize> = (0..75).filter(|frame| luma[*frame] > 200).collect();
    assert_eq!(white, [0, 1, 2, 25, 26, 27, 50, 51, 52]);
}
