//! `marquee moments`: what is worth showing, what an editor decides about it, and other programs' forms of it.

mod export;
mod list;
mod page;

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use house::analyse::Span;
use house::analyse::export::ExportFormat;
use house::analyse::moments::{Decision, MomentKind};
use house::team::Actor;
use media::time::MediaTime;

use super::problem::Advised;
use super::{Front, time};
use crate::named;
use crate::production::TapeKnown;

/// List the moments of a tape that are worth showing, decide about them, write them for other programs
///
/// Times are "1:02:03.5" or seconds; a moment is named by the time at which it begins. What is decided holds when the tape
/// is gone through anew.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("deed").multiple(false)))]
pub struct Moments {
    /// A tape's id, or a title: then its film
    #[arg(value_name = "ASSET")]
    asset: String,
    /// How many; fewer are told when there are no more
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    top: u16,
    /// Always show the moment that begins then
    #[arg(long, group = "deed", value_name = "START", value_parser = time::time)]
    pin: Option<MediaTime>,
    /// Never show it again
    #[arg(long, group = "deed", value_name = "START", value_parser = time::time)]
    reject: Option<MediaTime>,
    /// Give it another title
    #[arg(long, group = "deed", num_args = 2, value_names = ["START", "TITLE"])]
    rename: Option<Vec<String>>,
    /// Put it at a place in the list, 1 for the first
    #[arg(long = "move", group = "deed", num_args = 2, value_names = ["START", "RANK"])]
    move_to: Option<Vec<String>>,
    /// Let it begin and end elsewhere
    #[arg(long, group = "deed", num_args = 2, value_names = ["START", "FROM-TO"])]
    borders: Option<Vec<String>>,
    /// Add a moment of your own
    #[arg(long, group = "deed", value_name = "FROM-TO", value_parser = time::span)]
    add: Option<Span>,
    /// Take back everything that was decided about what lies there
    #[arg(long, group = "deed", value_name = "START", value_parser = time::time)]
    restore: Option<MediaTime>,
    /// What the added moment is called
    #[arg(long, value_name = "TEXT", requires = "add")]
    title: Option<String>,
    /// Of which kind the added moment is [default: as what was found there]
    #[arg(long, value_name = "KIND", requires = "add")]
    kind: Option<MomentKind>,
    /// Put the moments of a title's film on its page, and into its player
    #[arg(long, group = "deed")]
    show: bool,
    /// Take them from its page
    #[arg(long, group = "deed")]
    hide: bool,
    /// Write them in another form: webvtt, ffmetadata, youtube, edl, otio, csv
    #[arg(long, group = "deed", value_name = "FORM")]
    export: Option<ExportFormat>,
    /// A new file to write to [default: stdout]
    #[arg(long, value_name = "FILE", requires = "export")]
    out: Option<PathBuf>,
}

impl Moments {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        if self.show {
            return page::show(front, &house, &self.asset, self.top.into()).await;
        }
        if self.hide {
            return page::hide(front, &house, &self.asset).await;
        }
        let asset = named::tape(&house, &self.asset).await?;
        let known = TapeKnown::of(&house, &asset).await?;
        let mut marks = house.catalogue.moment_marks(&asset.id).await?;
        if let Some(decision) = self.decision()? {
            let desk = known.desk(&asset, &marks);
            let decided = desk.decide(decision, self.top.into()).map_err(|error| {
                let advice = format!("`marquee moments {}` lists what there is", asset.id);
                Advised::new(error.to_string(), advice)
            })?;
            house
                .catalogue
                .decide_moments(&Actor::Program, &asset.id, &decided)
                .await?;
            front.terminal.say(decided.said);
            if !front.terminal.is_json() {
                return Ok(());
            }
            marks = house.catalogue.moment_marks(&asset.id).await?;
        }
        let moments = known.desk(&asset, &marks).moments(self.top.into());
        match self.export {
            Some(format) => {
                let name = if self.asset == asset.id.as_str() {
                    &asset.file_name
                } else {
                    &self.asset
                };
                export::export(front, &asset, &known, &moments, name, format, self.out.as_deref())
            }
            None => list::show(front, &moments),
        }
    }

    /// What the editor decides; the definition above lets at most one through.
    fn decision(&self) -> anyhow::Result<Option<Decision>> {
        let pair = |pair: &Option<Vec<String>>| match pair.as_deref() {
            Some([first, second]) => Some((first.clone(), second.clone())),
            _ => None,
        };
        let given = |text: &str| time::time(text).map_err(anyhow::Error::msg);
        if let Some(start) = self.pin {
            return Ok(Some(Decision::Pin(start)));
        }
        if let Some(start) = self.reject {
            return Ok(Some(Decision::Reject(start)));
        }
        if let Some(start) = self.restore {
            return Ok(Some(Decision::Restore(start)));
        }
        if let Some((start, title)) = pair(&self.rename) {
            return Ok(Some(Decision::Rename(given(&start)?, title)));
        }
        if let Some((start, rank)) = pair(&self.move_to) {
            return Ok(Some(Decision::Move(given(&start)?, time::rank(&rank)?)));
        }
        if let Some((start, borders)) = pair(&self.borders) {
            let borders = time::span(&borders).map_err(anyhow::Error::msg)?;
            return Ok(Some(Decision::Borders(given(&start)?, borders)));
        }
        let title = self.title.clone();
        let kind = self.kind;
        Ok(self.add.map(|span| Decision::Add { span, title, kind }))
    }
}
