use engine::{PosterRequest, Reading, StillsRequest, Watch};
use media::time::MediaTime;

use crate::stage::{rate, stage};

fn poster(source: &std::path::Path, seekable: bool) -> PosterRequest {
    PosterRequest {
        reading: Reading {
            source: source.into(),
            container: "matroska,webm".into(),
            stream: 0,
            rate: rate(25, 1),
            start: MediaTime::ZERO,
            source_frames: 150,
            seekable,
            rotation: 0,
            deinterlace: None,
            tone_map: None,
        },
        width: 320,
        height: 180,
        candidates: 6,
    }
}

#[tokio::test]
async fn a_poster_is_never_black() {
    let stage = stage().await;
    let dark = "-f lavfi -i color=black:s=192x108:r=25:d=3.5 -f lavfi -i testsrc2=s=192x108:r=25:d=1.1 \
        -f lavfi -i color=black:s=192x108:r=25:d=1.4 -filter_complex concat=n=3 -c:v libx264 -preset ultrafast";
    let film = stage.make("mostly-dark.mkv", dark);
    for seekable in [false, true] {
        let folder = stage.path(&format!("posters-{seekable}"));
        std::fs::create_dir(&folder).unwrap();
        let found = stage
            .engine
            .take_poster(&poster(&film, seekable), &folder, &Watch::none())
            .await
            .unwrap();
        assert!(
            !found.is_empty() && found.iter().all(|candidate| !candidate.is_blank()),
            "{found:?}"
        );
        assert!(
            found.iter().all(|candidate| (87..116).contains(&candidate.frame)),
            "{found:?}"
        );
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), found.len());
    }
}

#[tokio::test]
async fn a_black_film_gets_a_card() {
    let stage = stage().await;
    let film = stage.make(
        "night.mkv",
        "-f lavfi -i color=black:s=192x108:r=25:d=6 -c:v libx264 -preset ultrafast",
    );
    let folder = stage.path("posters");
    std::fs::create_dir(&folder).unwrap();
    let found = stage
        .engine
        .take_poster(&poster(&film, true), &folder, &Watch::none())
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert!(!found[0].is_blank(), "{found:?}");
}

#[tokio::test]
async fn sheets_show_every_nth_frame() {
    let stage = stage().await;
    // Frame n is as bright as n.
    let film = stage.make(
        "ramp.mkv",
        "-f lavfi -i color=black:s=64x36:r=25:d=4 -vf geq=lum='16+2*N':cb=128:cr=128 -c:v ffv1",
    );
    let request = StillsRequest {
        reading: Reading {
            source: film,
            container: "matroska,webm".into(),
            stream: 0,
            rate: rate(25, 1),
            start: MediaTime::ZERO,
            source_frames: 100,
            rotation: 0,
            deinterlace: None,
            tone_map: None,
            seekable: false,
        },
        every_frames: 25,
        width: 64,
        height: 36,
        columns: 2,
        rows: 2,
        count: 6,
        keys_only: false,
    };
    let folder = stage.path("sheets");
    std::fs::create_dir(&folder).unwrap();
    let sheets = stage
        .engine
        .take_stills(&request, &folder, &Watch::none())
        .await
        .unwrap();
    assert_eq!(
        sheets
            .iter()
            .map(|sheet| (sheet.first, sheet.count))
            .collect::<Vec<_>>(),
        [(0, 4), (4, 2)]
    );
    let pixels = stage.ask(&sheets[0].path, "-pix_fmt gray -f rawvideo");
    assert_eq!(pixels.len(), 128 * 72);
    let middle = |column: usize, row: usize| i32::from(pixels[(row * 36 + 18) * 128 + column * 64 + 32]);
    for (index, brightness) in [0, 58, 116, 175].into_iter().enumerate() {
        let found = middle(index % 2, index / 2);
        assert!((found - brightness).abs() < 4, "picture {index}: {found}");
    }
    let black = stage.ask(&sheets[1].path, "-pix_fmt gray -f rawvideo");
    assert!(black.iter().all(|pixel| *pixel < 4));
    let again = stage.path("again");
    std::fs::create_dir(&again).unwrap();
    let twice = stage
        .engine
        .take_stills(&request, &again, &Watch::none())
        .await
        .unwrap();
    assert_eq!(stage.bytes(&sheets[0].path), stage.bytes(&twice[0].path));
}
