//! What the house stands on: looked for, found, and what each missing part costs.

mod addresses;
mod voice;

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use engine::{Engine, EngineConfig, Sandbox};
use house::encode::size_text;
use serde::Serialize;
use store::{AssetQuery, Database, StoreError};

use crate::config::Config;
use crate::open_house::{OpenHouse, engine_config};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Good,
    /// It works, but not as well as it could.
    Weak,
    /// Something that the user came for does not work.
    Missing,
}

#[derive(Debug, Serialize)]
pub struct Finding {
    pub part: &'static str,
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What its state costs the user, and what to do; empty when all is well.
    pub cost: String,
}

impl Finding {
    fn good(part: &'static str, found: impl Into<String>) -> Self {
        Self {
            part,
            health: Health::Good,
            found: found.into(),
            cost: String::new(),
        }
    }

    fn bad(part: &'static str, health: Health, found: impl Into<String>, cost: impl Into<String>) -> Self {
        Self {
            part,
            health,
            found: found.into(),
            cost: cost.into(),
        }
    }
}

/// Looks at everything that the program and the house in `folder` stand on. A folder that is no house is a finding,
/// not a failure: the rest is still looked at.
pub async fn examine(folder: &Path) -> Vec<Finding> {
    let mut findings = vec![Finding::good(
        "program",
        format!("marquee {}", env!("CARGO_PKG_VERSION")),
    )];
    findings.push(cores());
    let config = Config::read(folder).ok();
    let engine = config.as_ref().map_or_else(EngineConfig::default, engine_config);
    findings.extend(look_for_engine(&engine).await);
    findings.extend(config.map(|config| voice::look(&config.speech)));
    findings.extend(look_at_house(folder).await);
    findings
}

fn cores() -> Finding {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let found = if cores == 1 {
        "1 core".to_owned()
    } else {
        format!("{cores} cores")
    };
    if cores >= 2 {
        return Finding::good("machine", found);
    }
    let cost = "Encodes take all of it; pages are slower meanwhile.";
    Finding::bad("machine", Health::Weak, found, cost)
}

async fn look_for_engine(config: &EngineConfig) -> Vec<Finding> {
    let engine = match Engine::find(config).await {
        Ok(engine) => engine,
        Err(error) => {
            let cost = "No film can be taken in, encoded or checked; films that are ready still play. `make setup` fetches it.";
            return vec![Finding::bad("engine", Health::Missing, error.to_string(), cost)];
        }
    };
    let report = match engine.report().await {
        Ok(report) => report,
        Err(error) => {
            let cost =
                "It was found but does not answer: no film can be encoded. `make setup` fetches another.";
            return vec![Finding::bad("engine", Health::Missing, error.to_string(), cost)];
        }
    };
    let mut findings = vec![
        Finding::good(
            "engine",
            format!("ffmpeg {} ({})", report.ffmpeg_version, report.ffmpeg.display()),
        ),
        Finding::good(
            "probe",
            format!(
                "ffprobe {} ({})",
                report.ffprobe_version,
                report.ffprobe.display()
            ),
        ),
        Finding::good("parts", report.present.join(", ")),
    ];
    let missing = report.missing.into_iter();
    findings.extend(
        missing.map(|sentence| Finding::bad("part missing", Health::Weak, sentence, "See `make setup`.")),
    );
    findings.push(match engine.reader().await {
        Ok(reader) => Finding::good(
            "letters",
            format!("tesseract {} ({})", reader.version, reader.languages.join(", ")),
        ),
        Err(error) => Finding::bad(
            "letters",
            Health::Weak,
            error.to_string(),
            "What is written on tapes and pages is not read; everything else works.",
        ),
    });
    findings.push(sandbox(report.sandbox));
    findings
}

