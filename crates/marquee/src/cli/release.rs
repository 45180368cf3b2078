use clap::{Args, Subcommand};
use house::Instant;
use house::release::{Board, Country, Light, PartKind, Release, SaidInstant, Title};
use house::team::Actor;
use site::{Announcing, Opening};

use super::Front;
use super::problem::Advised;
use super::table::{Table, clean};
use crate::named;
use crate::open_house::OpenHouse;
use crate::production::{board_of, open_release, page_address, seal};

/// Open a title to everybody, now or at an instant; plan its night
///
/// Prints the page's address. What has not passed the check cannot be released.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ReleaseCommand {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE", required = true)]
    title: Option<String>,
    #[command(flatten)]
    when: When,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Plan(Box<Plan>),
    Board(BoardCommand),
}

#[derive(Debug, Default, Args)]
struct When {
    /// When it opens: '2026-12-20 20:00 America/Toronto', or 2026-12-20T20:00:00-05:00 [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = SaidInstant::read)]
    opens: Option<SaidInstant>,
    /// When it closes [default: never]
    #[arg(long, value_name = "INSTANT", value_parser = SaidInstant::read)]
    closes: Option<SaidInstant>,
    /// Open it at once, whatever --opens says
    #[arg(long)]
    now: bool,
}

/// Plan a title's night: when it opens, until when, where, and from when on the public is told of it
///
/// Prints the waiting room's address. A night that the board holds not to be ready cannot be scheduled, unless somebody
/// overrules it by name.
#[derive(Debug, Args)]
struct Plan {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    #[command(flatten)]
    when: When,
    /// Countries in which it opens, by their two letters: CA,US [default: where the title may be shown]
    #[arg(long, value_name = "COUNTRIES", value_delimiter = ',')]
    territories: Vec<Country>,
    /// From when on its waiting room is public: an instant, 'now' or 'never' [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = announced)]
    announce: Option<Announce>,
    /// A part of the title that this is the night of, by its name in it: trailer; may be given several times. An album
    /// is its tracks
    /// [default: the title itself]
    #[arg(long = "part", value_name = "PART")]
    parts: Vec<String>,
    /// Hand the film out sealed before the night, for any cache to hold
    #[arg(long)]
    sealed: bool,
    /// When something is not ready yet, settle the instant by itself once it is
    #[arg(long)]
    when_ready: bool,
    /// Schedule it although the board is not green; NAME is who says so
    #[arg(long, value_name = "NAME", requires = "reason")]
    overrule: Option<String>,
    /// Why the board is overruled
    #[arg(long, value_name = "TEXT", requires = "overrule")]
    reason: Option<String>,
}

/// Show everything that a title's night needs, and what of it is missing
#[derive(Debug, Args)]
struct BoardCommand {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
}

/// Take a title off the site; its films stay in the house
#[derive(Debug, Args)]
pub struct Withdraw {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
}

#[derive(Debug, Clone, Copy)]
enum Announce {
    Now,
    At(Instant),
    Never,
}

impl ReleaseCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        match self.verb {
            Some(Verb::Plan(plan)) => plan.run(front).await,
            Some(Verb::Board(board)) => board.run(front).await,
            None => open(front, self.title.as_deref().unwrap_or_default(), self.when).await,
        }
    }
}

async fn open(front: &Front, named: &str, when: When) -> anyhow::Result<()> {
    let house = front.open_house().await?;
    let title = named::title(&house, named).await?;
    let opening = when.opening();
    for title in nights_of(&house, title).await? {
        let release = open_release(&house, &Actor::Program, &title, opening.clone()).await?;
        tell(front, &house, &title, &release)?;
    }
    Ok(())
}

/// What opens when a title does: itself, or of an album every track that has its sound.
async fn nights_of(house: &OpenHouse, title: Title) -> anyhow::Result<Vec<Title>> {
    let Some(part) = title.part.as_ref().filter(|part| part.kind == PartKind::Album) else {
        return Ok(vec![title]);
    };
    let mut tracks = Vec::new();
    for track in house.catalogue.parts_of(&part.of).await? {
        let is_track = track
            .part
            .as_ref()
            .is_some_and(|part| matches!(part.kind, PartKind::Track { .. }));
        if is_track && !house.catalogue.masters_of(&track.id).await?.is_empty() {
            tracks.push(track);
        }
    }
    if tracks.is_empty() {
        return Err(Advised::new(
            format!("no track of '{}' has a sound yet", title.name),
            "give them their files in the title's sheet (`film = \"song.flac\"`), and apply it",
        )
        .into());
    }
    Ok(tracks)
}

