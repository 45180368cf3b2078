use std::time::Duration;

use engine::{CancelToken, EngineConfig, EngineError, Sandbox, Watch};

use crate::stage::{stage, whole_picture};

#[tokio::test]
async fn the_report_names_what_is_there() {
    let stage = stage().await;
    let report = stage.engine.report().await.unwrap();
    assert!(report.present.iter().any(|part| part == "libx264"), "{report:?}");
    assert!(report.missing.is_empty(), "{report:?}");
    assert_ne!(report.sandbox, Sandbox::None(String::new()));
    assert!(stage.engine.build().contains(&report.ffmpeg_version));
}

#[tokio::test]
async fn an_engine_that_is_none_is_not_taken() {
    let config = EngineConfig {
        ffmpeg: Some("/bin/true".into()),
        ffprobe: Some("/bin/true".into()),
        cell: Some(env!("CARGO_BIN_EXE_engine-cell").into()),
        ..EngineConfig::default()
    };
    assert!(matches!(
        engine::Engine::find(&config).await,
        Err(EngineError::Missing(_))
    ));
}

#[tokio::test]
async fn a_failure_carries_command_and_tail() {
    let stage = stage().await;
    let film = stage.make(
        "film.mkv",
        "-f lavfi -i testsrc2=s=64x48:r=25:d=1 -c:v libx264 -preset ultrafast",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut request = whole_picture(&film, &survey);
    request.preset = "no such preset".into();
    let error = stage
        .engine
        .encode_picture(&request, &stage.path("out.mp4"), &Watch::none())
        .await
        .unwrap_err();
    let EngineError::Failed {
        how, command, tail, ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert!(how.starts_with("exit code"), "{how}");
    assert!(
        command.contains("-c:v libx264 -preset 'no such preset'") && command.contains("< "),
        "{command}"
    );
    assert!(tail.contains("preset"), "{tail}");
}

/// Processes of this film that run.
fn running(mark: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    processes
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .filter(|line| String::from_utf8_lossy(line).contains(mark))
        .count()
}

#[tokio::test]
async fn cancelling_kills_and_progress_is_told() {
    let stage = stage().await;
    let film = stage.make(
        "film.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=20 -c:v libx264 -preset ultrafast",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let mut request = whole_picture(&film, &survey);
    // Hours of work, told apart by a size that nothing else has.
    request.preset = "placebo".into();
    (request.width, request.height) = (1914, 1078);
    let cancel = CancelToken::new();
    let at_first_news = cancel.clone();
    let watch = Watch::new(
        move |progress| {
            assert_eq!(progress.total, 500);
            at_first_news.cancel();
        },
        cancel,
    );
    let out = stage.path("out.mp4");
    let work = stage.engine.encode_picture(&request, &out, &watch);
    let ended = tokio::time::timeout(Duration::from_secs(60), work).await.unwrap();
    assert!(matches!(ended, Err(EngineError::Cancelled)), "{ended:?}");
    for _ in 0..200 {
        if running("1914:1078") == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("ffmpeg goes on");
}
