//! The house open to visitors: the site on its address, the gate kept true, work done on the side.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use engine::CancelToken;
use house::release::{Gate, GateTable};
use site::{SiteSettings, SiteState, UploadTerms};
use store::{Catalogue, ViewersDoor};
use tokio::net::TcpListener;

use crate::cli::problem::Advised;
use crate::config::Origins;
use crate::open_house::OpenHouse;
use crate::production::take_up_uploads;
use crate::workroom::HouseWorkroom;

/// How often the catalogue is asked whether it has changed; every change is seen within a second.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// How long answers under way may take after the end was asked for.
const LAST_ANSWERS: Duration = Duration::from_secs(15);

/// Takes the address, so that a taken port is told before anything else is done.
///
/// # Errors
/// A sentence when the address cannot be had.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Advised::new(
                format!("the address {address} is taken by another program"),
                format!(
                    "end that program, or choose another address: --listen {}",
                    SocketAddr::new(address.ip(), address.port().wrapping_add(1).max(1024))
                ),
            )
            .into(),
            std::io::ErrorKind::PermissionDenied => Advised::new(
                format!("the address {address} may not be taken by this user"),
                "choose a port from 1024 on: --listen 127.0.0.1:8080",
            )
            .into(),
            _ => anyhow::Error::new(error).context(format!("the address {address} cannot be had")),
        })
}

/// Serves until `stop`, then lets answers under way end.
///
/// # Errors
/// A sentence when the catalogue cannot be read at the start.
pub async fn serve(house: &Arc<OpenHouse>, listener: TcpListener, stop: CancelToken) -> anyhow::Result<()> {
    let gate = Arc::new(Gate::new(Arc::clone(&house.clock)));
    let version = house.catalogue.version().await?;
    renew(&house.catalogue, &gate).await?;
    let keeping = tokio::spawn(keep_true(
        house.catalogue.clone(),
        Arc::clone(&gate),
        version,
        stop.clone(),
    ));
    // Before anybody comes: what the last server did not come to finish.
    if let Err(error) = take_up_uploads(house).await {
        tracing::warn!("uploads of before: {error:#}");
    }
    let state = SiteState {
        gate,
        door: Arc::new(ViewersDoor::new(house.vault.clone(), Arc::clone(&house.clock))),
        catalogue: house.catalogue.clone(),
        dock: house.dock.clone(),
        clock: Arc::clone(&house.clock),
        settings: Arc::new(settings(house)),
        workroom: Arc::new(HouseWorkroom::new(Arc::clone(house))),
    };
    let ended = stop.clone();
    let serving = site::serve(listener, state, async move { ended.cancelled().await });
    tokio::select! {
        served = serving => served.context("the site cannot be served")?,
        () = too_long_after(&stop) => tracing::warn!("answers under way were cut off"),
    }
    keeping.abort();
    Ok(())
}

async fn too_long_after(stop: &CancelToken) {
    stop.cancelled().await;
    tokio::time::sleep(LAST_ANSWERS).await;
}

/// Puts a new table into the gate whenever the catalogue has changed, by whatever process. While it cannot be read
/// the gate goes on with what it knows: instants of opening and closing are in it.
async fn keep_true(catalogue: Catalogue, gate: Arc<Gate>, mut seen: i64, stop: CancelToken) {
    let mut failing = false;
    while !stop.is_cancelled() {
        tokio::time::sleep(LOOK_AGAIN).await;
        match look(&catalogue, &gate, seen).await {
            Ok(version) => {
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
        address: house.config.site.public_address(),
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
