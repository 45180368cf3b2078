//! The house open to visitors: the site on its address, the gate kept true, work done on the side.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use house::Clock;
use house::release::{Gate, GateTable};
use site::{Countries, Doors, NoPost, Observatory, Postman, Redirect, SiteSettings, SiteState, UploadTerms};
use store::{Catalogue, KeyRing, ViewersDoor};

use crate::addresses::{Encryption, Places, ServiceManager};
use crate::cli::problem::Advised;
use crate::clock::GateClock;
use crate::config::Origins;
use crate::mail::{PostOffice, Smtp};
use crate::observing::figures::Keeper;
use crate::observing::{otlp, serve_metrics};
use crate::open_house::OpenHouse;
use crate::production::take_up_uploads;
use crate::reminding::remind;
use crate::taking_in::take_in;
use crate::webhooks;
use crate::workroom::HouseWorkroom;

/// How often the catalogue is asked whether it has changed; every change is seen within a second.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Serves until `stop`, then lets answers under way end.
///
/// # Errors
/// A sentence when the catalogue cannot be read at the start, or what [mail] names cannot.
pub async fn serve(house: &Arc<OpenHouse>, mut places: Places, stop: CancelToken) -> anyhow::Result<()> {
    let clock = Arc::new(GateClock::of(&house.catalogue).await?);
    let gate = Arc::new(Gate::new(Arc::clone(&clock) as Arc<dyn Clock>));
    let keys = Arc::new(KeyRing::new(Arc::clone(&clock) as Arc<dyn Clock>));
    let observatory: Arc<Observatory> = Arc::default();
    let version = house.catalogue.version().await?;
    let kept = KeptTrue {
        catalogue: house.catalogue.clone(),
        gate: Arc::clone(&gate),
        clock: Arc::clone(&clock),
        observatory: Arc::clone(&observatory),
        keys: Arc::clone(&keys),
        house: house.folder.clone(),
    };
    kept.renew().await?;
    let keeping = tokio::spawn(kept.keep(version, stop.clone()));
    // Before anybody comes: what the last server did not come to finish.
    if let Err(error) = take_up_uploads(house).await {
        tracing::warn!("uploads of before: {error:#}");
    }
    let reminding = house
        .config
        .mail
        .is_some()
        .then(|| tokio::spawn(remind(Arc::clone(house), stop.clone())));
    let telling = tokio::spawn(webhooks::tell(Arc::clone(house), stop.clone()));
    let taking_in = tokio::spawn(take_in(Arc::clone(house), stop.clone()));
    let figures = tokio::spawn(observe(house, &observatory, &stop).await?.keep(stop.clone()));
    let state = SiteState {
        gate,
        door: Arc::new(ViewersDoor::new(house.vault.clone(), clock)),
        catalogue: house.catalogue.clone(),
        dock: house.dock.clone(),
        clock: Arc::clone(&house.clock),
        settings: Arc::new(settings(house)?),
        workroom: Arc::new(HouseWorkroom::new(Arc::clone(house))),
        postman: postman(house, &stop)?,
        observatory,
        keys,
    };
    leave_room();
    let service = ServiceManager::from_env();
    service.ready();
    let (ended, manager) = (stop.clone(), service.clone());
    let stopping = async move {
        ended.cancelled().await;
        manager.stopping();
    };
    // Kept until the last answer: it keeps the certificate new.
    let encryption = places.encryption.take();
    doors(house, places, encryption.as_ref())
        .serve(state, stopping)
        .await;
    keeping.abort();
    telling.abort();
    taking_in.abort();
    if let Some(reminding) = reminding {
        reminding.abort();
    }
    // Ends by itself when it has kept the last figures.
    let _ = figures.await;
    Ok(())
}

/// Whoever may be told how the house does is told from here on.
async fn observe(
    house: &OpenHouse,
    observatory: &Arc<Observatory>,
    stop: &CancelToken,
) -> anyhow::Result<Keeper> {
    let told = &house.config.observe;
    if let Some(collector) = &told.otlp {
        otlp::begin(collector, &house.config.name);
    }
    if let Some(address) = told.metrics {
        serve_metrics(address, house, Arc::clone(observatory), stop.clone()).await?;
    }
    Ok(Keeper {
        catalogue: house.catalogue.clone(),
        vault: house.vault.folder().to_owned(),
        clock: Arc::clone(&house.clock),
        observatory: Arc::clone(observatory),
    })
}

/// Every connection is an open file, and so is every film: as many as the system allows, not as few as it starts with.
fn leave_room() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::debug!(%error, "no more files than before may be open");
    }
}

/// Letters are kept and sent from here when the house has a mail server.
fn postman(house: &OpenHouse, stop: &CancelToken) -> anyhow::Result<Arc<dyn Postman>> {
    let Some(mail) = &house.config.mail else {
        return Ok(Arc::new(NoPost));
    };
    let office = PostOffice::of(&house.catalogue);
    tokio::spawn(office.clone().work(Smtp::of(mail)?, stop.clone()));
    Ok(Arc::new(office))
}

