use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use engine::{CancelToken, DemoFilm, Watch};
use house::encode::Effort;
use house::release::Title;
use house::team::Actor;

use super::board::Board;
use super::login::login_link;
use super::problem::Advised;
use super::publish::{FilmToPublish, UnderWay, begin};
use super::{Front, bar};
use crate::addresses::bind;
use crate::config;
use crate::demo_films::{self, DemoEntry};
use crate::jobs::{Worker, Workshop};
use crate::named;
use crate::open_house::OpenHouse;
use crate::production::{Awaited, Ending, follow, newest_master, order_analysis, page_address, show_moments};
use crate::serving::{serve, until_told_to_stop};

/// Show what Marquee does: two films with sound, taken through the whole house and served
///
/// The films are the free ones that set-up fetched, or painted ones without network. A second run goes on with the same
/// house.
#[derive(Debug, Args)]
pub struct Demo {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// End when everything is made, instead of serving until Ctrl-C
    #[arg(long, hide = true)]
    once: bool,
}

/// On a page.
const MOMENTS: usize = 10;

impl Demo {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let listener = bind(self.listen)?;
        let mut house = open_or_found(&front.folder).await?;
        house.listens_at(listener.local_addr()?).await?;
        let house = Arc::new(house);
        let worker = Worker::new(Workshop::of(&house).await?)?;
        let stop = until_told_to_stop()?;
        let site = tokio::spawn({
            let (house, stop) = (Arc::clone(&house), stop.clone());
            async move { serve(&house, listener.into(), stop).await }
        });
        let work = tokio::spawn(worker.work(stop.clone()));
        say_addresses(front, &house).await?;
        let shown = show(front, &house, &stop).await;
        if shown.is_ok() && !self.once && !stop.is_cancelled() {
            front
                .terminal
                .say("Everything is made. The house stays open until Ctrl-C.");
            stop.cancelled().await;
        }
        stop.cancel();
        let _ = work.await;
        site.await??;
        house.catalogue.close().await;
        shown
    }
}

async fn open_or_found(folder: &Path) -> anyhow::Result<OpenHouse> {
    if folder == Path::new(".") {
        return Err(Advised::new(
            "the demo needs a house of its own",
            "name a folder for it: `marquee demo --house .demo`",
        )
        .into());
    }
    if folder.join(config::FILE_NAME).exists() {
        OpenHouse::open(folder).await
    } else {
        OpenHouse::found(folder, "The Lantern", None).await
    }
}

async fn say_addresses(front: &Front, house: &OpenHouse) -> anyhow::Result<()> {
    let address = house.config.public_address();
    front
        .terminal
        .say(format!("The house is open:  {}", front.terminal.amber(&address)));
    front
        .terminal
        .say(format!("The team's side:    {}", login_link(house, 24).await?));
    if !front.terminal.is_json() {
        front.terminal.out(address)?;
    }
    Ok(())
}

/// Publishes the films and shows their progress until all is made.
async fn show(front: &Front, house: &OpenHouse, stop: &CancelToken) -> anyhow::Result<()> {
    let (mut awaited, mut titles) = (Vec::new(), Vec::new());
    for entry in demo_films::entries() {
        if stop.is_cancelled() {
            return Ok(());
        }
        let under_way = publish(front, house, entry).await?;
        front.terminal.say(format!(
            "{}: {}",
            under_way.title.name,
            page_address(house, &under_way.title)
        ));
        awaited.push(under_way.awaited());
        titles.push(under_way.title);
    }
    let mut board = Board::new(&front.terminal);
    match follow(house, &awaited, &mut board, stop).await? {
        Ending::Done => put_moments(front, house, &titles, stop).await,
        Ending::Stopped => Ok(()),
        Ending::Failed(sentences) => Err(Advised::new(
            sentences.join("\n"),
            "run the demo again; `marquee doctor` tells what may be missing",
        )
        .into()),
    }
}

/// Goes through the films and puts their moments on their pages, as an editor would. A film in which nothing stands out has
/// none.
async fn put_moments(
    front: &Front,
    house: &OpenHouse,
    titles: &[Title],
    stop: &CancelToken,
) -> anyhow::Result<()> {
    let mut looked_over = Vec::new();
    for title in titles {
        let film = named::film_of(house, &newest_master(house, title).await?).await?;
        looked_over.push(Awaited {
            name: title.name.clone(),
            title: None,
            jobs: order_analysis(house, None, &film).await?.jobs,
        });
    }
    let mut board = Board::new(&front.terminal);
    follow(house, &looked_over, &mut board, stop).await?;
    let mut shown = Vec::new();
    for title in titles {
        let known = house.catalogue.title_by_id(&title.id).await?;
        if stop.is_cancelled() || known.is_none_or(|title| title.moments.is_some()) {
            continue;
        }
        match show_moments(house, &Actor::Program, title, MOMENTS).await {
            Ok((job, _)) => shown.push(Awaited {
                name: title.name.clone(),
                title: Some(title.id.clone()),
                jobs: vec![job],
            }),
            Err(error) => tracing::info!("'{}' has no moments: {error:#}", title.name),
        }
    }
    let mut board = Board::new(&front.terminal);
    follow(house, &shown, &mut board, stop).await?;
    Ok(())
}

async fn publish(front: &Front, house: &OpenHouse, entry: DemoEntry) -> anyhow::Result<UnderWay> {
    let painted = house.scratch().join("demo");
    let path = match entry.film {
        demo_films::Reel::File(path) => path,
        demo_films::Reel::Painted(film) => paint(front, house, film, &painted).await?,
    };
    let film = FilmToPublish {
        path,
        name: entry.name,
        texts: entry.texts,
        wishes: entry.wishes,
        effort: Effort::Normal,
        salvage: false,
        premiere: None,
    };
    let under_way = begin(front, house, film).await;
    // The archive has its own copy now.
    let _ = std::fs::remove_dir_all(&painted);
    under_way
}

async fn paint(front: &Front, house: &OpenHouse, film: DemoFilm, folder: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(match film {
        DemoFilm::Dive => "dive.mp4",
        DemoFilm::Life => "life.mp4",
    });
    let bar = bar::share(&front.terminal, "painting a film");
    let heard = bar.clone();
    let watch = Watch::new(
        move |now| {
            heard.set_length(now.total.max(1));
            heard.set_position(now.done);
        },
        CancelToken::new(),
    );
    let painted = house.engine().await?.generate_demo(film, &path, &watch).await;
    bar.finish_and_clear();
    painted?;
    Ok(path)
}
