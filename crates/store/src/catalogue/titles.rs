use std::collections::HashMap;

use house::Instant;
use house::id::TitleId;
use house::release::{Part, Picture, PictureRole, Title};
use house::team::Actor;

use super::audit::{self, Change};
use super::columns::{Columns, to_bigint, to_json};
use super::{Catalogue, choosing, gate_changed, notebooks};
use crate::StoreError;
use crate::db::{Connection, Query, Row, query, query_scalar};

impl Catalogue {
    /// Files a new title with its pictures.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the slug is taken.
    pub async fn put_title(&self, title: &Title) -> Result<(), StoreError> {
        self.put_title_by(&Actor::Program, title).await
    }

    /// The same, for somebody.
    ///
    /// # Errors
    /// As [`Self::put_title`].
    pub async fn put_title_by(&self, actor: &Actor, title: &Title) -> Result<(), StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        insert(&mut write, actor, title, now).await?;
        gate_changed(&mut write).await?;
        Ok(write.commit().await?)
    }

    /// Replaces everything but the id, the day it was made, the pictures (see [`Self::put_pictures`]) and the moments.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such title or the slug is another's.
    pub async fn update_title(&self, title: &Title) -> Result<(), StoreError> {
        self.update_title_by(&Actor::Program, title, None).await.map(drop)
    }

    /// The same, for somebody; with a version, only if the title still has it. Answers the new version.
    ///
    /// # Errors
    /// As [`Self::update_title`]; [`StoreError::Stale`] when it was changed meanwhile.
    pub async fn update_title_by(
        &self,
        actor: &Actor,
        title: &Title,
        version: Option<u64>,
    ) -> Result<u64, StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        let row = query("SELECT * FROM titles WHERE id = $1")
            .bind(title.id.as_str())
            .fetch_optional(&mut *write)
            .await?
            .ok_or_else(|| no_title(&title.id))?;
        let found: u64 = row.number("version")?;
        if version.is_some_and(|version| version != found) {
            return Err(StoreError::Stale);
        }
        update(&mut write, actor, &row, title, now).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(found + 1)
    }

    pub async fn title_by_id(&self, id: &TitleId) -> Result<Option<Title>, StoreError> {
        let row = query("SELECT * FROM titles WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        self.with_pictures(row).await
    }

    pub async fn title_by_slug(&self, slug: &str) -> Result<Option<Title>, StoreError> {
        let row = query("SELECT * FROM titles WHERE slug = $1")
            .bind(slug)
            .fetch_optional(self.readers())
            .await?;
        self.with_pictures(row).await
    }

    /// Oldest first.
    pub async fn titles(&self) -> Result<Vec<Title>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        all_titles(&mut reader).await
    }

    /// Replaces the title's pictures; `accent` is kept when `None`.
    pub async fn put_pictures(
        &self,
        title: &TitleId,
        pictures: &[Picture],
        accent: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        replace_pictures(&mut write, title, pictures, accent).await?;
        Ok(write.commit().await?)
    }

    async fn with_pictures(&self, row: Option<Row>) -> Result<Option<Title>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let pictures = query("SELECT * FROM pictures WHERE title = $1 ORDER BY place")
            .bind(row.text("id")?)
            .fetch_all(self.readers())
            .await?;
        let pictures = pictures.iter().map(read_picture).collect::<Result<_, _>>()?;
        read(&row, pictures).map(Some)
    }
}

/// Files a title with its pictures, and the log's entry.
pub(super) async fn insert(
    connection: &mut Connection,
    actor: &Actor,
    title: &Title,
    now: Instant,
) -> Result<(), StoreError> {
    let insert = query(
        "INSERT INTO titles (id, slug, name, tagline, synopsis, credits, year, licence, licence_url,
            attribution, source_url, accent, about, sought, changed, parent, part_name, part, place, shape, material,
            made)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
         ON CONFLICT DO NOTHING",
    );
    let done = bind_title(insert, title, now)?
        .bind(title.made.micros())
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() == 0 {
        return Err(slug_taken(title));
    }
    put_pictures(connection, &title.id, &title.pictures).await?;
    let change = Change::new("title.create", "title", &title.id).after(title)?;
    audit::record(connection, actor, now, change).await
}