fn sandbox(sandbox: Sandbox) -> Finding {
    match sandbox {
        Sandbox::Full => Finding::good(
            "sandbox",
            "full: no network, no files but those handed over, limits",
        ),
        Sandbox::Partial(reason) => Finding::bad(
            "sandbox",
            Health::Weak,
            format!("partial: {reason}"),
            "A film made to attack the engine could read files of this user. Use a newer kernel for strangers' films.",
        ),
        Sandbox::None(reason) => Finding::bad(
            "sandbox",
            Health::Weak,
            format!("limits only: {reason}"),
            "A film made to attack the engine could read this user's files and use the network. Take in only films \
             that you trust.",
        ),
    }
}

async fn look_at_house(folder: &Path) -> Vec<Finding> {
    let house = match OpenHouse::open(folder).await {
        Ok(house) => house,
        Err(error) if is_unreachable(&error) => {
            let cost = "Nothing can be shown until the database answers; the vault's films are untouched.";
            return vec![Finding::bad(
                "catalogue",
                Health::Missing,
                format!("{error:#}"),
                cost,
            )];
        }
        Err(error) => {
            let cost =
                "Name a house with --house DIR or $MARQUEE_HOUSE, or make one with `marquee init DIR`.";
            return vec![Finding::bad("house", Health::Weak, format!("{error:#}"), cost)];
        }
    };
    let mut findings = vec![
        Finding::good(
            "house",
            format!("{} in {}", house.config.name, house.folder.display()),
        ),
        database(&house).await,
        disk(&house),
    ];
    findings.extend(addresses::look(&house).await);
    findings.extend(secrets(&house));
    findings
}

fn is_unreachable(error: &anyhow::Error) -> bool {
    let store = error.downcast_ref::<StoreError>();
    store.is_some_and(|error| matches!(error, StoreError::Unreachable(_)))
}

async fn database(house: &OpenHouse) -> Finding {
    let catalogue = &house.catalogue;
    let found = async {
        let titles = catalogue.title_names().await?.len();
        let assets = catalogue.count_assets(&AssetQuery::default()).await?;
        let (version, place) = (catalogue.engine_version().await?, catalogue.database());
        Ok::<_, store::StoreError>(format!("{version}, {place}, {titles} titles, {assets} assets"))
    };
    match found.await {
        Ok(found) => Finding::good("catalogue", found),
        Err(error) => {
            let cost = match catalogue.database() {
                Database::File(_) => {
                    "Nothing can be shown. Bring catalogue.sqlite back from a backup; the vault's films are untouched."
                }
                Database::Server(_) => {
                    "Nothing can be shown until the database answers; the vault's films are untouched."
                }
            };
            Finding::bad("catalogue", Health::Missing, error.to_string(), cost)
        }
    }
}

/// Does anybody on this machine read the database's password?
fn secrets(house: &OpenHouse) -> Option<Finding> {
    house.config.database.as_ref()?;
    let path = house.folder.join(crate::config::FILE_NAME);
    let open_to_all = path.metadata().is_ok_and(|facts| facts.mode() & 0o004 != 0);
    open_to_all.then(|| {
        Finding::bad(
            "secrets",
            Health::Weak,
            format!("every user of this machine can read {}", path.display()),
            format!(
                "The database's password may be in it. Run  chmod o-r {}",
                path.display()
            ),
        )
    })
}

fn disk(house: &OpenHouse) -> Finding {
    let keep = house.config.work.keep_free;
    match store::disk::free_bytes(&house.folder) {
        Ok(free) if free > keep.saturating_mul(3) => {
            Finding::good("disk", format!("{} free", size_text(free)))
        }
        Ok(free) => {
            let cost = format!(
                "{} stay free by work.keep_free, so little is left for encodes; they wait until there is more. `marquee gc` \
                 may free some.",
                size_text(keep)
            );
            Finding::bad("disk", Health::Weak, format!("{} free", size_text(free)), cost)
        }
        Err(error) => Finding::bad(
            "disk",
            Health::Weak,
            error.to_string(),
            "How much fits is not known.",
        ),
    }
}
