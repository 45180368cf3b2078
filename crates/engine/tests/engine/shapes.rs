//! Films as cameras and archives make them: turned, squeezed, deep, bright, odd.

use engine::{PictureEncode, Reading};
use media::facts::Transfer;

use crate::stage::{Stage, rate, real_film, stage, whole_picture};

/// The one frame of a film as planes of YUV 4:2:0 after the encode's filters, by encoding it well and decoding that.
async fn encoded(stage: &Stage, request: &PictureEncode) -> Vec<u8> {
    let request = PictureEncode {
        crf: 1,
        max_rate: 50_000_000,
        buffer: 50_000_000,
        profile: "high".into(),
        frames: 1,
        reading: Reading {
            source_frames: 1,
            ..request.reading.clone()
        },
        ..request.clone()
    };
    let out = stage.path("shape.mp4");
    stage
        .engine
        .encode_picture(&request, &out, &engine::Watch::none())
        .await
        .unwrap();
    let survey = stage.engine.survey(&out).await.unwrap();
    let picture = &survey.facts.pictures[0];
    assert_eq!(
        (picture.width, picture.height, picture.rotation),
        (request.width, request.height, 0)
    );
    assert_eq!(
        (picture.bit_depth, picture.transfer, picture.matrix.as_deref()),
        (8, Transfer::Sdr, Some("bt709"))
    );
    stage.ask(&out, "-map 0:v -pix_fmt yuv420p -f rawvideo")
}

fn luma_at(pixels: &[u8], width: u32, x: u32, y: u32) -> i32 {
    i32::from(pixels[usize::try_from(y * width + x).unwrap()])
}

#[tokio::test]
async fn turned_pictures_stand_upright() {
    let stage = stage().await;
    // White on the left half only; shown after a clockwise quarter turn, white is on top.
    let flat = stage.make(
        "flat.mp4",
        "-f lavfi -i color=black:s=128x64:r=25:d=0.2 -vf drawbox=w=64:h=64:c=white:t=fill -c:v libx264 -preset ultrafast",
    );
    for (turn, rotation, white) in [(270, 90, (32, 10)), (90, 270, (32, 118))] {
        let film = stage.make(
            "turned.mp4",
            &format!("-display_rotation {turn} -i {} -c copy", flat.display()),
        );
        let survey = stage.engine.survey(&film).await.unwrap();
        assert_eq!(survey.facts.pictures[0].rotation, rotation);
        let mut request = whole_picture(&film, &survey);
        (request.width, request.height) = (64, 128);
        let pixels = encoded(&stage, &request).await;
        assert!(luma_at(&pixels, 64, white.0, white.1) > 200, "{rotation}");
        assert!(luma_at(&pixels, 64, white.0, 128 - white.1) < 40, "{rotation}");
    }
}

