use engine::{HolesRequest, LookColours, LookRequest, Roll, SoundReading, Watch};
use media::time::{FrameNo, MediaTime};

use crate::stage::{Stage, stage, whole_picture};

/// Each frame's number with a digest of its pixels.
async fn seen(stage: &Stage, request: &LookRequest) -> Vec<(u64, blake3::Hash)> {
    let mut seen = Vec::new();
    let looked = stage
        .engine
        .look(
            request,
            |FrameNo(number), planes| {
                let mut hasher = blake3::Hasher::new();
                for plane in [planes.luma, planes.cb, planes.cr] {
                    hasher.update(plane);
                }
                seen.push((number, hasher.finalize()));
                Ok(())
            },
            &Watch::none(),
        )
        .await
        .unwrap();
    assert_eq!((looked.frames, looked.complaints.len()), (request.frames, 0));
    seen
}

#[tokio::test]
async fn a_part_looks_as_it_does_in_the_whole() {
    let stage = stage().await;
    let film = stage.make(
        "film.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=6 -c:v libx264 -preset veryfast -g 40 -bf 3",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut reading = whole_picture(&film, &survey).reading;
    reading.seekable = true;
    for rotation in [0, 90] {
        reading.rotation = rotation;
        let (width, height) = if rotation == 0 { (96, 54) } else { (54, 96) };
        let whole = LookRequest {
            reading: reading.clone(),
            first_frame: 0,
            frames: 150,
            width,
            height,
        };
        let all = seen(&stage, &whole).await;
        assert_eq!(all.len(), 150);
        assert!(
            all.windows(2).all(|pair| pair[0].1 != pair[1].1),
            "each frame is another"
        );
        let part = LookRequest {
            first_frame: 93,
            frames: 30,
            ..whole
        };
        assert_eq!(seen(&stage, &part).await, all[93..123], "turned by {rotation}");
    }
}

#[tokio::test]
async fn samples_come_whole_and_in_their_place() {
    let stage = stage().await;
    let film = stage.make(
        "film.wav",
        "-f lavfi -i aevalsrc=between(t\\,1\\,1.01)*0.5|between(t\\,1\\,1.01)*-0.25:s=44100:d=2 -c:a pcm_f32le",
    );
    let reading = SoundReading {
        source: film,
        container: "wav".into(),
        stream: 0,
        channels: 2,
        sample_rate: 44_100,
        offset: MediaTime::from_millis(500),
        length: MediaTime::from_millis(3_000),
    };
    let mut samples = Vec::new();
    let take = |run: &[f32]| {
        assert_eq!(run.len() % 2, 0);
        samples.extend_from_slice(run);
        Ok(())
    };
    stage.engine.hear(&reading, take, &Watch::none()).await.unwrap();
    assert_eq!(samples.len(), 2 * 3 * 44_100);
    let click = samples.iter().position(|sample| sample.abs() > 0.1).unwrap();
    assert_eq!(click / 2, 44_100 * 3 / 2);
    assert_eq!(samples[click..click + 2], [0.5, -0.25]);
}

#[tokio::test]
async fn fields_of_two_instants_are_seen() {
    let stage = stage().await;
    for (filter, top_first) in [("interlace=scan=tff", 12), ("fps=25", 0)] {
        let film = stage.make(
            "film.mkv",
            &format!(
                "-y -f lavfi -i mandelbrot=s=320x180:r=50 -t 2 -vf {filter} -c:v mpeg2video -b:v 4M -flags +ildct+ilme"
            ),
        );
        let survey = stage.engine.survey(&film).await.unwrap();
        let picture = whole_picture(&film, &survey);
        let request = LookRequest {
            reading: picture.reading,
            first_frame: 0,
            frames: picture.frames,
            width: 96,
            height: 54,
        };
        let looked = stage
            .engine
            .look(&request, |_, _| Ok(()), &Watch::none())
            .await
            .unwrap();
        let fields = looked.fields;
        assert_eq!(
            (fields.top_first, fields.bottom_first),
            (top_first, 0),
            "{filter}: {fields:?}"
        );
    }
}

#[tokio::test]
async fn pictures_put_aside_become_jpegs() {
    let stage = stage().await;
    let mut roll = Roll::create(&stage.path("roll.y4m"), 64, 36).unwrap();
    for grey in [16, 126, 235] {
        let (luma, chroma) = ([grey; 64 * 36], [128; 32 * 18]);
        let picture = media::frames::Planes {
            width: 64,
            height: 36,
            luma: &luma,
            cb: &chroma,
            cr: &chroma,
        };
        roll.put(&picture).unwrap();
    }
    let out = stage.path("stills");
    let lengths = stage
        .engine
        .develop(roll, LookColours::Bt709, &out, &Watch::none())
        .await
        .unwrap();
    let bytes = stage.bytes(&out);
    assert_eq!(lengths.len(), 3);
    assert_eq!(lengths.iter().sum::<u32>() as usize, bytes.len());
    let last = stage.path("last.jpg");
    std::fs::write(&last, &bytes[bytes.len() - lengths[2] as usize..]).unwrap();
    let pixels = stage.ask(&last, "-f rawvideo -pix_fmt gray");
    assert_eq!(pixels, [255; 64 * 36]);
    let none = Roll::create(&stage.path("none.y4m"), 64, 36).unwrap();
    let lengths = stage
        .engine
        .develop(none, LookColours::Bt709, &out, &Watch::none())
        .await
        .unwrap();
    assert!(lengths.is_empty());
}

#[tokio::test]
async fn holes_are_where_the_damage_is() {
    let stage = stage().await;
    let film = stage.make(
        "film.mp4",
        "-f lavfi -i testsrc2=s=192x108:r=25:d=12 -c:v libx264 -preset ultrafast -g 25 -movflags +faststart",
    );
    let request = |file: std::path::PathBuf| HolesRequest {
        file,
        container: "mov".into(),
        stream: 0,
        is_sound: false,
        longest_step: MediaTime::from_millis(100),
        end: Some(MediaTime::from_millis(12_000)),
    };
    let whole = stage
        .engine
        .holes(&request(film.clone()), &Watch::none())
        .await
        .unwrap();
    assert_eq!(whole, []);
    let mut bytes = stage.bytes(&film);
    let (start, end) = (bytes.len() / 2, bytes.len() / 2 + bytes.len() / 12);
    bytes[start..end].fill(0xa5);
    let damaged = stage.path("damaged.mp4");
    std::fs::write(&damaged, bytes).unwrap();
    let holes = stage
        .engine
        .holes(&request(damaged), &Watch::none())
        .await
        .unwrap();
    let (first, last) = (holes.first().unwrap(), holes.last().unwrap());
    assert!(
        (5_000_000..7_500_000).contains(&first.start.micros()),
        "{holes:?}"
    );
    assert!((6_000_000..8_500_000).contains(&last.end.micros()), "{holes:?}");
}
