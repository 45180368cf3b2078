use std::collections::{HashMap, HashSet};

use house::Instant;
use house::encode::Rendition;
use house::id::{MasterId, ReleaseId, ReleaseKey, TitleId};
use house::release::{Former, Release, ReleasedTitle, Title, shown_with};

use super::columns::Columns;
use super::{Catalogue, releases, replacing, titles};
use crate::StoreError;
use crate::db::{Connection, query};

impl Catalogue {
    /// What the gate answers from: every release of every title, newest first, drafted and withdrawn ones too (the
    /// gate decides), with the checked renditions of the master that it names. All of one moment, and in a handful of
    /// queries however many titles there are.
    pub async fn gate_titles(&self) -> Result<Vec<ReleasedTitle>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let titles = titles::all_titles(&mut reader).await?;
        let mut releases = releases::all_releases(&mut reader).await?;
        let mut shown = Shown {
            checked: self.checked_renditions(&mut reader).await?,
            planned: planned(&mut reader).await?,
            formers: replacing::formers(&mut reader).await?,
            now: self.now(),
        };
        let mut released = Vec::new();
        for title in &titles {
            let own = releases.remove(&title.id).unwrap_or_default();
            released.extend(own.into_iter().map(|release| shown.by(title, release)));
        }
        let lent = lent(&titles, &released);
        released.extend(lent);
        Ok(released)
    }
}

/// What releases show, by their masters.
struct Shown {
    checked: HashMap<MasterId, Vec<Rendition>>,
    planned: HashMap<MasterId, usize>,
    formers: HashMap<ReleaseId, (MasterId, Instant)>,
    now: Instant,
}

impl Shown {
    fn by(&mut self, title: &Title, release: Release) -> ReleasedTitle {
        let renditions = self.of(&release.master);
        let former = self.formers.remove(&release.id);
        ReleasedTitle {
            title: title.clone(),
            // More than were planned exist when a ladder was made shorter afterwards.
            planned: self
                .planned
                .get(&release.master)
                .copied()
                .unwrap_or_default()
                .max(renditions.len()),
            former: former
                .filter(|(_, until)| *until > self.now)
                .map(|(master, until)| Former {
                    renditions: self.of(&master),
                    until,
                }),
            renditions,
            release,
        }
    }

    fn of(&self, master: &MasterId) -> Vec<Rendition> {
        self.checked.get(master).cloned().unwrap_or_default()
    }
}

/// What has no film of its own, and so no release, is open while something that it is shown with is: each release of
/// that is lent to it, under a key that leads nowhere.
fn lent(titles: &[Title], released: &[ReleasedTitle]) -> Vec<ReleasedTitle> {
    let mut by_title: HashMap<&TitleId, Vec<&ReleasedTitle>> = HashMap::new();
    for entry in released {
        by_title.entry(&entry.title.id).or_default().push(entry);
    }
    let mut lent = Vec::new();
    for title in titles.iter().filter(|title| !by_title.contains_key(&title.id)) {
        let with: HashSet<TitleId> = shown_with(title, titles).into_iter().collect();
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

async fn planned(reader: &mut Connection) -> Result<HashMap<MasterId, usize>, StoreError> {
    let rows = query("SELECT id, planned FROM masters").fetch_all(reader).await?;
    rows.iter()
        .map(|row| Ok((row.parsed("id")?, row.number("planned")?)))
        .collect()
}
