//! The house open to visitors: the site on its address, the gate kept true, work done on the side.

use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use house::release::{Gate, GateTable};
use site::{Doors, NoPost, Observatory, Postman, Redirect, SiteSettings, SiteState, UploadTerms};
use store::{Catalogue, ViewersDoor};

use crate::addresses::{Encryption, Places, ServiceManager};
use crate::config::Origins;
use crate::mail::{PostOffice, Smtp};
use crate::observing::figures::Keeper;
use crate::observing::{otlp, serve_metrics};
use crate::open_house::OpenHouse;
use crate::production::take_up_uploads;
use crate::webhooks;
use crate::workroom::HouseWorkroom;

/// How often the catalogue is asked whether it has changed; every change is seen within a second.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Serves until `stop`, then lets answers under way end.
///
/// # Errors
/// A sentence when the catalogue cannot be read at the start, or what [mail] names cannot.
pub async fn serve(house: &Arc<OpenHouse>, mut places: Places, stop: CancelToken) -> anyhow::Result<()> {
    let gate = Arc::new(Gate::new(Arc::clone(&house.clock)));
    let observatory: Arc<Observatory> = Arc::default();
    let version = house.catalogue.version().await?;
    renew(&house.catalogue, &gate).await?;
    let keeping = tokio::spawn(keep_true(
        house.catalogue.clone(),
        Arc::clone(&gate),
        Arc::clone(&observatory),
        version,
        stop.clone(),
    ));
    // Before anybody comes: what the last server did not come to finish.
    if let Err(error) = take_up_uploads(house).await {
        tracing::warn!("uploads of before: {error:#}");
    }
    let telling = tokio::spawn(webhooks::tell(Arc::clone(house), stop.clone()));
    let figures = tokio::spawn(observe(house, &observatory, &stop).await?.keep(stop.clone()));
    let state = SiteState {
        gate,
        door: Arc::new(ViewersDoor::new(house.vault.clone(), Arc::clone(&house.clock))),
        catalogue: house.catalogue.clone(),
        dock: house.dock.clone(),
        clock: Arc::clone(&house.clock),
        settings: Arc::new(settings(house)),
        workroom: Arc::new(HouseWorkroom::new(Arc::clone(house))),
        postman: postman(house, &stop)?,
        observatory,
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

/// Puts a new table into the gate whenever the catalogue has changed, by whatever process. While it cannot be read
/// the gate goes on with what it knows: instants of opening and closing are in it.
async fn keep_true(
    catalogue: Catalogue,
    gate: Arc<Gate>,
    observatory: Arc<Observatory>,
    mut seen: i64,
    stop: CancelToken,
) {
    let mut failing = false;
    while !stop.is_cancelled() {
        tokio::time::sleep(LOOK_AGAIN).await;
        match look(&catalogue, &gate, seen).await {
            Ok(version) => {
                observatory.gate_is_true(catalogue.clock().now());
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

async fn look(catalogue: &Catalogue, gate: &Gate, seen: i64) -> Result<i64, store::StoreError> {
    // Asked for before the table is read: what changes in between is seen the next time.
    let version = catalogue.version().await?;
    if version != seen {
        renew(catalogue, gate).await?;
    }
    Ok(version)
}

async fn renew(catalogue: &Catalogue, gate: &Gate) -> Result<(), store::StoreError> {
    gate.replace(GateTable::new(catalogue.gate_titles().await?));
    Ok(())
}

fn settings(house: &OpenHouse) -> SiteSettings {
    SiteSettings {
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
    }
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