/// The site at its own address; at the second one, if there is one, whoever comes is sent to the first.
fn doors(house: &OpenHouse, places: Places, encryption: Option<&Encryption>) -> Doors {
    let mut doors = Doors::default();
    match encryption {
        Some(encryption) => doors.tls(places.site, Arc::clone(&encryption.config)),
        None => doors.plain(places.site),
    }
    if let Some(listener) = places.redirect {
        let redirect = Redirect {
            to: house.config.public_address(),
            challenges: encryption.and_then(|encryption| encryption.challenges.clone()),
        };
        doors.redirect(listener, redirect);
    }
    doors
}

/// The gate, and what it is kept true by.
struct KeptTrue {
    catalogue: Catalogue,
    gate: Arc<Gate>,
    clock: Arc<GateClock>,
    observatory: Arc<Observatory>,
    keys: Arc<KeyRing>,
    /// The house's folder.
    house: PathBuf,
}

impl KeptTrue {
    /// Puts a new table into the gate whenever the catalogue has changed, by whatever process. While it cannot be read
    /// the gate goes on with what it knows: instants of opening and closing are in it.
    async fn keep(self, mut seen: i64, stop: CancelToken) {
        let mut failing = false;
        let mut disagreed = None;
        while !stop.is_cancelled() {
            tokio::time::sleep(LOOK_AGAIN).await;
            self.say_disagreement(&mut disagreed);
            match self.look(seen).await {
                Ok(version) => {
                    self.observatory.gate_is_true(self.catalogue.clock().now());
                    seen = version;
                    failing = false;
                }
                Err(error) if !failing => {
                    tracing::warn!("the catalogue cannot be read, the site goes on as it was: {error}");
                    failing = true;
                }
                Err(_) => {}
            }
        }
    }

    async fn look(&self, seen: i64) -> Result<i64, store::StoreError> {
        // The clock has opened it; that it has is only written down.
        self.catalogue.note_opened(self.clock.now()).await?;
        // Asked for before the table is read: what changes in between is seen the next time.
        let version = self.catalogue.version().await?;
        if version != seen {
            self.renew().await?;
        }
        Ok(version)
    }

    async fn renew(&self) -> Result<(), store::StoreError> {
        self.clock.look_again(&self.catalogue).await?;
        self.gate.replace_passes(self.catalogue.passes().await?);
        let titles = self.catalogue.gate_titles().await?;
        // Keys first: whoever is told of a sealed film finds that it is.
        let releases = titles.iter().map(|title| &title.release);
        for sentence in self.keys.renew(&self.catalogue, &self.house, releases).await? {
            tracing::warn!("{sentence}");
        }
        self.gate.replace(GateTable::new(titles));
        Ok(())
    }

    /// Once each time that it changes by a second.
    fn say_disagreement(&self, said: &mut Option<i64>) {
        let disagreement = self.clock.disagreement();
        let seconds = Some(disagreement.ahead / 1_000_000);
        if *said != seconds {
            *said = seconds;
            if let Some(sentence) = disagreement.sentence() {
                tracing::warn!("{sentence}");
            }
        }
    }
}

/// How the house knows where a visitor is.
fn countries(house: &OpenHouse) -> anyhow::Result<Countries> {
    let territories = &house.config.territories;
    let advised = |what: String| Advised::new(what, "see [territories] in marquee.toml");
    let read = |path: &PathBuf| {
        std::fs::read(path).map_err(|error| {
            advised(format!(
                "the country database '{}' cannot be read: {error}",
                path.display()
            ))
        })
    };
    let database = territories.database.as_ref().map(read).transpose()?;
    Countries::of(database, territories.header.as_deref())
        .map_err(|what| advised(format!("the country database is not right: {what}")).into())
}

fn settings(house: &OpenHouse) -> anyhow::Result<SiteSettings> {
    let countries = countries(house)?;
    Ok(SiteSettings {
        countries,
        house_name: house.config.name.clone(),
        address: house.config.public_address(),
        trust: house.config.site.trust.clone(),
        manners: house.config.limits.manners.clone(),
        rates: house.config.limits.rates.clone(),
        uploads: UploadTerms {
            largest: house.config.uploads.largest,
            keep_ms: house.config.uploads.keep_ms,
        },
        allowed_origins: match &house.config.site.origins {
            Origins::None => Vec::new(),
            Origins::These(origins) => origins.clone(),
            Origins::Any => vec!["*".into()],
        },
    })
}

/// Ends with the first Ctrl-C or polite signal; a second one ends the program at once.
pub fn until_told_to_stop() -> anyhow::Result<CancelToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancelToken::new();
    let told = stop.clone();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        for already in [false, true] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if already {
                std::process::exit(1);
            }
            told.cancel();
        }
    });
    Ok(stop)
}
