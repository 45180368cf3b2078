//! Bringing a catalogue of an earlier form up to date: tried on a copy, the copy looked over, and only then done to
//! the real one, with the earlier one kept beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use house::{Clock, Instant};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::Catalogue;
use super::migrations::file::{beside, connect_options, look, migrate};
use super::migrations::{MIGRATIONS, known_form};
use super::snapshot::{first_fault, vacuum};
use crate::StoreError;

/// Earlier catalogues that are kept.
const KEPT: usize = 2;
const KEPT_NAME: &str = ".before-form-";
const TRIAL_NAME: &str = ".trial-";

/// Tables whose rows an upgrade may lose: they are made anew by themselves. All others last.
const PASSING: [&str; 5] = [
    "answered",
    "login_failures",
    "login_tokens",
    "sessions",
    "workers",
];
/// And the index of search, which is made anew from records.
const PASSING_PREFIX: &str = "search_";

/// An upgrade that was done when the catalogue was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgraded {
    pub from: i64,
    pub to: i64,
    /// The catalogue as it was.
    pub kept: PathBuf,
}

/// An upgrade that was only tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub from: i64,
    pub to: i64,
    /// How many rows each lasting table has, before and after.
    pub rows: BTreeMap<String, i64>,
}

impl Catalogue {
    /// Tries on a copy what opening the catalogue at `path` would do; `None` when there is nothing to do. Nobody in the
    /// house notices.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the upgrade would fail, with the reason.
    pub async fn try_upgrade(path: &Path) -> Result<Option<Trial>, StoreError> {
        let found = look(path).await?;
        if found >= known_form() || found == 0 {
            return Ok(None);
        }
        let copy = Copy::of(path).await?;
        attempt(&copy, found, &MIGRATIONS).await.map(Some)
    }

    /// The upgrade that opening this catalogue brought.
    pub fn upgraded(&self) -> Option<&Upgraded> {
        self.inner.upgraded.as_ref()
    }
}

/// To be called by who holds the house alone. `None`: the catalogue was empty, there was nothing to lose.
pub(super) async fn carry_out(
    path: &Path,
    found: i64,
    migrations: &Migrator,
) -> Result<Option<Upgraded>, StoreError> {
    if found == 0 {
        migrate(path, migrations).await?;
        return Ok(None);
    }
    sweep(path, TRIAL_NAME, 0)?;
    let copy = Copy::of(path).await?;
    let kept = beside(path, &format!("{KEPT_NAME}{found:04}"));
    fs::copy(&copy.0, beside(path, ".keeping"))
        .and_then(|_| fs::File::open(beside(path, ".keeping"))?.sync_all())
        .and_then(|()| fs::rename(beside(path, ".keeping"), &kept))
        .map_err(|e| StoreError::io(&kept, e))?;
    if let Err(error) = attempt(&copy, found, migrations).await {
        // The catalogue itself is still what this is a copy of.
        let _ = fs::remove_file(&kept);
        return Err(error);
    }
    drop(copy);
    migrate(path, migrations).await?;
    sweep(path, KEPT_NAME, KEPT)?;
    Ok(Some(Upgraded {
        from: found,
        to: known_form(),
        kept,
    }))
}

/// A copy for a trial; removed with its side files when dropped.
struct Copy(PathBuf);

impl Copy {
    async fn of(path: &Path) -> Result<Self, StoreError> {
        let copy = Self(beside(
            path,
            &format!("{TRIAL_NAME}{:016x}", rand::random::<u64>()),
        ));
        // What its log holds too, and nothing of it changed.
        vacuum(path, &copy.0).await?;
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", ".lock"] {
            let _ = fs::remove_file(beside(&self.0, ending));
        }
    }
}

/// # Errors
/// [`StoreError::Refused`]: the catalogue itself was not touched.
async fn attempt(copy: &Copy, found: i64, migrations: &Migrator) -> Result<Trial, StoreError> {
    let refuse = |why: String| {
        StoreError::Refused(format!(
            "this house cannot be brought from form {found} to form {} of its catalogue: tried on a copy, {why}. \
             Nothing was changed: the earlier Marquee works with it as before",
            known_form()
        ))
    };
    let before = rows(&copy.0).await?;
    migrate(&copy.0, migrations)
        .await
        .map_err(|error| refuse(format!("the upgrade fails ({error})")))?;
    let after = rows(&copy.0).await?;
    for (table, count) in &before {
        let left = after.get(table).copied().unwrap_or(0);
        if left != *count {
            return Err(refuse(format!("of {count} rows of '{table}' {left} are left")));
        }
    }
    if let Some(what) = faults(&copy.0).await? {
        return Err(refuse(format!("the result is not sound ({what})")));
    }
    read_gate(copy.0.clone())
        .await
        .map_err(|error| refuse(format!("what is released cannot be read ({error})")))?;
    Ok(Trial {
        from: found,
        to: known_form(),
        rows: after,
    })
}

async fn rows(path: &Path) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut connection = connect_options(path).connect().await?;
    let mut counted = BTreeMap::new();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master
         WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut connection)
    .await?;
    for table in tables {
        if PASSING.contains(&table.as_str()) || table.starts_with(PASSING_PREFIX) {
            continue;
        }
        let counting = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let count = sqlx::query_scalar(counting).fetch_one(&mut connection).await?;
        counted.insert(table, count);
    }
    connection.close().await?;
    Ok(counted)
}

/// The first fault of pages, indexes and references.
async fn faults(path: &Path) -> Result<Option<String>, StoreError> {
    let mut connection = connect_options(path).connect().await?;
    let found = first_fault(&mut connection).await?;
    let dangling = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    let count = dangling.len();
    Ok(found.or_else(|| (count > 0).then(|| format!("{count} rows name others that are not there"))))
}

/// The trial never asks for the time.
struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(0)
    }
}

/// Reads what the gate answers from. Boxed: opening a catalogue may bring an upgrade, which reads the gate.
fn read_gate(path: PathBuf) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>> {
    Box::pin(async move {
        let catalogue = Catalogue::open(&path, Arc::new(StoppedClock)).await?;
        let read = catalogue.gate_titles().await;
        catalogue.close().await;
        read.map(|_| ())
    })
}

/// Removes files beside the catalogue whose names begin so, but for the newest few (their names sort by age).
fn sweep(path: &Path, kind: &str, keep: usize) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let prefix = beside(Path::new(path.file_name().unwrap_or_default()), kind);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| StoreError::io(folder, e))? {
        let entry = entry.map_err(|e| StoreError::io(folder, e))?;
        let name = entry.file_name();
        if name
            .as_encoded_bytes()
            .starts_with(prefix.as_os_str().as_encoded_bytes())
        {
            found.push(entry.path());
        }
    }
    found.sort();
    found.truncate(found.len().saturating_sub(keep));
    for path in found {
        fs::remove_file(&path).map_err(|e| StoreError::io(&path, e))?;
    }
    Ok(())
}
