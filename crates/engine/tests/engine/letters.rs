//! Letters in pictures, where tesseract is installed.

use engine::{EngineError, Layout, Watch};

use crate::stage::stage;

const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

#[tokio::test]
async fn letters_are_read_in_the_cell() {
    let stage = stage().await;
    let reader = match stage.engine.reader().await {
        Ok(reader) => reader,
        Err(error) => {
            assert!(matches!(error, EngineError::Missing(_)), "{error}");
            eprintln!("left out: {error}");
            return;
        }
    };
    assert!(
        reader.version.starts_with(|letter: char| letter.is_ascii_digit()),
        "{reader:?}"
    );
    if !reader.languages.iter().any(|language| language == "eng") || !std::path::Path::new(FONT).exists() {
        eprintln!("left out without English or without a font");
        return;
    }
    let text = format!("drawtext=fontfile={FONT}:text=Harbour_1974:fontsize=72:fontcolor=white:x=120:y=500");
    let picture = stage.make(
        "caption.png",
        &format!("-f lavfi -i color=c=0x202830:s=1280x720 -vf {text} -frames:v 1"),
    );
    let read = stage
        .engine
        .read_letters(&picture, "eng", Layout::Scattered, &Watch::none())
        .await
        .unwrap();
    assert!(read.contains("Harbour") && read.contains("1974"), "{read}");
    assert!(read.starts_with("level\tpage_num\t"), "{read}");
    let blank = stage.make("blank.png", "-f lavfi -i color=white:s=64x64 -frames:v 1");
    let nothing = stage
        .engine
        .read_letters(&blank, "eng", Layout::Page, &Watch::none())
        .await
        .unwrap();
    assert!(!nothing.lines().any(|line| line.starts_with("5\t")), "{nothing}");
    for odd in ["", "-l", "../eng", "eng;deu"] {
        let refused = stage
            .engine
            .read_letters(&blank, odd, Layout::Page, &Watch::none())
            .await;
        assert!(
            matches!(refused, Err(EngineError::Request(_))),
            "{odd}: {refused:?}"
        );
    }
    let unknown = stage
        .engine
        .read_letters(&blank, "xyz", Layout::Page, &Watch::none())
        .await;
    assert!(matches!(unknown, Err(EngineError::Failed { .. })), "{unknown:?}");
}
