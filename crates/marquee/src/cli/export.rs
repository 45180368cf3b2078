use std::path::PathBuf;

use clap::Args;
use house::encode::size_text;
use house::release::Title;

use super::Front;
use super::problem::Advised;
use crate::keeping::export::export;
use crate::named;

/// Pack everything of a title into a folder, in open formats
///
/// The film as it came, every rendition with playlists that any player reads, subtitles, pictures, texts, the check's
/// report, who handed in what: a BagIt bag (RFC 8493) that any archive can verify and `marquee import` files elsewhere. A
/// part (an episode, a track) is packed by its own name; `marquee title export` says how parts belong together.
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
        let parts = house.catalogue.parts_of(&title.id).await?;
        if house.catalogue.masters_of(&title.id).await?.is_empty() && !parts.is_empty() {
            return Err(bag_of_each(&title, &parts));
        }
        let packed = export(&house, &title, &self.folder).await?;
        front.terminal.say(format!(
            "'{}' is packed: {} files, {}.",
            title.name,
            packed.files,
            size_text(packed.bytes)
        ));
        if !parts.is_empty() {
            front.terminal.say(format!(
                "What belongs to it is not in this bag; each part has one of its own: {}",
                commands(&parts)
            ));
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&packed);
        }
        front.terminal.out(self.folder.display())
    }
}

/// A series or an album is its parts.
fn bag_of_each(title: &Title, parts: &[Title]) -> anyhow::Error {
    Advised::new(
        format!("'{}' has no film of its own to pack: it is its parts", title.name),
        format!(
            "pack each: {}; `marquee title export {}` writes how they belong together",
            commands(parts),
            title.slug
        ),
    )
    .into()
}

fn commands(parts: &[Title]) -> String {
    let has_film = |part: &&Title| part.part.as_ref().is_none_or(|part| part.kind.has_film());
    let named = parts.iter().filter(has_film);
    let each: Vec<_> = named
        .map(|part| format!("`marquee export {} DIR`", part.slug))
        .collect();
    each.join(", ")
}
