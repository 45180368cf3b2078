use clap::{Args, Subcommand};
use house::id::PassId;
use house::release::{Pass, PassKind, SaidInstant, Title};
use house::team::{Account, Actor};
use serde::Serialize;

use super::Front;
use super::problem::Advised;
use super::table::{Table, clean};
use crate::named;
use crate::open_house::OpenHouse;

/// Personal links to a title before its night: for screeners, and to rehearsals
#[derive(Debug, Args)]
pub struct PassCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Screener(Screener),
    Rehearsal(Rehearsal),
    Ls(Listed),
    Revoke(Revoke),
    Uses(Uses),
}

/// Make a link by which one person sees the film; prints it, once
#[derive(Debug, Args)]
struct Screener {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// Whom it is for; the name stands on the picture
    #[arg(long = "for", value_name = "NAME")]
    name: String,
    /// From when on it holds [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = SaidInstant::read)]
    from: Option<SaidInstant>,
    /// Until when it holds [default: for 14 days]
    #[arg(long, value_name = "INSTANT", value_parser = SaidInstant::read)]
    until: Option<SaidInstant>,
    /// How often the film may be begun [default: as often as wanted]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    views: Option<u32>,
}

/// Make a link to a rehearsal: the whole night, countdown included, on a clock of its own; prints it, once
#[derive(Debug, Args)]
struct Rehearsal {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// Whom it is for
    #[arg(long = "for", value_name = "NAME", default_value = "the team")]
    name: String,
    /// In how many seconds from now its night begins
    #[arg(long, value_name = "SECONDS", default_value_t = PassKind::USUAL_WAIT, value_parser = clap::value_parser!(u32).range(..=i64::from(PassKind::LONGEST_WAIT)))]
    begins_in: u32,
    /// Until when the link holds [default: for a day]
    #[arg(long, value_name = "INSTANT", value_parser = SaidInstant::read)]
    until: Option<SaidInstant>,
}

/// List a title's links
#[derive(Debug, Args)]
struct Listed {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
}

/// Revoke a link: its holder gets no further segment
#[derive(Debug, Args)]
struct Revoke {
    /// The link's id, from `marquee pass ls`
    #[arg(value_name = "ID")]
    id: PassId,
}

/// Show when and from where a link was used
#[derive(Debug, Args)]
struct Uses {
    /// The link's id, from `marquee pass ls`
    #[arg(value_name = "ID")]
    id: PassId,
}

#[derive(Serialize)]
struct Made<'a> {
    pass: &'a Pass,
    link: &'a str,
}

impl PassCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        match self.verb {
            Verb::Screener(command) => command.run(front).await,
            Verb::Rehearsal(command) => command.run(front).await,
            Verb::Ls(command) => command.run(front).await,
            Verb::Revoke(command) => command.run(front).await,
            Verb::Uses(command) => command.run(front).await,
        }
    }
}

impl Screener {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let window = (self.from.as_ref(), self.until.as_ref());
        let pass = new_pass(&house, &title, PassKind::Screener, &self.name, window)?;
        let pass = Pass {
            views: self.views,
            ..pass
        };
        make(front, &house, &pass).await
    }
}

impl Rehearsal {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let release = house.catalogue.release_of(&title.id).await?;
        let Some(night) = release.and_then(|release| release.night()) else {
            return Err(Advised::new(
                format!("'{}' has no night to rehearse", title.name),
                format!("`marquee release plan {} --opens ...` plans one", title.slug),
            )
            .into());
        };
        let kind = PassKind::rehearsal(night, house.clock.now(), self.begins_in);
        let pass = new_pass(&house, &title, kind, &self.name, (None, self.until.as_ref()))?;
        make(front, &house, &pass).await
    }
}

fn new_pass(
    house: &OpenHouse,
    title: &Title,
    kind: PassKind,
    name: &str,
    (from, until): (Option<&SaidInstant>, Option<&SaidInstant>),
) -> anyhow::Result<Pass> {
    let name = Account::checked_name(name)?;
    let window = (from.map(|said| said.instant), until.map(|said| said.instant));
    Pass::new(title.id.clone(), kind, name, house.clock.now(), window)
        .map_err(|error| Advised::new(error.to_string(), "give a later --until").into())
}

async fn make(front: &Front, house: &OpenHouse, pass: &Pass) -> anyhow::Result<()> {
    let secret = house.catalogue.put_pass(&Actor::Program, pass).await?;
    let link = format!("{}/pass/{}", house.config.public_address(), secret.0);
    front.terminal.say(format!(
        "For {}, until {}. It is shown only now; `marquee pass revoke {}` ends it.",
        clean(&pass.name),
        SaidInstant::tell(pass.until, None),
        pass.id
    ));
    if front.terminal.is_json() {
        return front.terminal.out_json(&Made { pass, link: &link });
    }
    front.terminal.out(link)
}

impl Listed {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let passes = house.catalogue.passes_of(&title.id).await?;
        if front.terminal.is_json() {
            return front.terminal.out_json(&passes);
        }
        let now = house.clock.now();
        let mut table = Table::new(&["id", "kind", "for", "until", "views", "state"]);
        for pass in &passes {
            let state = match pass.revoked {
                Some(_) => "revoked",
                None if pass.is_valid(now) => "holds",
                None if now < pass.from => "to come",
                None => "over",
            };
            table.row([
                pass.id.to_string(),
                pass.kind.name().into(),
                clean(&pass.name),
                pass.until.to_string(),
                pass.views.map_or_else(|| "any".into(), |views| views.to_string()),
                state.into(),
            ]);
        }
        table.print(&front.terminal)
    }
}

impl Revoke {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let pass = house.catalogue.revoke_pass(&Actor::Program, &self.id).await?;
        front
            .terminal
            .say(format!("The link for {} is over.", clean(&pass.name)));
        Ok(())
    }
}

#[derive(Serialize)]
struct Used {
    at: house::Instant,
    what: &'static str,
    origin: String,
    browser: String,
}

impl Uses {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let uses = house.catalogue.pass_uses(&self.id).await?;
        let uses: Vec<Used> = uses
            .into_iter()
            .map(|used| Used {
                at: used.at,
                what: used.deed.name(),
                origin: used.user.origin,
                browser: used.user.browser,
            })
            .collect();
        if front.terminal.is_json() {
            return front.terminal.out_json(&uses);
        }
        let mut table = Table::new(&["at", "what", "from", "browser"]);
        for used in &uses {
            let what = used.what.to_owned();
            table.row([
                used.at.to_string(),
                what,
                used.origin.clone(),
                clean(&used.browser),
            ]);
        }
        table.print(&front.terminal)
    }
}
