//! Pages of notebooks: pictures in tiles, each known by the photograph that it was cut of.

use house::id::TitleId;
use house::release::{Picture, PictureRole, Title};

use super::columns::Columns;
use super::{gate_changed, titles};
use crate::StoreError;
use crate::db::{Connection, query};

/// Puts a page in the place of an earlier one of the same photograph. It stays when films are encoded anew.
pub(super) async fn put_page(
    connection: &mut Connection,
    title: &TitleId,
    picture: &Picture,
) -> Result<(), StoreError> {
    for (key, role) in pages(connection, title).await? {
        if matches!((&role, &picture.role), (PictureRole::Page { photo, .. }, PictureRole::Page { photo: of, .. }) if photo == of)
        {
            remove(connection, &key).await?;
        }
    }
    titles::put_pictures(connection, title, std::slice::from_ref(picture)).await?;
    query("UPDATE pictures SET chosen = 1 WHERE picture_key = $1")
        .bind(picture.key.as_str())
        .execute(&mut *connection)
        .await?;
    gate_changed(connection).await
}

/// Takes away the pages that the title no longer names.
pub(super) async fn drop_pages(connection: &mut Connection, title: &Title) -> Result<(), StoreError> {
    for (key, role) in pages(connection, &title.id).await? {
        let PictureRole::Page { photo, .. } = &role else {
            continue;
        };
        if !title.material.pages.iter().any(|page| page.photo == *photo) {
            remove(connection, &key).await?;
        }
    }
    Ok(())
}

async fn pages(
    connection: &mut Connection,
    title: &TitleId,
) -> Result<Vec<(String, PictureRole)>, StoreError> {
    let rows = query("SELECT picture_key, role FROM pictures WHERE title = $1 AND chosen = 1 ORDER BY place")
        .bind(title.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("picture_key")?, row.json("role")?)))
        .collect()
}

async fn remove(connection: &mut Connection, key: &str) -> Result<(), StoreError> {
    query("DELETE FROM pictures WHERE picture_key = $1")
        .bind(key)
        .execute(connection)
        .await?;
    Ok(())
}
