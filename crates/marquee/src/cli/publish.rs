use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use house::Instant;
use house::archive::Asset;
use house::encode::{Effort, size_text};
use house::id::{MasterId, TitleId};
use house::master::Master;
use house::release::{SaidInstant, Title};
use house::team::Actor;
use serde::Serialize;
use site::{Announcing, Opening};

use super::board::Board;
use super::problem::Advised;
use super::release::say_night;
use super::title::TitleTexts;
use super::{Front, bar, facts};
use crate::intake::{self, Label};
use crate::open_house::OpenHouse;
use crate::production::{
    Awaited, Ending, Ordered, Stopgap, Subtitles, Wishes, conform_film, draft_release, find_or_make_title,
    follow, known_language, make_master, open_release, order_encodes, page_address,
};
use crate::serving::until_told_to_stop;

/// Publish a film, or a song: take it in, make its master, encode, check and open its page
///
/// Prints the page's address. The page opens when the smallest picture and all sounds have passed the check; larger
/// pictures appear on it as they are made. Publishing the same film again goes on where it was.
#[derive(Debug, Args)]
pub struct Publish {
    /// The film, or a sound without a picture (FLAC, WAV, MP3, M4A)
    #[arg(value_name = "FILM")]
    film: PathBuf,
    /// Its name
    #[arg(long, value_name = "TEXT")]
    title: String,
    #[command(flatten)]
    texts: TitleTexts,
    #[command(flatten)]
    wishes: WishOptions,
    #[command(flatten)]
    effort: EffortOption,
    /// Take the readable part of a damaged film
    #[arg(long)]
    salvage: bool,
    /// Its premiere: '2026-12-20 20:00 America/Toronto'. It opens then and its waiting room is public at once
    /// [default: it opens as soon as it can]
    #[arg(long, value_name = "INSTANT", value_parser = SaidInstant::read)]
    opens: Option<SaidInstant>,
    /// Wait until everything is made; works itself when no other program does
    #[arg(long)]
    wait: bool,
}

/// How a film is read.
#[derive(Debug, Clone, Default, Args)]
pub struct WishOptions {
    /// Subtitles, SRT or WebVTT: FILE, or FILE:LANGUAGE; may be given several times
    #[arg(long, value_name = "FILE[:LANGUAGE]")]
    pub subtitles: Vec<Subtitles>,
    /// The language of sounds that do not say theirs: en, de, pt-BR
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Which picture of the file is the film, when it has several (its stream number)
    #[arg(long, value_name = "STREAM")]
    pub picture: Option<u32>,
}

#[derive(Debug, Clone, Copy, Default, Args)]
pub struct EffortOption {
    /// Time that encodes may take for the same quality
    #[arg(long, value_enum, default_value_t, value_name = "EFFORT")]
    effort: EffortChoice,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum EffortChoice {
    /// For trying things out: larger files, a fifth of the time
    Quick,
    #[default]
    Normal,
    /// For what is meant to stay: twice the time
    Careful,
}

impl From<EffortOption> for Effort {
    fn from(option: EffortOption) -> Self {
        match option.effort {
            EffortChoice::Quick => Self::Quick,
            EffortChoice::Normal => Self::Normal,
            EffortChoice::Careful => Self::Careful,
        }
    }
}

#[derive(Serialize)]
struct Published {
    title: TitleId,
    slug: String,
    master: MasterId,
    page: String,
    /// Everything is made and the page is open.
    done: bool,
}

impl Publish {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        if let Some(opens) = &self.opens {
            refuse_passed(opens, house.clock.now())?;
        }
        let film = FilmToPublish {
            path: self.film,
            name: self.title,
            texts: self.texts,
            wishes: self.wishes,
            effort: self.effort.into(),
            salvage: self.salvage,
            premiere: self.opens,
        };
        let under_way = begin(front, &house, film).await?;
        let published = Published {
            title: under_way.title.id.clone(),
            slug: under_way.title.slug.clone(),
            master: under_way.master.id.clone(),
            page: page_address(&house, &under_way.title),
            done: self.wait,
        };
        if self.wait {
            wait(front, &house, &[under_way.awaited()]).await?;
        } else {
            say_who_works(front, &house).await?;
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&published);
        }
        front.terminal.out(&published.page)
    }
}

/// A film and everything that is said about it.
pub struct FilmToPublish {
    pub path: PathBuf,
    pub name: String,
    pub texts: TitleTexts,
    pub wishes: WishOptions,
    pub effort: Effort,
    /// Take the readable part when the file is damaged.
    pub salvage: bool,
    /// When it opens, if that is not as soon as it can.
    pub premiere: Option<SaidInstant>,
}

/// A film whose steps are queued.
pub struct UnderWay {
    pub title: Title,
    pub master: Master,
    pub ordered: Ordered,
}

impl UnderWay {
    pub fn awaited(&self) -> Awaited {
        Awaited {
            name: self.title.name.clone(),
            title: Some(self.title.id.clone()),
            jobs: self.ordered.jobs.clone(),
        }
    }
}