/// Puts a title in the place of the row that was read of it, with the log's entry.
pub(super) async fn update(
    connection: &mut Connection,
    actor: &Actor,
    row: &Row,
    title: &Title,
    now: Instant,
) -> Result<(), StoreError> {
    // Pictures are another act's: the log says what this one changed.
    let before = read(row, title.pictures.clone())?;
    let taken: Option<String> = query_scalar("SELECT id FROM titles WHERE slug = $1 AND id <> $2")
        .bind(&title.slug)
        .bind(title.id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    if taken.is_some() {
        return Err(slug_taken(title));
    }
    let update = query(
        "UPDATE titles SET slug = $2, name = $3, tagline = $4, synopsis = $5, credits = $6, year = $7,
            licence = $8, licence_url = $9, attribution = $10, source_url = $11, accent = $12, about = $13,
            sought = $14, changed = $15, parent = $16, part_name = $17, part = $18, place = $19, shape = $20,
            material = $21, version = version + 1
         WHERE id = $1",
    );
    bind_title(update, title, now)?.execute(&mut *connection).await?;
    notebooks::drop_pages(connection, title).await?;
    let change = Change::new("title.update", "title", &title.id);
    audit::record(connection, actor, now, change.before(&before)?.after(title)?).await
}

pub(super) async fn all_titles(reader: &mut Connection) -> Result<Vec<Title>, StoreError> {
    let rows = query("SELECT * FROM titles ORDER BY made, id")
        .fetch_all(&mut *reader)
        .await?;
    let mut pictures = all_pictures(reader).await?;
    rows.iter()
        .map(|row| {
            let id: TitleId = row.parsed("id")?;
            read(row, pictures.remove(&id).unwrap_or_default())
        })
        .collect()
}

pub(super) async fn replace_pictures(
    connection: &mut Connection,
    title: &TitleId,
    pictures: &[Picture],
    accent: Option<&str>,
) -> Result<(), StoreError> {
    let done = query("UPDATE titles SET accent = coalesce($2, accent) WHERE id = $1")
        .bind(title.as_str())
        .bind(accent)
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() == 0 {
        return Err(no_title(title));
    }
    query("DELETE FROM pictures WHERE title = $1 AND chosen = 0")
        .bind(title.as_str())
        .execute(&mut *connection)
        .await?;
    let kept: Vec<Picture> = if choosing::has_chosen_poster(connection, title).await? {
        let is_poster = |picture: &&Picture| picture.role == PictureRole::Poster;
        pictures
            .iter()
            .filter(|picture| !is_poster(picture))
            .cloned()
            .collect()
    } else {
        pictures.to_vec()
    };
    put_pictures(connection, title, &kept).await?;
    gate_changed(connection).await
}

pub(super) async fn put_pictures(
    connection: &mut Connection,
    title: &TitleId,
    pictures: &[Picture],
) -> Result<(), StoreError> {
    let row = query("SELECT coalesce(max(place), -1) + 1 AS next FROM pictures WHERE title = $1")
        .bind(title.as_str())
        .fetch_one(&mut *connection)
        .await?;
    let first = row.bigint("next")?;
    for (place, picture) in (first..).zip(pictures) {
        query(
            "INSERT INTO pictures (picture_key, title, place, role, digest, bytes, width, height)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(picture.key.as_str())
        .bind(title.as_str())
        .bind(place)
        .bind(to_json(&picture.role)?)
        .bind(picture.digest.to_string())
        .bind(to_bigint(picture.bytes)?)
        .bind(i64::from(picture.width))
        .bind(i64::from(picture.height))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Pictures of every title, in their order.
async fn all_pictures(reader: &mut Connection) -> Result<HashMap<TitleId, Vec<Picture>>, StoreError> {
    let mut by_title: HashMap<TitleId, Vec<Picture>> = HashMap::new();
    for row in query("SELECT * FROM pictures ORDER BY title, place")
        .fetch_all(reader)
        .await?
    {
        by_title
            .entry(row.parsed("title")?)
            .or_default()
            .push(read_picture(&row)?);
    }
    Ok(by_title)
}

/// Binds $1 to $21.
fn bind_title(query: Query, title: &Title, now: Instant) -> Result<Query, StoreError> {
    let part = title.part.as_ref();
    Ok(query
        .bind(title.id.as_str())
        .bind(&title.slug)
        .bind(&title.name)
        .bind(&title.tagline)
        .bind(&title.synopsis)
        .bind(to_json(&title.credits)?)
        .bind(&title.year)
        .bind(&title.licence)
        .bind(&title.licence_url)
        .bind(&title.attribution)
        .bind(&title.source_url)
        .bind(&title.accent)
        .bind(to_json(&title.about)?)
        .bind(sought(title))
        .bind(now.micros())
        .bind(part.map(|part| part.of.as_str()))
        .bind(part.map(|part| part.name.as_str()))
        .bind(part.map(|part| to_json(&part.kind)).transpose()?)
        .bind(part.map(|part| i64::from(part.place)))
        .bind(title.shape.as_str())
        .bind(to_json(&title.material)?))
}

/// The words by which a title is found, in small letters.
pub(super) fn sought(title: &Title) -> String {
    let people = title.credits.iter().map(|credit| &credit.name);
    let words = [&title.name, &title.slug]
        .into_iter()
        .chain(&title.about.tags)
        .chain(people);
    words
        .map(|word| word.to_lowercase())
        .collect::<Vec<_>>()
        .join("\n")
}

pub(super) fn read(row: &Row, pictures: Vec<Picture>) -> Result<Title, StoreError> {
    Ok(Title {
        id: row.parsed("id")?,
        slug: row.text("slug")?,
        name: row.text("name")?,
        tagline: row.text_or_none("tagline")?,
        synopsis: row.text_or_none("synopsis")?,
        credits: row.json("credits")?,
        year: row.text_or_none("year")?,
        licence: row.text_or_none("licence")?,
        licence_url: row.text_or_none("licence_url")?,
        attribution: row.text_or_none("attribution")?,
        source_url: row.text_or_none("source_url")?,
        about: row.json("about")?,
        shape: row.parsed("shape")?,
        part: read_part(row)?,
        material: row.json("material")?,
        pictures,
        moments: row.json_or_none("moments")?,
        accent: row.text_or_none("accent")?,
        made: row.instant("made")?,
    })
}

fn read_part(row: &Row) -> Result<Option<Part>, StoreError> {
    let Some(of) = row.parsed_or_none("parent")? else {
        return Ok(None);
    };
    Ok(Some(Part {
        of,
        name: row.text("part_name")?,
        place: row.number("place")?,
        kind: row.json("part")?,
    }))
}

pub(super) fn read_picture(row: &Row) -> Result<Picture, StoreError> {
    Ok(Picture {
        key: row.parsed("picture_key")?,
        role: row.json("role")?,
        digest: row.parsed("digest")?,
        bytes: row.number("bytes")?,
        width: row.number("width")?,
        height: row.number("height")?,
    })
}

fn slug_taken(title: &Title) -> StoreError {
    StoreError::Refused(format!(
        "the address '{}' belongs to another title: give this one another slug",
        title.slug
    ))
}

fn no_title(id: &TitleId) -> StoreError {
    StoreError::Refused(format!("there is no title {id}"))
}
