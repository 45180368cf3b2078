use std::collections::HashMap;

use house::Instant;
use house::id::{ReleaseId, TitleId};
use house::release::{Release, Showing};
use house::team::Actor;

use super::audit::{self, Change};
use super::columns::{Columns, to_json};
use super::{Catalogue, gate_changed, talk};
use crate::StoreError;
use crate::db::{Connection, Row, query, query_scalar};

impl Catalogue {
    /// Files a release; one with the same id is replaced.
    pub async fn put_release(&self, release: &Release) -> Result<(), StoreError> {
        self.put_release_by(&Actor::Program, release).await
    }

    /// The same, for somebody.
    pub async fn put_release_by(&self, actor: &Actor, release: &Release) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        file(&mut write, actor, self.now(), release).await?;
        Ok(write.commit().await?)
    }

    /// Has a release seen together, or, with `None`, by everybody alone: then nothing is kept of what was said. Answers the
    /// release as it is from then on.
    pub async fn put_showing(
        &self,
        actor: &Actor,
        release: &Release,
        showing: Option<Showing>,
    ) -> Result<Release, StoreError> {
        let mut after = release.clone();
        after.plan.showing = showing;
        let mut write = self.write().await?;
        if after.plan.showing.is_none() {
            talk::forget(&mut write, &after.title).await?;
        }
        if after.plan.showing != release.plan.showing {
            file(&mut write, actor, self.now(), &after).await?;
        }
        write.commit().await?;
        Ok(after)
    }

    /// Notes of all releases that are open by `now` that they were seen so. Answers how many were new.
    pub async fn note_opened(&self, now: Instant) -> Result<u64, StoreError> {
        let waits: Option<i64> = query_scalar(
            "SELECT 1 FROM releases WHERE opens <= $1 AND opened IS NULL AND withdrawn IS NULL LIMIT 1",
        )
        .bind(now.micros())
        .fetch_optional(self.readers())
        .await?;
        if waits.is_none() {
            return Ok(0);
        }
        let mut write = self.write().await?;
        let noted = query(
            "UPDATE releases SET opened = opens WHERE opens <= $1 AND opened IS NULL AND withdrawn IS NULL",
        )
        .bind(now.micros())
        .execute(&mut *write)
        .await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(noted.rows_affected())
    }

    /// How often the release was changed; the gate's own openings count.
    pub async fn release_version(&self, id: &ReleaseId) -> Result<u64, StoreError> {
        query("SELECT version FROM releases WHERE id = $1")
            .bind(id.as_str())
            .fetch_one(self.readers())
            .await?
            .number("version")
    }

    /// The title's newest release that is not withdrawn, else its newest.
    pub async fn release_of(&self, title: &TitleId) -> Result<Option<Release>, StoreError> {
        Ok(self.releases_of(title).await?.into_iter().next())
    }

    /// Newest first, withdrawn ones last.
    pub async fn releases_of(&self, title: &TitleId) -> Result<Vec<Release>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        releases_of(&mut reader, title).await
    }

    pub async fn release_by_id(&self, id: &ReleaseId) -> Result<Option<Release>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        read_by_id(&mut reader, id).await
    }

    /// Sets the instant of opening; with `None` it opens now, unless an instant was set before.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such release or it was withdrawn.
    pub async fn open_release(&self, id: &ReleaseId, at: Option<Instant>) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let done = query(
            "UPDATE releases SET opens = coalesce($2, opens, $3), version = version + 1 WHERE id = $1 AND withdrawn IS NULL",
        )
        .bind(id.as_str())
        .bind(at.map(Instant::micros))
        .bind(self.now().micros())
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Refused(format!(
                "there is no release {id} that could open: it was withdrawn, or never drafted"
            )));
        }
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }

    pub async fn withdraw_release(&self, id: &ReleaseId) -> Result<(), StoreError> {
        self.withdraw_release_by(&Actor::Program, id).await
    }

    /// The same, for somebody.
    pub async fn withdraw_release_by(&self, actor: &Actor, id: &ReleaseId) -> Result<(), StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        let before = read_by_id(&mut write, id).await?;
        let before = before.ok_or_else(|| StoreError::Refused(format!("there is no release {id}")))?;
        withdraw(&mut write, actor, before, now).await?;
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }
}