/// Everything up to the queue: taken in, titled, mastered, drafted, ordered.
pub async fn begin(front: &Front, house: &OpenHouse, film: FilmToPublish) -> anyhow::Result<UnderWay> {
    let wishes = film.wishes.read(house).await?;
    let asset = take_in(front, house, &film.path, film.salvage).await?;
    // Before the title is made: a film that cannot be shown leaves no title behind.
    let sheet = conform_film(&asset, wishes)?;
    let title = find_or_make_title(house, &film.name, film.texts, &asset.digest).await?;
    let master = make_master(house, &title, &asset, sheet).await?;
    say_master(front, &master);
    let release = draft_release(house, &Actor::Program, &title, &master).await?;
    if let Some(opens) = film.premiere {
        announce(front, house, &title, opens).await?;
    }
    let opens_by_itself = (release.master == master.id).then_some(&release.id);
    let ordered = order_encodes(house, &master, film.effort, opens_by_itself).await?;
    say_estimate(front, house, &ordered)?;
    Ok(UnderWay {
        title,
        master,
        ordered,
    })
}

/// Plans the night: everybody is told of it now, and it opens at its instant once all has passed.
async fn announce(front: &Front, house: &OpenHouse, title: &Title, opens: SaidInstant) -> anyhow::Result<()> {
    let opening = Opening {
        opens: Some(opens.instant),
        announced: Announcing::From(house.clock.now()),
        zone: opens.zone,
        when_ready: true,
        ..Opening::default()
    };
    let release = open_release(house, &Actor::Program, title, opening).await?;
    say_night(front, title, &release, house.clock.now());
    Ok(())
}

/// Before the film is taken in.
fn refuse_passed(opens: &SaidInstant, now: Instant) -> anyhow::Result<()> {
    if opens.instant > now {
        return Ok(());
    }
    Err(Advised::new(
        format!(
            "{} has passed already",
            SaidInstant::tell(opens.instant, opens.zone.as_deref())
        ),
        "give a later instant, or leave --opens out: the film opens as soon as it can",
    )
    .into())
}

async fn take_in(
    front: &Front,
    house: &OpenHouse,
    path: &std::path::Path,
    salvage: bool,
) -> anyhow::Result<Asset> {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    let bytes = std::fs::metadata(path).map_or(0, |facts| facts.len());
    let bar = bar::bytes(&front.terminal, &name, bytes);
    let heard = bar.clone();
    let label = Label {
        shown: true,
        salvage,
        ..Label::default()
    };
    let taken = intake::take_in(
        house,
        path,
        &label,
        Arc::new(move |done, _| heard.set_position(done)),
    )
    .await;
    bar.finish_and_clear();
    let taken = taken.map_err(|error| error.context(format!("'{}' is not taken in", path.display())))?;
    let known = if taken.known { " (was in the archive)" } else { "" };
    front
        .terminal
        .say(format!("{name}: {}{known}", facts::of_asset(&taken.asset)));
    Ok(taken.asset)
}

impl WishOptions {
    /// Takes the named subtitles into the archive.
    pub async fn read(&self, house: &OpenHouse) -> anyhow::Result<Wishes> {
        let language = self.language.as_deref().map(known_language).transpose()?;
        let mut subtitles = Vec::with_capacity(self.subtitles.len());
        for file in &self.subtitles {
            subtitles.push(file.take_in(house).await?);
        }
        Ok(Wishes {
            picture: self.picture,
            subtitles,
            language,
        })
    }
}

/// What is done to the film, said before it is done.
pub fn say_master(front: &Front, master: &Master) {
    for note in &master.sheet.notes {
        front.terminal.say(front.terminal.faint(format!("  {note}")));
    }
}

pub fn say_estimate(front: &Front, house: &OpenHouse, ordered: &Ordered) -> anyhow::Result<()> {
    let open = ordered.jobs.len() - ordered.done;
    if open == 0 {
        front.terminal.say("Every step was done before.");
        return Ok(());
    }
    let estimate = &ordered.estimate;
    front.terminal.say(format!(
        "{open} steps to do; the whole film takes {estimate}, by a rough estimate."
    ));
    let free = store::disk::free_bytes(house.vault.folder())?.saturating_sub(house.config.work.keep_free);
    let needed = estimate.bytes.saturating_add(estimate.scratch);
    if needed > free {
        front.terminal.complain(format!(
            "{} are needed on the disk and {} are free: some steps will wait for room.",
            size_text(needed),
            size_text(free)
        ));
    }
    Ok(())
}

pub async fn say_who_works(front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
    if house.catalogue.queue().someone_works().await? {
        front
            .terminal
            .say("The work is under way; `marquee jobs --watch` shows it.");
    } else {
        front
            .terminal
            .say("Nobody works in this house now: the steps begin with `marquee serve`, or --wait.");
    }
    Ok(())
}

/// Waits for the awaited jobs with bars, working itself when nobody else does.
///
/// # Errors
/// A sentence when a step failed, or the wait was ended by a signal.
pub async fn wait(front: &Front, house: &OpenHouse, awaited: &[Awaited]) -> anyhow::Result<()> {
    let stop = until_told_to_stop()?;
    let stopgap = Stopgap::stand_by(house).await?;
    let mut board = Board::new(&front.terminal);
    let ending = follow(house, awaited, &mut board, &stop).await;
    stopgap.leave().await;
    match ending? {
        Ending::Done => Ok(()),
        Ending::Failed(sentences) => Err(failed(&sentences)),
        Ending::Stopped => Err(Advised::new(
            "stopped before everything was made; what is done stays done",
            "the same command goes on where it was",
        )
        .into()),
    }
}

fn failed(sentences: &[String]) -> anyhow::Error {
    Advised::new(
        sentences.join("\n"),
        "`marquee jobs` lists every step; `marquee jobs retry ID` tries one again",
    )
    .into()
}