#[tokio::test]
async fn anamorphic_pictures_get_square_pixels() {
    let stage = stage().await;
    let film = stage.make(
        "dv.mkv",
        "-f lavfi -i testsrc2=s=720x576:r=25:d=0.2 -vf setsar=64/45 -c:v mpeg4 -q:v 3",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    assert_eq!(survey.facts.pictures[0].sample_aspect, (64, 45));
    let mut request = whole_picture(&film, &survey);
    (request.width, request.height) = (1024, 576);
    encoded(&stage, &request).await;
}

#[tokio::test]
async fn small_pictures_are_read_as_bt_601() {
    let stage = stage().await;
    // Pure green: luma 144 by BT.601 and 173 by BT.709.
    let film = stage.make(
        "green.mkv",
        "-f lavfi -i color=black:s=64x48:r=25:d=0.2 -vf format=yuv444p,geq=lum=145:cb=54:cr=34 -c:v ffv1",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let request = whole_picture(&film, &survey);
    let pixels = encoded(&stage, &request).await;
    let green = luma_at(&pixels, request.width, 40, 40);
    assert!((green - 173).abs() < 4, "{green}");
}

#[tokio::test]
async fn bright_pictures_are_brought_down() {
    let stage = stage().await;
    // Reference white, 203 cd/m2: 58 % of the signal in PQ and 75 % in HLG. Grey at 26 cd/m2: 38 % and 38 %.
    for (transfer, name, white, grey) in [
        (
            Transfer::Pq,
            "smpte2084",
            64 + 876 * 581 / 1000,
            64 + 876 * 38 / 100,
        ),
        (
            Transfer::Hlg,
            "arib-std-b67",
            64 + 876 * 75 / 100,
            64 + 876 * 38 / 100,
        ),
    ] {
        let mut found = Vec::new();
        for level in [64, grey, white, 940] {
            let film = stage.make(
                "hdr.mp4",
                &format!(
                    "-f lavfi -i color=black:s=64x48:r=25:d=0.2 -vf format=yuv420p10le,geq=lum={level}:cb=512:cr=512,\
                     setparams=color_primaries=bt2020:color_trc={name}:colorspace=bt2020nc:range=tv \
                     -c:v libx265 -x265-params log-level=none"
                ),
            );
            let survey = stage.engine.survey(&film).await.unwrap();
            assert_eq!(survey.facts.pictures[0].transfer, transfer);
            assert_eq!(survey.facts.pictures[0].bit_depth, 10);
            let mut request = whole_picture(&film, &survey);
            request.reading.tone_map = Some(transfer);
            let pixels = encoded(&stage, &request).await;
            found.push(luma_at(&pixels, request.width, 40, 40));
        }
        let &[black, grey, white, peak] = &found[..] else {
            panic!()
        };
        println!("{name}: {found:?}");
        assert!((14..20).contains(&black), "{name}: {found:?}");
        assert!((90..130).contains(&grey), "{name}: {found:?}");
        assert!((180..220).contains(&white), "{name}: {found:?}");
        assert!((225..241).contains(&peak), "{name}: {found:?}");
    }
}

#[tokio::test]
async fn odd_sizes_and_ten_bits() {
    let stage = stage().await;
    let film = stage.make(
        "odd.mkv",
        "-f lavfi -i testsrc2=s=173x97:r=12:d=1 -pix_fmt yuv422p10le -c:v ffv1",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut request = whole_picture(&film, &survey);
    (request.width, request.height) = (172, 96);
    assert_eq!(request.reading.rate, rate(12, 1));
    encoded(&stage, &request).await;
}

#[tokio::test]
async fn theora_and_mpeg_ps_that_others_made() {
    let Some(film) = real_film("cityCC0.mpg") else {
        return;
    };
    let stage = stage().await;
    let survey = stage.engine.survey(&film).await.unwrap();
    assert_eq!(survey.facts.container, "mpeg");
    let mut whole = whole_picture(&film, &survey);
    (whole.width, whole.height) = (720, 404);
    let all = stage.engine.fingerprint_frames(&whole).await.unwrap();
    let piece = PictureEncode {
        first_frame: 75,
        frames: 50,
        ..whole
    };
    assert_eq!(
        stage.engine.fingerprint_frames(&piece).await.unwrap(),
        all[75..125]
    );
    let theora = stage.make(
        "city.ogv",
        &format!("-i {} -t 3 -c:v libtheora -q:v 5", film.display()),
    );
    let survey = stage.engine.survey(&theora).await.unwrap();
    assert_eq!(survey.facts.pictures[0].codec, "theora");
    let whole = whole_picture(&theora, &survey);
    let frames = stage.engine.fingerprint_frames(&whole).await.unwrap();
    assert_eq!(frames.len() as u64, whole.frames);
}

#[tokio::test]
async fn a_film_that_starts_late_and_turns_size() {
    let stage = stage().await;
    let late = stage.make(
        "late.ts",
        "-f lavfi -i testsrc2=s=192x108:r=25:d=2 -c:v libx264 -preset ultrafast -bf 2 -output_ts_offset 7",
    );
    let survey = stage.engine.survey(&late).await.unwrap();
    assert!(survey.timings[0].first.micros() > 7_000_000);
    let whole = whole_picture(&late, &survey);
    assert_eq!(whole.frames, 50);
    let prints = stage.engine.fingerprint_frames(&whole).await.unwrap();
    let mut distinct = prints.clone();
    distinct.dedup();
    assert_eq!((prints.len(), distinct.len()), (50, 50));
}
