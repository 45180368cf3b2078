use clap::Args;
use house::Instant;

use super::Front;
use crate::named;
use house::team::Actor;

use crate::production::{page_address, release_now};

/// Open a title to everybody, now or at an instant
///
/// Prints the page's address. What has not passed the check cannot be released.
#[derive(Debug, Args)]
pub struct ReleaseCommand {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// When it opens, with its time zone: 2027-03-01T20:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    opens: Option<Instant>,
    /// When it closes [default: never]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    closes: Option<Instant>,
}

/// Take a title off the site; its films stay in the house
#[derive(Debug, Args)]
pub struct Withdraw {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
}

impl ReleaseCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let release = release_now(&house, &Actor::Program, &title, self.opens, self.closes).await?;
        let when = match release.opens {
            Some(opens) if opens > house.clock.now() => format!("opens at {opens}"),
            _ => "is open".into(),
        };
        front.terminal.say(format!("'{}' {when}.", title.name));
        if front.terminal.is_json() {
            return front.terminal.out_json(&release);
        }
        front.terminal.out(page_address(&house, &title))
    }
}

impl Withdraw {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        crate::production::withdraw(&house, &Actor::Program, &title).await?;
        front.terminal.say(format!(
            "'{}' is off the site; `marquee release {}` opens it again.",
            title.name, title.slug
        ));
        Ok(())
    }
}

fn instant(text: &str) -> Result<Instant, String> {
    let timestamp: Result<jiff::Timestamp, _> = text.parse();
    timestamp
        .map(Instant::from)
        .map_err(|_| "an instant has a date, a time and a zone: 2027-03-01T20:00:00Z".into())
}
