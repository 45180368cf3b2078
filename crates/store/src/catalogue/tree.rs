//! A title with its parts: read whole, and brought by a sheet to what it says in one transaction.

use std::collections::BTreeMap;

use house::Instant;
use house::id::TitleId;
use house::release::sheet::{Act, Difference, Kept, Step};
use house::release::{Release, Title};
use house::team::Actor;

use super::audit::{self, Change};
use super::columns::{Columns, to_json};
use super::{Catalogue, gate_changed, releases, titles};
use crate::StoreError;
use crate::db::{Connection, Row, query};

impl Catalogue {
    /// A title with its parts, their films, and the sheet that was applied last; all of one moment.
    pub async fn tree(&self, title: &TitleId) -> Result<Option<Kept>, StoreError> {
        let mut reader = self.readers().begin().await?;
        tree(&mut reader, title).await
    }

    /// The parts of a title, in their order.
    pub async fn parts_of(&self, title: &TitleId) -> Result<Vec<Title>, StoreError> {
        let mut reader = self.readers().begin().await?;
        parts(&mut reader, title).await
    }

    /// Brings a title and its parts to what a sheet says, all or nothing. `before`: what the difference was made of;
    /// `sheet`: the text that is kept as the title's.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when any of it was changed meanwhile; [`StoreError::Refused`] when an address was taken.
    pub async fn apply_sheet(
        &self,
        actor: &Actor,
        before: Option<&Kept>,
        difference: &Difference,
        sheet: Option<&str>,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        let kept = tree(&mut write, &difference.title).await?;
        if kept.map(without_pictures) != before.cloned().map(without_pictures) {
            return Err(StoreError::Stale);
        }
        // What goes first makes room for names and addresses.
        let (gone, stays): (Vec<&Step>, Vec<&Step>) =
            difference.steps.iter().partition(|step| step.act == Act::Remove);
        for step in gone {
            remove(&mut write, actor, &step.title, now).await?;
        }
        for step in stays {
            put(&mut write, actor, step, now).await?;
        }
        query("UPDATE titles SET sheet = $2 WHERE id = $1")
            .bind(difference.title.as_str())
            .bind(sheet)
            .execute(&mut *write)
            .await?;
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }
}

/// What a sheet says; pictures come and go while films are encoded.
fn without_pictures(mut kept: Kept) -> Kept {
    for title in kept.parts.iter_mut().chain([&mut kept.title]) {
        title.pictures.clear();
        title.accent = None;
    }
    kept
}

async fn tree(reader: &mut Connection, title: &TitleId) -> Result<Option<Kept>, StoreError> {
    let Some(row) = row_of(reader, title).await? else {
        return Ok(None);
    };
    let parts = parts(reader, title).await?;
    let mut films = BTreeMap::new();
    for id in parts.iter().map(|part| &part.id).chain([title]) {
        let newest = query("SELECT asset FROM masters WHERE title = $1 ORDER BY revision DESC LIMIT 1")
            .bind(id.as_str())
            .fetch_optional(&mut *reader)
            .await?;
        if let Some(newest) = newest {
            films.insert(id.clone(), newest.parsed("asset")?);
        }
    }
    Ok(Some(Kept {
        title: with_pictures(reader, &row).await?,
        parts,
        films,
        sheet: row.text_or_none("sheet")?,
    }))
}

async fn parts(reader: &mut Connection, title: &TitleId) -> Result<Vec<Title>, StoreError> {
    let rows = query("SELECT * FROM titles WHERE parent = $1 ORDER BY place, id")
        .bind(title.as_str())
        .fetch_all(&mut *reader)
        .await?;
    let mut parts = Vec::with_capacity(rows.len());
    for row in &rows {
        parts.push(with_pictures(reader, row).await?);
    }
    Ok(parts)
}

async fn row_of(connection: &mut Connection, title: &TitleId) -> Result<Option<Row>, StoreError> {
    let row = query("SELECT * FROM titles WHERE id = $1")
        .bind(title.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row)
}

async fn with_pictures(reader: &mut Connection, row: &Row) -> Result<Title, StoreError> {
    let pictures = query("SELECT * FROM pictures WHERE title = $1 ORDER BY place")
        .bind(row.text("id")?)
        .fetch_all(reader)
        .await?;
    let pictures = pictures
        .iter()
        .map(titles::read_picture)
        .collect::<Result<_, _>>()?;
    titles::read(row, pictures)
}

async fn put(
    connection: &mut Connection,
    actor: &Actor,
    step: &Step,
    now: Instant,
) -> Result<(), StoreError> {
    let title = &step.title;
    match row_of(connection, &title.id).await? {
        Some(row) => titles::update(connection, actor, &row, title, now).await?,
        None => titles::insert(connection, actor, title, now).await?,
    }
    if step.lines.iter().any(|line| line.label == "territories") {
        move_releases(connection, actor, title, now).await?;
    }
    Ok(())
}

/// Releases follow the title's territories; those that were withdrawn stay as they were.
async fn move_releases(
    connection: &mut Connection,
    actor: &Actor,
    title: &Title,
    now: Instant,
) -> Result<(), StoreError> {
    for before in releases::releases_of(connection, &title.id).await? {
        if before.withdrawn.is_some() {
            continue;
        }
        let after = Release {
            territories: title.about.territories.clone(),
            ..before.clone()
        };
        query("UPDATE releases SET territories = $2, version = version + 1 WHERE id = $1")
            .bind(after.id.as_str())
            .bind(to_json(&after.territories)?)
            .execute(&mut *connection)
            .await?;
        let change = Change::new("release.set", "title", &title.id);
        audit::record(connection, actor, now, change.before(&before)?.after(&after)?).await?;
    }
    Ok(())
}

/// Takes a part out of its title and off the site.
async fn remove(
    connection: &mut Connection,
    actor: &Actor,
    part: &Title,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(row) = row_of(connection, &part.id).await? else {
        return Ok(());
    };
    let loose = Title {
        part: None,
        ..part.clone()
    };
    titles::update(connection, actor, &row, &loose, now).await?;
    for release in releases::releases_of(connection, &part.id).await? {
        releases::withdraw(connection, actor, release, now).await?;
    }
    Ok(())
}
