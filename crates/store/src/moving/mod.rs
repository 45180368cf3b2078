//! Moving a catalogue between SQLite and PostgreSQL: every row of every table, in one transaction of the new place, and
//! then both read again and compared.

mod copy;
mod digest;
mod form;
mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use house::Digest;

use self::form::Table;
use self::place::{Source, Target};
use crate::db::Connection;
use crate::{Catalogue, Database, StoreError};

/// What both places hold: for each table how many rows, and a digest over all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub tables: BTreeMap<String, TableSum>,
    /// An earlier call had copied everything already; nothing was written.
    pub was_there: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableSum {
    pub rows: u64,
    pub digest: Digest,
}

/// Copies the catalogue at `from` to `to` and compares. Nothing is changed at `from`; `to` is complete or empty,
/// however this ends: call it again. The catalogue at `from` must have been opened (and so migrated) by this program.
///
/// # Errors
/// [`StoreError::InUse`] when somebody works in the house; [`StoreError::Refused`] when `to` holds anything else than
/// a complete copy.
pub async fn move_catalogue(from: &Database, to: &Database) -> Result<Compared, StoreError> {
    let tables = form::tables().await?;
    let mut source = Source::open(from).await?;
    let sums = digest::sums(source.connection(), &tables).await?;
    if let Some(mut there) = place::open_finished(to).await? {
        let found = digest::sums(&mut there, &tables).await;
        there.close().await?;
        if found.is_ok_and(|found| differences(&sums, &found).is_empty()) {
            return Ok(Compared {
                tables: sums,
                was_there: true,
            });
        }
        return Err(StoreError::Refused(format!(
            "{to} is not empty: name an empty database, or put away what is there"
        )));
    }
    make_copy(source.connection(), to, &tables, &sums).await?;
    source.close().await?;
    Ok(Compared {
        tables: sums,
        was_there: false,
    })
}

/// Copies an open catalogue as it is at one moment to an empty place, and compares; whoever works in the house works on.
///
/// # Errors
/// As [`move_catalogue`], without [`StoreError::InUse`].
pub async fn copy_catalogue(catalogue: &Catalogue, to: &Database) -> Result<Compared, StoreError> {
    let tables = form::tables().await?;
    if let Some(there) = place::open_finished(to).await? {
        there.close().await?;
        return Err(StoreError::Refused(format!("{to} is not empty")));
    }
    let mut reader = catalogue.readers().begin().await?;
    let sums = digest::sums(&mut reader, &tables).await?;
    make_copy(&mut reader, to, &tables, &sums).await?;
    Ok(Compared {
        tables: sums,
        was_there: false,
    })
}

async fn make_copy(
    from: &mut Connection,
    to: &Database,
    tables: &[Table],
    sums: &BTreeMap<String, TableSum>,
) -> Result<(), StoreError> {
    let mut target = Target::begin(to).await?;
    copy_all(from, target.connection(), tables).await?;
    let copied = digest::sums(target.connection(), tables).await?;
    let differing = differences(sums, &copied);
    if !differing.is_empty() {
        return Err(StoreError::Damaged(format!(
            "the copy differs from what was copied in {}: nothing was changed",
            differing.join(", ")
        )));
    }
    // The index of search is made anew from them.
    crate::catalogue::fill_pending(target.connection()).await?;
    target.finish().await
}

async fn copy_all(from: &mut Connection, to: &mut Connection, tables: &[Table]) -> Result<(), StoreError> {
    // What the migrations put in is among what is copied.
    for table in tables.iter().rev() {
        copy::empty(to, table).await?;
    }
    for table in tables {
        copy::table(from, to, table).await?;
    }
    Ok(())
}

/// Names of tables.
fn differences(one: &BTreeMap<String, TableSum>, other: &BTreeMap<String, TableSum>) -> Vec<String> {
    let differs = |name: &&String| one.get(*name) != other.get(*name);
    one.keys().filter(differs).cloned().collect()
}
