use clap::Args;
use house::release::{SaidInstant, Showing};
use house::team::Actor;

use super::Front;
use super::problem::Advised;
use crate::named;

/// Have a title seen together: everybody sees the same second of it
///
/// The showing begins with the opening, or at an instant of its own; afterwards the film is there for everybody alone.
#[derive(Debug, Args)]
pub struct ShowingCommand {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// When it begins, '2026-12-20 20:00 America/Toronto' [default: with the opening]
    #[arg(long, value_name = "INSTANT", value_parser = SaidInstant::read)]
    begins: Option<SaidInstant>,
    /// Without a chat
    #[arg(long)]
    quiet: bool,
    /// No showing: everybody sees the film alone
    #[arg(long, conflicts_with_all = ["begins", "quiet"])]
    none: bool,
}

impl ShowingCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let release = house.catalogue.release_of(&title.id).await?;
        let Some(release) = release.filter(|release| release.withdrawn.is_none()) else {
            return Err(Advised::new(
                format!("'{}' has no release that could be shown", title.name),
                format!("`marquee release {} --opens INSTANT` gives it one", title.slug),
            )
            .into());
        };
        let showing = (!self.none).then_some(Showing {
            begins: self.begins.as_ref().map(|begins| begins.instant),
            quiet: self.quiet,
        });
        house
            .catalogue
            .put_showing(&Actor::Program, &release, showing)
            .await?;
        front.terminal.say(match (self.none, &self.begins) {
            (true, _) => format!("'{}' is seen by everybody alone.", title.name),
            (_, Some(begins)) => format!("'{}' is seen together from {}.", title.name, begins.instant),
            (_, None) => format!("'{}' is seen together from its opening.", title.name),
        });
        Ok(())
    }
}
