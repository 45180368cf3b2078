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
        first: None,
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

/// A part of a sound far into it, sought or decoded from the beginning.
async fn part(stage: &Stage, source: &std::path::Path, first: Option<MediaTime>) -> Vec<f32> {
    let survey = stage.engine.survey(source).await.unwrap();
    let reading = SoundReading {
        source: source.into(),
        container: survey.facts.container.clone(),
        stream: survey.facts.sounds[0].index,
        channels: 1,
        sample_rate: 16_000,
        offset: MediaTime::from_millis(-20_300),
        length: MediaTime::from_millis(2_000),
        first,
    };
    let mut samples = Vec::new();
    let take = |run: &[f32]| {
        samples.extend_from_slice(run);
        Ok(())
    };
    stage.engine.hear(&reading, take, &Watch::none()).await.unwrap();
    samples
}

#[tokio::test]
async fn a_part_sounds_as_it_does_in_the_whole() {
    let stage = stage().await;
    let rising = "-f lavfi -i aevalsrc=0.4*sin(2*PI*(20+2*t)*t):s=48000:d=30";
    let picture = "-f lavfi -i testsrc2=s=160x90:r=25:d=30";
    let coded = "-c:v libx264 -preset ultrafast -g 100";
    for (name, call) in [
        ("plain.wav", format!("{rising} -c:a pcm_s16le")),
        ("packed.flac", rising.to_owned()),
        ("alone.m4a", format!("{rising} -c:a aac")),
        ("film.mp4", format!("{picture} {rising} {coded} -c:a aac")),
        ("film.mkv", format!("{picture} {rising} {coded} -c:a libopus")),
        // A time line that does not begin at 0, and a sound that begins after its picture.
        (
            "late.mkv",
            format!("{picture} -itsoffset 0.7 {rising} {coded} -c:a pcm_s16le -output_ts_offset 4"),
        ),
    ] {
        let file = stage.make(name, &call);
        let survey = stage.engine.survey(&file).await.unwrap();
        // A file that does not say so starts at 0.
        let first = survey.facts.sounds[0].start.or(Some(MediaTime::ZERO));
        let (whole, sought) = (part(&stage, &file, None).await, part(&stage, &file, first).await);
        assert_eq!((whole.len(), sought.len()), (32_000, 32_000), "{name}");
        let apart = whole
            .iter()
            .zip(&sought)
            .map(|(one, other)| (one - other).powi(2));
        let apart = (apart.sum::<f32>() / 32_000.0).sqrt();
        let loud = (whole.iter().map(|sample| sample * sample).sum::<f32>() / 32_000.0).sqrt();
        // Matroska counts milliseconds; one of them apart is 0.18 at this pitch, three are 0.5.
        assert!(loud > 0.2 && apart < 0.2, "{name}: {apart} apart, {loud} loud");
    }
}
