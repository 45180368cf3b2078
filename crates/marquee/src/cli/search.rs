use clap::Args;
use house::analyse::ask::parse;
use media::time::MediaTime;
use serde::Serialize;
use store::{SearchHit, SearchPage, SearchPlace};

use super::Front;
use super::problem::Advised;
use super::table::clean;
use super::words::clock;
use crate::open_house::OpenHouse;

/// Find what is said, written and known in the archive
///
/// All words must be said together: in one line, or in it and the next. "A PHRASE" in quotation marks, the beginning of a
/// word as WORD*, and what the asset must be: person:NAME, kind:interview, has:crowd, date:1974-05, 1980s, before 1990,
/// after 1990, 1974..1976. A year alone is looked for as a word and as a date. A word that nothing has is looked for as
/// the ones that are nearly it.
#[derive(Debug, Args)]
#[command(
    after_help = "The order: all words side by side first, then what assets are called before what is said, the \
                        newest asset first, by time."
)]
pub struct Search {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// So many hits at the most
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
    /// Go on where an earlier answer ended
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    hits: Vec<ShownHit<'a>>,
    /// How the question was taken, where that is not as it was typed.
    remarks: Vec<String>,
    /// For `--after`.
    next: Option<String>,
}

#[derive(Serialize)]
struct ShownHit<'a> {
    asset: String,
    name: &'a str,
    kind: &'a str,
    field: &'static str,
    start_s: Option<f64>,
    end_s: Option<f64>,
    speaker: Option<&'a str>,
    text: &'a str,
    /// What was looked for in the text.
    marked: Vec<&'a str>,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl Search {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let typed = self.words.join(" ");
        let query = parse(&typed).map_err(|why| Advised::new(why.to_string(), HELP))?;
        let after: Option<SearchPlace> = self.after.as_deref().map(str::parse).transpose()?;
        let house = front.open_house().await?;
        take_in(front, &house).await?;
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let page = house.catalogue.search(&query, after, limit).await?;
        if front.terminal.is_json() {
            return front.terminal.out_json(&Answer::of(&page));
        }
        print(front, &page)
    }
}

const HELP: &str = "`marquee search --help` says what can be asked";

/// What a house of an earlier form has is taken in before the first answer.
async fn take_in(front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
    let waiting = house.catalogue.search_pending().await?;
    if waiting > 20 {
        front.terminal.say(format!(
            "{waiting} assets are taken into the search first; this happens once."
        ));
    }
    while house.catalogue.index_pending(50).await? > 0 {}
    Ok(())
}

fn print(front: &Front, page: &SearchPage) -> anyhow::Result<()> {
    for remark in &page.remarks {
        front
            .terminal
            .say(front.terminal.amber(clean(&remark.to_string())));
    }
    if page.hits.is_empty() && page.more.is_none() {
        front.terminal.say("Nothing was found.");
        return Ok(());
    }
    let times: Vec<String> = page.hits.iter().map(time).collect();
    let width = times.iter().map(String::len).max().unwrap_or(0);
    for (hit, time) in page.hits.iter().zip(&times) {
        let text: String = hit
            .pieces()
            .iter()
            .map(|(marked, piece)| match marked {
                true => front.terminal.amber_out(clean(piece)),
                false => clean(piece),
            })
            .collect();
        let who = hit
            .speaker
            .as_ref()
            .map(|speaker| format!("{}: ", clean(speaker)));
        let name = front.terminal.faint_out(format!("({})", clean(&hit.name)));
        front.terminal.out(format!(
            "{}  {time:>width$}  {}{text}  {name}",
            hit.asset,
            who.unwrap_or_default()
        ))?;
    }
    if let Some(more) = page.more {
        front.terminal.say(
            front
                .terminal
                .faint(format!("There may be more: the same with --after {more}")),
        );
    }
    Ok(())
}

/// The second of a hit; what it is of an asset, where it has none.
fn time(hit: &SearchHit) -> String {
    match hit.span {
        Some(span) => clock(span.start),
        None => hit.field.as_str().to_owned(),
    }
}

impl<'a> Answer<'a> {
    fn of(page: &'a SearchPage) -> Self {
        let at = |time: Option<MediaTime>| time.map(MediaTime::seconds_number);
        Self {
            hits: page
                .hits
                .iter()
                .map(|hit| ShownHit {
                    asset: hit.asset.to_string(),
                    name: &hit.name,
                    kind: &hit.kind,
                    field: hit.field.as_str(),
                    start_s: at(hit.span.map(|span| span.start)),
                    end_s: at(hit.span.map(|span| span.end)),
                    speaker: hit.speaker.as_deref(),
                    text: &hit.text,
                    marked: hit
                        .pieces()
                        .into_iter()
                        .filter(|(marked, _)| *marked)
                        .map(|(_, piece)| piece)
                        .collect(),
                    before: hit.before.as_deref(),
                    after: hit.after.as_deref(),
                })
                .collect(),
            remarks: page.remarks.iter().map(ToString::to_string).collect(),
            next: page.more.map(|more| more.to_string()),
        }
    }
}
