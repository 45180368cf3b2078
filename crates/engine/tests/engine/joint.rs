//! What the engine writes, `media` joins.

use std::fs::File;

use engine::{DecodeRequest, PictureEncode, Reading, SoundEncode, SoundReading, Watch};
use media::join::{PictureJoin, SoundCut, cut_sound, join_pictures};
use media::time::MediaTime;

use crate::stage::{stage, whole_picture};

#[tokio::test]
async fn pieces_and_sound_become_renditions() {
    let stage = stage().await;
    let film = stage.make(
        "film.mp4",
        "-f lavfi -i testsrc2=s=192x108:r=30000/1001:d=9 -f lavfi -i sine=d=9:r=44100 \
         -c:v libx264 -preset veryfast -chroma_sample_location topleft -c:a aac",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut whole = whole_picture(&film, &survey);
    assert_eq!((whole.gop_frames, whole.frames), (60, 270));
    // The last piece is black from its first frame on.
    whole.frames = 430;
    whole.preset = "medium".into();
    let mut pieces = Vec::new();
    for (number, (first_frame, frames)) in [(0, 120), (120, 120), (240, 120), (360, 70)]
        .into_iter()
        .enumerate()
    {
        let piece = PictureEncode {
            first_frame,
            frames,
            reading: Reading {
                seekable: true,
                ..whole.reading.clone()
            },
            ..whole.clone()
        };
        let out = stage.path(&format!("piece-{number}.mp4"));
        stage
            .engine
            .encode_picture(&piece, &out, &Watch::none())
            .await
            .unwrap();
        pieces.push(File::open(out).unwrap());
    }
    let plan = PictureJoin {
        rate: whole.reading.rate,
        segment_frames: 120,
        gop_frames: 60,
        piece_frames: vec![120, 120, 120, 70],
    };
    let out = stage.path("picture.mp4");
    let joined = join_pictures(pieces, &plan, &mut File::create(&out).unwrap()).unwrap();
    assert_eq!(joined.table.segments.len(), 4);
    let request = DecodeRequest {
        file: out,
        container: "mp4".into(),
        stream: 0,
    };
    let decoded = stage.engine.decode(&request, &Watch::none()).await.unwrap();
    assert_eq!((decoded.frames(), decoded.errors.len()), (430, 0));
    assert_eq!(decoded.units[0].time, 0);

    let sound = SoundEncode {
        reading: SoundReading {
            source: film,
            container: "mov".into(),
            stream: 1,
            channels: 2,
            sample_rate: 48_000,
            offset: MediaTime::ZERO,
            length: joined.table.duration(),
            first: None,
        },
        bit_rate: 96_000,
    };
    let out = stage.path("sound-source.mp4");
    stage
        .engine
        .encode_sound(&sound, &out, &Watch::none())
        .await
        .unwrap();
    let cut = stage.path("sound.mp4");
    let plan = SoundCut {
        picture_boundaries: joined.table.boundaries(),
    };
    let sound = cut_sound(File::open(out).unwrap(), &plan, &mut File::create(&cut).unwrap()).unwrap();
    assert_eq!((sound.table.priming, sound.table.segments.len()), (1024, 4));
    let off = sound.table.duration().micros() - joined.table.duration().micros();
    assert!(off.abs() < 22_000, "{off}");
}
