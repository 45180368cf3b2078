use engine::{PictureEncode, Reading, Watch};
use media::facts::FieldOrder;

use crate::stage::{rate, real_film, stage, whole_picture};

/// Frames of every piece are those of the whole, one for one.
async fn pieces_equal_the_whole(stage: &crate::stage::Stage, whole: &PictureEncode, piece: u64) {
    let expected = stage.engine.fingerprint_frames(whole).await.unwrap();
    assert_eq!(expected.len() as u64, whole.frames);
    let mut first = 0;
    while first < whole.frames {
        let request = PictureEncode {
            first_frame: first,
            frames: piece.min(whole.frames - first),
            reading: Reading {
                seekable: true,
                ..whole.reading.clone()
            },
            ..whole.clone()
        };
        let found = stage.engine.fingerprint_frames(&request).await.unwrap();
        let last = usize::try_from(first + request.frames).unwrap();
        assert_eq!(
            found,
            expected[usize::try_from(first).unwrap()..last],
            "piece at {first}"
        );
        first += piece;
    }
}

#[tokio::test]
async fn pieces_of_an_open_gop_film_at_29_97() {
    let stage = stage().await;
    let film = stage.make(
        "film.mp4",
        "-f lavfi -i testsrc2=s=192x108:r=30000/1001:d=7 -c:v libx264 -preset veryfast -bf 3 -g 40 \
         -x264-params open-gop=1:b-pyramid=normal",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    pieces_equal_the_whole(&stage, &whole_picture(&film, &survey), 61).await;
}

#[tokio::test]
async fn pieces_of_a_film_with_uneven_frames() {
    let stage = stage().await;
    let film = stage.make(
        "film.mkv",
        "-f lavfi -i testsrc2=s=192x108:r=30:d=8 -vf select='not(mod(n,7))+not(mod(n,5))+between(n,60,90)' \
         -fps_mode vfr -c:v libx264 -preset veryfast -g 17",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    assert!(survey.timings[0].shortest_step < survey.timings[0].longest_step);
    let mut whole = whole_picture(&film, &survey);
    whole.reading.rate = rate(30, 1);
    whole.frames = 236;
    whole.reading.source_frames = 236;
    pieces_equal_the_whole(&stage, &whole, 60).await;
}

#[tokio::test]
async fn pieces_of_other_codecs_and_other_indexes() {
    let stage = stage().await;
    for (name, codec) in [
        (
            "hevc.mp4",
            "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=30:bframes=3:open-gop=1",
        ),
        (
            "vp9.webm",
            "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30 -auto-alt-ref 1 -lag-in-frames 10",
        ),
        ("av1.mkv", "-c:v libsvtav1 -preset 13 -g 30 -svtav1-params lp=1"),
        (
            "fragments.mp4",
            "-c:v libx264 -preset veryfast -g 30 -movflags +frag_keyframe+empty_moov+skip_trailer",
        ),
        ("no-cues.mkv", "-c:v libx264 -preset veryfast -g 30 -live 1"),
        ("part-4.mov", "-c:v mpeg4 -bf 2 -g 30"),
    ] {
        let film = stage.make(
            name,
            &format!("-f lavfi -i testsrc2=s=96x64:r=24:d=5 -pix_fmt yuv420p {codec}"),
        );
        let survey = stage.engine.survey(&film).await.unwrap();
        let mut whole = whole_picture(&film, &survey);
        assert_eq!(survey.timings[0].packets, 120, "{name}");
        (whole.reading.rate, whole.frames, whole.reading.source_frames) = (rate(24, 1), 120, 120);
        println!("{name}");
        pieces_equal_the_whole(&stage, &whole, 47).await;
    }
}

#[tokio::test]
async fn pieces_of_interlaced_mpeg_2() {
    let stage = stage().await;
    let film = stage.make(
        "film.mkv",
        "-f lavfi -i testsrc2=s=192x108:r=50:d=5 -vf interlace=scan=tff -c:v mpeg2video -b:v 2M -bf 2 -g 12 \
         -flags +ildct+ilme",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut whole = whole_picture(&film, &survey);
    whole.reading.deinterlace = Some(FieldOrder::TopFirst);
    pieces_equal_the_whole(&stage, &whole, 50).await;
}

#[tokio::test]
async fn pieces_of_a_film_that_goes_on_black() {
    let stage = stage().await;
    let film = stage.make(
        "film.mp4",
        "-f lavfi -i testsrc2=s=192x108:r=25:d=4 -c:v libx264 -preset ultrafast",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut whole = whole_picture(&film, &survey);
    assert_eq!(whole.reading.source_frames, 100);
    whole.frames = 210;
    pieces_equal_the_whole(&stage, &whole, 50).await;
    let prints = stage.engine.fingerprint_frames(&whole).await.unwrap();
    assert_ne!(prints[98], prints[99]);
    assert_ne!(prints[99], prints[100]);
    assert!(prints[100..].iter().all(|print| *print == prints[100]));
}

#[tokio::test]
async fn pieces_of_a_film_that_others_made() {
    let stage = stage().await;
    for name in ["sintel_trailer-720p.mp4", "chaplin_silent.mp4"] {
        let Some(film) = real_film(name) else { continue };
        let survey = stage.engine.survey(&film).await.unwrap();
        let mut whole = whole_picture(&film, &survey);
        whole.frames = 240;
        pieces_equal_the_whole(&stage, &whole, 80).await;
    }
}

#[tokio::test]
async fn an_encode_has_its_frames_its_gops_and_the_same_bytes_again() {
    let stage = stage().await;
    let film = stage.make(
        "film.mp4",
        "-f lavfi -i testsrc2=s=192x108:r=24:d=6 -c:v libx264 -preset ultrafast",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut whole = whole_picture(&film, &survey);
    whole.preset = "veryfast".into();
    let (one, two) = (stage.path("one.mp4"), stage.path("two.mp4"));
    stage
        .engine
        .encode_picture(&whole, &one, &Watch::none())
        .await
        .unwrap();
    stage
        .engine
        .encode_picture(&whole, &two, &Watch::none())
        .await
        .unwrap();
    assert_eq!(stage.bytes(&one), stage.bytes(&two));
    let made = stage.engine.survey(&one).await.unwrap();
    assert_eq!(made.timings[0].packets, 144);
    let keys = stage.ask(&one, "-map 0:v -c copy -f framecrc");
    let keys = String::from_utf8(keys).unwrap();
    assert_eq!(keys.lines().filter(|line| !line.starts_with('#')).count(), 144);
    let picture = &made.facts.pictures[0];
    assert_eq!(
        (picture.width, picture.height, picture.sample_aspect),
        (160, 90, (1, 1))
    );
    assert_eq!(
        (picture.matrix.as_deref(), picture.full_range),
        (Some("bt709"), false)
    );
}
