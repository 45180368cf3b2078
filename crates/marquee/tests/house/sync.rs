//! A flash and a click at every second, through the whole house: they must still meet.

use std::process::Command;

use engine::{Engine, EngineConfig, Watch};

use crate::stage::{Stage, until};
use crate::visitor::get;

const SECONDS: u32 = 14;
/// Of the picture's and the sound's own time.
const WITHIN_MICROS: i64 = 10_000;

fn sync_film(stage: &Stage) -> String {
    let path = stage.path("sync.mov");
    let config = EngineConfig {
        cell: Some(env!("CARGO_BIN_EXE_marquee").into()),
        ..EngineConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let engine = Engine::find(&config).await.expect("run `make setup` first");
        engine
            .generate_sync_film(SECONDS, &path, &Watch::none())
            .await
            .unwrap();
    });
    path.display().to_string()
}

/// "3.04" in microseconds.
fn micros(text: &str) -> i64 {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let part = format!("{part:0<6}");
    whole.parse::<i64>().unwrap() * 1_000_000 + part[..6].parse::<i64>().unwrap()
}

/// When a frame becomes bright, and when a sound follows silence, as ffmpeg plays the address.
fn flashes_and_clicks(stage: &Stage, address: &str) -> (Vec<i64>, Vec<i64>) {
    let ffmpeg = |arguments: &str| {
        let output = Command::new(&stage.ffmpeg)
            .args(["-v", "info", "-nostdin", "-copyts", "-i", address])
            .args(arguments.split_whitespace())
            .args(["-f", "null", "-"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{address}: {said}");
        (String::from_utf8_lossy(&output.stdout).into_owned(), said)
    };
    let (frames, _) = ffmpeg(
        "-map 0:v:0 -an -fps_mode passthrough -vf \
         scale=16:16,format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-",
    );
    let mut flashes = Vec::new();
    let (mut time, mut bright) = (0, false);
    for line in frames.lines() {
        if let Some((_, stamp)) = line.split_once("pts_time:") {
            time = micros(stamp);
        } else if let Some(luma) = line.strip_prefix("lavfi.signalstats.YAVG=") {
            let now = luma.parse::<f64>().unwrap() > 160.0;
            if now && !bright {
                flashes.push(time);
            }
            bright = now;
        }
    }
    let (_, talk) = ffmpeg("-map 0:a:0 -vn -af silencedetect=noise=-20dB:d=0.2");
    let clicks = talk
        .lines()
        .filter_map(|line| line.split_once("silence_end: "))
        .map(|(_, rest)| micros(rest.split_whitespace().next().unwrap()))
        .collect();
    (flashes, clicks)
}

fn assert_in_sync(kind: &str, flashes: &[i64], clicks: &[i64]) {
    for second in 1..i64::from(SECONDS) {
        let due = second * 1_000_000;
        let near = |times: &[i64]| times.iter().copied().min_by_key(|time| (time - due).abs());
        let (flash, click) = (near(flashes).expect("flashes"), near(clicks).expect("clicks"));
        assert_eq!(flash, due, "{kind}: a flash is not where it was: {flashes:?}");
        assert!(
            (click - flash).abs() <= WITHIN_MICROS,
            "{kind}: flash at {flash}, click at {click}: {clicks:?}"
        );
    }
}

#[test]
fn picture_and_sound_meet_at_start_middle_and_end() {
    let stage = Stage::new();
    let film = sync_film(&stage);
    stage.done(&["publish", &film, "--title", "Sync", "--effort", "quick", "--wait"]);
    let server = stage.serve(&["--no-work"]);
    let watch = until("open", || {
        let answer = get(&server.site, "/title/sync/watch");
        (answer.status == 200).then(|| answer.text())
    });
    for (kind, name) in [("HLS", "film.m3u8"), ("DASH", "film.mpd")] {
        let path = watch
            .split('"')
            .find(|part| part.starts_with("/media/") && part.ends_with(name))
            .unwrap();
        let (flashes, clicks) = flashes_and_clicks(&stage, &format!("{}{path}", server.site));
        assert_in_sync(kind, &flashes, &clicks);
    }
}
