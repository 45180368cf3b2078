//! Pictures of a title that somebody chose: they stay when its film is encoded anew.

use crate::db::{Connection, query};
use house::Instant;
use house::id::{PictureKey, TitleId};
use house::release::{Picture, PictureRole};
use house::team::Actor;

use super::audit::{self, Change};
use super::columns::{Columns, to_bigint, to_json};
use super::{Catalogue, gate_changed};
use crate::StoreError;

/// A chosen poster takes the place of the one before; a still comes to the others.
pub(super) async fn choose(
    connection: &mut Connection,
    title: &TitleId,
    picture: &Picture,
    accent: Option<&str>,
    by: &Actor,
    now: Instant,
) -> Result<(), StoreError> {
    let role = to_json(&picture.role)?;
    let before = query("SELECT picture_key FROM pictures WHERE title = $1 AND role = $2 ORDER BY place")
        .bind(title.as_str())
        .bind(&role)
        .fetch_all(&mut *connection)
        .await?;
    let before: Vec<String> = before
        .iter()
        .map(|row| row.text("picture_key"))
        .collect::<Result<_, _>>()?;
    if picture.role == PictureRole::Poster {
        query("DELETE FROM pictures WHERE title = $1 AND role = $2")
            .bind(title.as_str())
            .bind(&role)
            .execute(&mut *connection)
            .await?;
    }
    query(
        "INSERT INTO pictures (picture_key, title, place, role, digest, bytes, width, height, chosen)
         SELECT $1, $2, coalesce(max(place), -1) + 1, $3, $4, $5, $6, $7, 1 FROM pictures WHERE title = $2",
    )
    .bind(picture.key.as_str())
    .bind(title.as_str())
    .bind(role)
    .bind(picture.digest.to_string())
    .bind(to_bigint(picture.bytes)?)
    .bind(i64::from(picture.width))
    .bind(i64::from(picture.height))
    .execute(&mut *connection)
    .await?;
    query("UPDATE titles SET accent = coalesce($2, accent) WHERE id = $1")
        .bind(title.as_str())
        .bind(accent)
        .execute(&mut *connection)
        .await?;
    let change = Change::new("title.picture", "title", title)
        .before(&before)?
        .after(&[picture.key.as_str()])?;
    audit::record(connection, by, now, change).await?;
    gate_changed(connection).await
}

/// Does the title have a poster that somebody chose?
pub(super) async fn has_chosen_poster(
    connection: &mut Connection,
    title: &TitleId,
) -> Result<bool, StoreError> {
    let row = query("SELECT count(*) AS chosen FROM pictures WHERE title = $1 AND role = $2 AND chosen = 1")
        .bind(title.as_str())
        .bind(to_json(&PictureRole::Poster)?)
        .fetch_one(connection)
        .await?;
    Ok(row.bigint("chosen")? > 0)
}

impl Catalogue {
    /// Takes a still from a title; answers whether there was one.
    pub async fn remove_still(
        &self,
        actor: &Actor,
        title: &TitleId,
        key: &PictureKey,
    ) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let done = query("DELETE FROM pictures WHERE title = $1 AND picture_key = $2 AND role = $3")
            .bind(title.as_str())
            .bind(key.as_str())
            .bind(to_json(&PictureRole::Still)?)
            .execute(&mut *write)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let change = Change::new("title.picture", "title", title).before(&[key.as_str()])?;
        audit::record(&mut write, actor, self.now(), change).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(true)
    }
}
