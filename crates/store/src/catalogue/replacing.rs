//! A release that is given another master: its address stays, and who is in the middle of the film sees it to its end.

use std::collections::HashMap;

use crate::db::{Connection, query};
use house::Instant;
use house::id::{MasterId, ReleaseId};
use house::team::Actor;

use super::audit::{self, Change};
use super::columns::Columns;
use super::gate_changed;
use crate::StoreError;

/// For so long what was shown before is handed to those who have begun with it: longer than a film and a pause.
const FINISHING_MS: i64 = 6 * 3_600_000;

pub(super) async fn replace(
    connection: &mut Connection,
    release: &ReleaseId,
    master: &MasterId,
    by: &Actor,
    now: Instant,
) -> Result<(), StoreError> {
    let row = query("SELECT master FROM releases WHERE id = $1")
        .bind(release.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let before = row.text("master")?;
    if before == master.as_str() {
        return Ok(());
    }
    query("UPDATE releases SET former = master, former_until = $3, master = $2 WHERE id = $1")
        .bind(release.as_str())
        .bind(master.as_str())
        .bind(now.plus_millis(FINISHING_MS).micros())
        .execute(&mut *connection)
        .await?;
    let change = Change::new("release.replace", "release", release)
        .before(&before)?
        .after(&master.as_str())?;
    audit::record(connection, by, now, change).await?;
    gate_changed(connection).await
}

/// The masters that releases showed before, and until when they still count.
pub(super) async fn formers(
    connection: &mut Connection,
) -> Result<HashMap<ReleaseId, (MasterId, Instant)>, StoreError> {
    let rows = query(
        "SELECT id, former, former_until FROM releases WHERE former IS NOT NULL AND former_until IS NOT NULL",
    )
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let until = row.instant("former_until")?;
            Ok((row.parsed("id")?, (row.parsed("former")?, until)))
        })
        .collect()
}
