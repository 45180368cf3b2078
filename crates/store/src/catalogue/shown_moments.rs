//! The moments that a title's page leads to, with a picture of each.

use house::Instant;
use house::id::TitleId;
use house::release::{Picture, PictureRole, ShownMoments};
use house::team::Actor;

use super::audit::{self, Change};
use super::columns::{Columns, to_json};
use super::{Catalogue, gate_changed, titles};
use crate::StoreError;
use crate::db::{Connection, query};

impl Catalogue {
    /// Puts moments on a title's page in the place of those before, with their pictures.
    pub async fn show_moments(
        &self,
        actor: &Actor,
        title: &TitleId,
        moments: &ShownMoments,
        pictures: &[Picture],
    ) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let now = self.now();
        show(&mut write, title, moments, pictures, actor, now).await?;
        write.commit().await?;
        Ok(())
    }

    /// Takes a title's moments from its page. Answers whether there were any.
    pub async fn hide_moments(&self, actor: &Actor, title: &TitleId) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let before = shown(&mut write, title).await?;
        if before.is_none() {
            return Ok(false);
        }
        replace(&mut write, title, None, &[]).await?;
        record(&mut write, title, actor, self.now(), before, None).await?;
        gate_changed(&mut write).await?;
        write.commit().await?;
        Ok(true)
    }
}

/// Puts moments on a title's page in the place of those before, with their pictures. They stay when films are encoded anew.
pub(super) async fn show(
    connection: &mut Connection,
    title: &TitleId,
    moments: &ShownMoments,
    pictures: &[Picture],
    by: &Actor,
    now: Instant,
) -> Result<(), StoreError> {
    let before = shown(connection, title).await?;
    replace(connection, title, Some(moments), pictures).await?;
    record(connection, title, by, now, before, Some(moments)).await?;
    gate_changed(connection).await
}

async fn shown(connection: &mut Connection, title: &TitleId) -> Result<Option<ShownMoments>, StoreError> {
    let row = query("SELECT moments FROM titles WHERE id = $1")
        .bind(title.as_str())
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or_else(|| StoreError::Refused(format!("there is no title {title}")))?;
    row.json_or_none("moments")
}

async fn replace(
    connection: &mut Connection,
    title: &TitleId,
    moments: Option<&ShownMoments>,
    pictures: &[Picture],
) -> Result<(), StoreError> {
    query("DELETE FROM pictures WHERE title = $1 AND role = $2")
        .bind(title.as_str())
        .bind(to_json(&PictureRole::Moment)?)
        .execute(&mut *connection)
        .await?;
    titles::put_pictures(connection, title, pictures).await?;
    query("UPDATE pictures SET chosen = 1 WHERE title = $1 AND role = $2")
        .bind(title.as_str())
        .bind(to_json(&PictureRole::Moment)?)
        .execute(&mut *connection)
        .await?;
    query("UPDATE titles SET moments = $2 WHERE id = $1")
        .bind(title.as_str())
        .bind(moments.map(to_json).transpose()?)
        .execute(connection)
        .await?;
    Ok(())
}

/// The log says what they are called: which frames show them is of no interest later.
async fn record(
    connection: &mut Connection,
    title: &TitleId,
    by: &Actor,
    now: Instant,
    before: Option<ShownMoments>,
    after: Option<&ShownMoments>,
) -> Result<(), StoreError> {
    let names = |moments: &ShownMoments| -> Vec<String> {
        moments.list.iter().map(|moment| moment.name.clone()).collect()
    };
    let mut change = Change::new("title.moments", "title", title);
    if let Some(before) = &before {
        change = change.before(&names(before))?;
    }
    if let Some(after) = after {
        change = change.after(&names(after))?;
    }
    audit::record(connection, by, now, change).await
}
