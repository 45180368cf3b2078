use std::path::PathBuf;

use clap::Args;
use house::encode::size_text;

use super::Front;
use crate::keeping::export::export;
use crate::named;

/// Pack everything of a title into a folder, in open formats
///
/// The film as it came, every rendition with playlists that any player reads, subtitles, pictures, texts, the check's
/// report, who handed in what: a BagIt bag (RFC 8493) that any archive can verify and `marquee import` files elsewhere.
#[derive(Debug, Args)]
pub struct Export {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// A new or empty folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Export {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let packed = export(&house, &title, &self.folder).await?;
        front.terminal.say(format!(
            "'{}' is packed: {} files, {}.",
            title.name,
            packed.files,
            size_text(packed.bytes)
        ));
        if front.terminal.is_json() {
            return front.terminal.out_json(&packed);
        }
        front.terminal.out(self.folder.display())
    }
}
