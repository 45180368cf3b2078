use clap::{Args, Subcommand, ValueEnum};
use house::release::{Credit, Title};

use super::problem::Advised;
use super::table::clean;
use super::{Front, sheet, show};
use crate::named;
use crate::production::make_title;

/// See and change what a title's page says
#[derive(Debug, Args)]
pub struct TitleCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    New(Box<New>),
    Set(Box<Set>),
    Show(Named),
    Apply(sheet::Apply),
    Export(sheet::ExportSheet),
}

/// Show what a title's page says
#[derive(Debug, Args)]
struct Named {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    name: String,
}

/// Make a title that has no film yet; prints its id
#[derive(Debug, Args)]
struct New {
    /// The film's name; the page's address is made from it
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    texts: TitleTexts,
}

/// Change what a title's page says; what is not named stays
#[derive(Debug, Args)]
struct Set {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    named: String,
    #[command(flatten)]
    words: TitleWords,
    /// Take a line off the page; may be given several times
    #[arg(long, value_enum, value_name = "LINE")]
    clear: Vec<Line>,
}

/// The texts of a title's page, as options.
#[derive(Debug, Default, Args)]
pub struct TitleWords {
    /// The film's name; its address stays
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[command(flatten)]
    rest: TitleTexts,
}

/// All texts of a title's page but its name.
#[derive(Debug, Default, Clone, Args)]
pub struct TitleTexts {
    /// One line under the name
    #[arg(long, value_name = "TEXT")]
    pub tagline: Option<String>,
    /// What the film is about
    #[arg(long, value_name = "TEXT")]
    pub synopsis: Option<String>,
    /// A credit, 'Director: Jane Doe'; may be given several times, and replaces all credits
    #[arg(long = "credit", value_name = "ROLE: NAME")]
    pub credits: Vec<Credit>,
    /// Year of the film
    #[arg(long, value_name = "TEXT")]
    pub year: Option<String>,
    /// The licence's name
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    /// Where the licence can be read
    #[arg(long, value_name = "ADDRESS")]
    pub licence_url: Option<String>,
    /// The line that the licence asks to be shown
    #[arg(long, value_name = "TEXT")]
    pub attribution: Option<String>,
    /// Where the film comes from
    #[arg(long, value_name = "ADDRESS")]
    pub source_url: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Line {
    Tagline,
    Synopsis,
    Credits,
    Year,
    Licence,
    LicenceUrl,
    Attribution,
    SourceUrl,
}

impl TitleCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        match self.verb {
            Verb::New(new) => new.run(front).await,
            Verb::Set(set) => set.run(front).await,
            Verb::Show(named) => named.run(front).await,
            Verb::Apply(apply) => apply.run(front).await,
            Verb::Export(export) => export.run(front).await,
        }
    }
}

impl New {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = make_title(&house, &self.name, self.texts).await?;
        front.terminal.say(format!(
            "'{}' has a page at /title/{}, which opens when a release does.",
            clean(&title.name),
            title.slug
        ));
        if front.terminal.is_json() {
            return front.terminal.out_json(&title);
        }
        front.terminal.out(&title.id)
    }
}

impl Named {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.name).await?;
        if front.terminal.is_json() {
            return front.terminal.out_json(&title);
        }
        show::title_lines(&title).print(&front.terminal)
    }
}

impl Set {
    async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let before = named::title(&house, &self.named).await?;
        let mut title = before.clone();
        if let Some(name) = self.words.name {
            title.name = name;
        }
        self.words.rest.put_into(&mut title);
        self.clear.iter().for_each(|line| line.clear(&mut title));
        let title = title.checked()?;
        if title == before {
            return Err(Advised::new(
                "nothing was named that is not so already",
                "see `marquee title set --help`",
            )
            .into());
        }
        house.catalogue.update_title(&title).await?;
        front.terminal.say("The page says so now.");
        if front.terminal.is_json() {
            return front.terminal.out_json(&title);
        }
        front.terminal.out(&title.id)
    }
}

impl TitleTexts {
    /// Puts what was given into the title, unchecked (see [`Title::checked`]).
    pub fn put_into(self, title: &mut Title) {
        let put = |place: &mut Option<String>, text: Option<String>| {
            if text.is_some() {
                *place = text;
            }
        };
        put(&mut title.tagline, self.tagline);
        put(&mut title.synopsis, self.synopsis);
        put(&mut title.year, self.year);
        put(&mut title.licence, self.licence);
        put(&mut title.licence_url, self.licence_url);
        put(&mut title.attribution, self.attribution);
        put(&mut title.source_url, self.source_url);
        if !self.credits.is_empty() {
            title.credits = self.credits;
        }
    }
}

impl Line {
    fn clear(self, title: &mut Title) {
        match self {
            Self::Tagline => title.tagline = None,
            Self::Synopsis => title.synopsis = None,
            Self::Credits => title.credits.clear(),
            Self::Year => title.year = None,
            Self::Licence => title.licence = None,
            Self::LicenceUrl => title.licence_url = None,
            Self::Attribution => title.attribution = None,
            Self::SourceUrl => title.source_url = None,
        }
    }
}
