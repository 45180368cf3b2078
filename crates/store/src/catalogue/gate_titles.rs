use house::encode::Stage;
use house::id::{MasterId, ReleaseKey};
use house::release::{Former, Release, ReleasedTitle, Title, shown_with};

use super::columns::Columns;
use super::{Catalogue, releases, replacing, titles};
use crate::StoreError;
use crate::db::{Connection, query};

impl Catalogue {
    /// What the gate answers from: every release of every title, newest first, drafted and withdrawn ones too (the
    /// gate decides), with the checked renditions of the master that it names. All of one moment.
    pub async fn gate_titles(&self) -> Result<Vec<ReleasedTitle>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let mut released = Vec::new();
        let titles = titles::all_titles(&mut reader).await?;
        for title in &titles {
            for release in releases::releases_of(&mut reader, &title.id).await? {
                let mut renditions = self.read_renditions_of(&mut reader, &release.master).await?;
                renditions.retain(|rendition| rendition.stage == Stage::Checked);
                // More than were planned exist when a ladder was made shorter afterwards.
                let planned = planned(&mut reader, &release.master).await?.max(renditions.len());
                let former = match replacing::former(&mut reader, &release.id).await? {
                    Some((master, until)) if until > self.now() => {
                        let mut renditions = self.read_renditions_of(&mut reader, &master).await?;
                        renditions.retain(|rendition| rendition.stage == Stage::Checked);
                        Some(Former { renditions, until })
                    }
                    _ => None,
                };
                released.push(ReleasedTitle {
                    former,
                    title: title.clone(),
                    release,
                    renditions,
                    planned,
                });
            }
        }
        let lent = lent(&titles, &released);
        released.extend(lent);
        Ok(released)
    }
}

/// What has no film of its own, and so no release, is open while something that it is shown with is: each release of
/// that is lent to it, under a key that leads nowhere.
fn lent(titles: &[Title], released: &[ReleasedTitle]) -> Vec<ReleasedTitle> {
    let mut lent = Vec::new();
    for title in titles {
        if released.iter().any(|entry| entry.title.id == title.id) {
            continue;
        }
        let with = shown_with(title, titles);
        let releases = released.iter().filter(|entry| with.contains(&entry.title.id));
        lent.extend(releases.map(|entry| ReleasedTitle {
            title: title.clone(),
            release: Release {
                key: ReleaseKey::random(),
                title: title.id.clone(),
                ..entry.release.clone()
            },
            renditions: Vec::new(),
            former: None,
            planned: 0,
        }));
    }
    lent
}

async fn planned(reader: &mut Connection, master: &MasterId) -> Result<usize, StoreError> {
    query("SELECT planned FROM masters WHERE id = $1")
        .bind(master.as_str())
        .fetch_one(reader)
        .await?
        .number("planned")
}