impl When {
    fn opening(self) -> Opening {
        let zone = self.opens.as_ref().and_then(|opens| opens.zone.clone());
        Opening {
            opens: self.opens.filter(|_| !self.now).map(|opens| opens.instant),
            closes: self.closes.map(|closes| closes.instant),
            zone,
            ..Opening::default()
        }
    }
}

impl Plan {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        if self.when.opens.is_none() && !self.when.now {
            return Err(Advised::new(
                "a night needs its instant",
                "say --opens '2026-12-20 20:00 America/Toronto', or --now",
            )
            .into());
        }
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let mut nights = Vec::new();
        for name in &self.parts {
            nights.extend(nights_of(&house, named::part(&house, &title, name).await?).await?);
        }
        if nights.is_empty() {
            nights.extend(nights_of(&house, title).await?);
        }
        let opening = Opening {
            territories: (!self.territories.is_empty()).then_some(self.territories),
            announced: match self.announce.unwrap_or(Announce::Now) {
                Announce::Now => Announcing::From(house.clock.now()),
                Announce::At(at) => Announcing::From(at),
                Announce::Never => Announcing::Never,
            },
            when_ready: self.when_ready,
            overruled: self.overrule.zip(self.reason),
            ..self.when.opening()
        };
        for title in nights {
            let mut release = open_release(&house, &Actor::Program, &title, opening.clone()).await?;
            if self.sealed {
                release = seal(&house, &Actor::Program, &title, true).await?.release;
            }
            tell(front, &house, &title, &release)?;
        }
        Ok(())
    }
}

/// What was settled, and the page's address.
fn tell(front: &Front, house: &OpenHouse, title: &Title, release: &Release) -> anyhow::Result<()> {
    say_night(front, title, release, house.clock.now());
    if front.terminal.is_json() {
        return front.terminal.out_json(release);
    }
    front.terminal.out(page_address(house, title))
}

/// When a title opens, whether the public is told of it, and who overruled the board.
pub fn say_night(front: &Front, title: &Title, release: &Release, now: Instant) {
    let zone = release.plan.zone.as_deref();
    let when = match (release.opens, release.plan.intends) {
        (Some(opens), _) if opens > now => format!("opens on {}", SaidInstant::tell(opens, zone)),
        (None, Some(intends)) => format!(
            "is to open on {}, once everything has passed its check",
            SaidInstant::tell(intends, zone)
        ),
        _ => "is open".into(),
    };
    front.terminal.say(format!("'{}' {when}.", clean(&title.name)));
    if !release.is_open(now) {
        front.terminal.say(match release.plan.announced {
            Some(from) if from <= now => "Its waiting room is public now.".into(),
            Some(from) => format!(
                "Its waiting room is public from {}.",
                SaidInstant::tell(from, zone)
            ),
            None => "Nobody outside the team is told of it before.".to_owned(),
        });
    }
    if let Some(overruled) = &release.plan.overruled {
        front.terminal.say(format!(
            "{} overruled the board: {}",
            overruled.name, overruled.reason
        ));
    }
}

impl BoardCommand {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let board = board_of(&house, &title, None).await?;
        if front.terminal.is_json() {
            return front.terminal.out_json(&board);
        }
        print(front, &board)
    }
}

fn print(front: &Front, board: &Board) -> anyhow::Result<()> {
    let mut table = Table::new(&["what", "state", "found"]);
    for line in &board.lines {
        let state = match line.light {
            Light::Green => "green",
            Light::Note => "note",
            Light::Red => "MISSING",
        };
        table.row([clean(&line.what), state.into(), clean(&line.says)]);
    }
    table.print(&front.terminal)?;
    front.terminal.say(match board.red().count() {
        0 => "Ready for its night.".to_owned(),
        1 => "Not ready: 1 line is missing.".to_owned(),
        missing => format!("Not ready: {missing} lines are missing."),
    });
    Ok(())
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

fn announced(text: &str) -> Result<Announce, String> {
    match text {
        "now" => Ok(Announce::Now),
        "never" => Ok(Announce::Never),
        _ => SaidInstant::read(text)
            .map(|said| Announce::At(said.instant))
            .map_err(|error| error.to_string()),
    }
}