/// Files a release as part of what else is written.
async fn file(
    write: &mut Connection,
    actor: &Actor,
    now: Instant,
    release: &Release,
) -> Result<(), StoreError> {
    let before = read_by_id(write, &release.id).await?;
    query(
        "INSERT INTO releases (id, release_key, title, master, opens, closes, territories, withdrawn, plan, opened, made)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET release_key = excluded.release_key, title = excluded.title,
            master = excluded.master, opens = excluded.opens, closes = excluded.closes,
            territories = excluded.territories, withdrawn = excluded.withdrawn, plan = excluded.plan,
            opened = excluded.opened, version = releases.version + 1",
    )
    .bind(release.id.as_str())
    .bind(release.key.as_str())
    .bind(release.title.as_str())
    .bind(release.master.as_str())
    .bind(release.opens.map(Instant::micros))
    .bind(release.closes.map(Instant::micros))
    .bind(to_json(&release.territories)?)
    .bind(release.withdrawn.map(Instant::micros))
    .bind(to_json(&release.plan)?)
    .bind(release.opened.map(Instant::micros))
    .bind(now.micros())
    .execute(&mut *write)
    .await?;
    let change = Change::new("release.set", "title", &release.title).after(release)?;
    let change = match &before {
        Some(before) => change.before(before)?,
        None => change,
    };
    audit::record(write, actor, now, change).await?;
    gate_changed(write).await
}

/// Withdraws a release, unless it was withdrawn before; with the log's entry.
pub(super) async fn withdraw(
    connection: &mut Connection,
    actor: &Actor,
    before: Release,
    now: Instant,
) -> Result<(), StoreError> {
    let after = Release {
        withdrawn: before.withdrawn.or(Some(now)),
        ..before.clone()
    };
    query("UPDATE releases SET withdrawn = $2, version = version + 1 WHERE id = $1")
        .bind(after.id.as_str())
        .bind(after.withdrawn.map(Instant::micros))
        .execute(&mut *connection)
        .await?;
    let change = Change::new("release.withdraw", "title", &before.title);
    audit::record(connection, actor, now, change.before(&before)?.after(&after)?).await
}

async fn read_by_id(connection: &mut Connection, id: &ReleaseId) -> Result<Option<Release>, StoreError> {
    let row = query("SELECT * FROM releases WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn releases_of(
    reader: &mut Connection,
    title: &TitleId,
) -> Result<Vec<Release>, StoreError> {
    let rows = query(
        "SELECT * FROM releases WHERE title = $1
         ORDER BY CASE WHEN withdrawn IS NULL THEN 0 ELSE 1 END, made DESC, id",
    )
    .bind(title.as_str())
    .fetch_all(reader)
    .await?;
    rows.iter().map(read).collect()
}

/// The same of every title.
pub(super) async fn all_releases(
    reader: &mut Connection,
) -> Result<HashMap<TitleId, Vec<Release>>, StoreError> {
    let rows = query(
        "SELECT * FROM releases
         ORDER BY CASE WHEN withdrawn IS NULL THEN 0 ELSE 1 END, made DESC, id",
    )
    .fetch_all(reader)
    .await?;
    let mut by_title: HashMap<TitleId, Vec<Release>> = HashMap::new();
    for row in &rows {
        let release = read(row)?;
        by_title.entry(release.title.clone()).or_default().push(release);
    }
    Ok(by_title)
}

/// For a job, when everything has passed: settles the instant at which the release opens, the intended one or now, unless
/// one was settled before or it was withdrawn.
pub(super) async fn settle_opening(
    connection: &mut Connection,
    id: &ReleaseId,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(release) = read_by_id(connection, id).await? else {
        return Ok(());
    };
    query("UPDATE releases SET opens = $2, version = version + 1 WHERE id = $1 AND opens IS NULL AND withdrawn IS NULL")
        .bind(id.as_str())
        .bind(release.plan.intends.unwrap_or(now).micros())
        .execute(&mut *connection)
        .await?;
    gate_changed(connection).await
}

fn read(row: &Row) -> Result<Release, StoreError> {
    Ok(Release {
        id: row.parsed("id")?,
        key: row.parsed("release_key")?,
        title: row.parsed("title")?,
        master: row.parsed("master")?,
        opens: row.instant_or_none("opens")?,
        closes: row.instant_or_none("closes")?,
        territories: row.json("territories")?,
        withdrawn: row.instant_or_none("withdrawn")?,
        opened: row.instant_or_none("opened")?,
        plan: row.json("plan")?,
    })
}
