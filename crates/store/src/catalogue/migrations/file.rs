//! The form of a catalogue that is a file of SQLite.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row};

use super::super::upgrade::{Upgraded, carry_out};
use super::{LOCK_PAUSE, MIGRATIONS, known_form, migration_error, refuse_newer};
use crate::{FileLock, StoreError};

/// How long SQLite waits for another process's write.
const BUSY: Duration = Duration::from_secs(15);

pub(crate) fn connect_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // A committed step must outlive the power, not only the process.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // A connection's own thread hands rows over; with fewer the two wait for each other more than they work.
        .row_buffer_size(256)
}

/// Brings the catalogue at `path` to the form that this program knows. The lock is shared by all who work in the
/// house and held as long as they do; only who migrates holds it alone.
pub(in crate::catalogue) async fn bring_up_to_date(
    path: &Path,
    patience: Duration,
) -> Result<(FileLock, Option<Upgraded>), StoreError> {
    let (known, place) = (known_form(), lock_path(path));
    let mut upgraded = None;
    // Before anything is created or locked: a newer house is left exactly as it was found.
    refuse_newer(look(path).await?, known)?;
    let mut waited = Duration::ZERO;
    loop {
        // Looked at anew each time round: what another program did meanwhile decides.
        if let Some(shared) = FileLock::try_shared(&place)? {
            let found = look(path).await?;
            refuse_newer(found, known)?;
            if found == known {
                return Ok((shared, upgraded));
            }
        }
        if let Some(_alone) = FileLock::try_exclusive(&place)? {
            let found = look(path).await?;
            refuse_newer(found, known)?;
            if found < known {
                upgraded = carry_out(path, found, &MIGRATIONS).await?;
            }
            continue;
        }
        if waited >= patience {
            return Err(in_use(path));
        }
        tokio::time::sleep(LOCK_PAUSE).await;
        waited += LOCK_PAUSE;
    }
}

pub(crate) fn lock_path(path: &Path) -> PathBuf {
    beside(path, ".lock")
}

fn in_use(path: &Path) -> StoreError {
    StoreError::InUse {
        place: path.to_owned(),
        what:
            "another Marquee works in this house and the catalogue must be migrated: stop it, then try again"
                .into(),
    }
}

/// The file whose name goes on with `ending`.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The form of the catalogue at `path`, 0 when it is empty. Writes nothing, not even SQLite's own side files.
pub(crate) async fn look(path: &Path) -> Result<i64, StoreError> {
    let length = match std::fs::metadata(path) {
        Ok(facts) => facts.len(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::NoHouse(
                path.parent().unwrap_or(Path::new(".")).to_owned(),
            ));
        }
        Err(e) => return Err(StoreError::io(path, e)),
    };
    let log = beside(path, "-wal").exists();
    if length == 0 && !log {
        return Ok(0);
    }
    if !log && let Ok(form) = look_with(path, true).await {
        return Ok(form);
    }
    // A log lies beside it (another process works here, or died here, or came meanwhile): its pages are read too. A
    // read-only connection leaves the bytes of both files as they are.
    look_with(path, false).await
}

/// `immutable` opens the file alone, makes no side files and takes no locks.
async fn look_with(path: &Path, immutable: bool) -> Result<i64, StoreError> {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(immutable)
        .busy_timeout(BUSY)
        .connect()
        .await?;
    let form = read_form(&mut connection).await;
    connection.close().await?;
    form
}

async fn read_form(connection: &mut sqlx::SqliteConnection) -> Result<i64, StoreError> {
    let tables: i64 = sqlx::query("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
        .fetch_one(&mut *connection)
        .await
        .map_err(not_ours)?
        .try_get(0)?;
    if tables == 0 {
        return Ok(0);
    }
    let row = sqlx::query("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(&mut *connection)
        .await
        .map_err(not_ours)?;
    Ok(row.try_get(0)?)
}

/// A file that SQLite cannot read, or that has tables but not ours.
fn not_ours(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(e) if e.code().is_some_and(|code| code == "26" || code == "1") => {
            StoreError::Damaged("the file is not a catalogue of Marquee".into())
        }
        _ => error.into(),
    }
}

pub(crate) async fn migrate(path: &Path, migrations: &Migrator) -> Result<(), StoreError> {
    let mut connection = connect_options(path).create_if_missing(true).connect().await?;
    // Not `run`: its future cannot be sent between threads (launchbadge/sqlx, `Acquire` is not general enough).
    let outcome = migrations.run_direct(None, &mut connection, false).await;
    // The main file itself must carry the new form, so that an earlier program sees it without reading the log.
    let checkpoint = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await;
    connection.close().await?;
    outcome.map_err(migration_error)?;
    checkpoint?;
    Ok(())
}
