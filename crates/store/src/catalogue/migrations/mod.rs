//! The catalogue's form and how it is brought up to date: forward only, under a lock of our own.

pub(crate) mod file;
pub(crate) mod server;

use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};

use crate::StoreError;

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long to wait for other programs to leave the house, or to finish migrating it.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// The form that this program works with.
pub(crate) fn known_form() -> i64 {
    MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

fn refuse_newer(found: i64, known: i64) -> Result<(), StoreError> {
    if found > known {
        return Err(StoreError::NewerHouse { found, known });
    }
    Ok(())
}

pub(crate) fn migration_error(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(e) => e.into(),
        MigrateError::ExecuteMigration(e, _) => e.into(),
        other => StoreError::Damaged(format!("its migrations are not those of this program: {other}")),
    }
}
