use std::collections::BTreeSet;

use house::Instant;
use house::encode::Rendition;
use house::release::{Picture, PictureRole, Release, Title};

use crate::media::picture_address;

/// A title under embargo, with everything by which it could be found.
#[derive(Debug, Clone)]
pub struct Subject {
    pub title: Title,
    /// All of them: withdrawn and drafted ones too.
    pub releases: Vec<Release>,
    /// Of all its masters.
    pub renditions: Vec<Rendition>,
    /// Ids of masters, assets and whatever else belongs to it.
    pub more: Vec<String>,
}

/// What may be told at an address before the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allowed {
    /// The answer is that of a title that never was.
    Nothing,
    /// The announcement: name, words, poster, instant.
    Announcement,
    /// The film, encrypted.
    Ciphertext,
}

impl Subject {
    /// The public may see it: there is nothing to hide any more.
    pub fn is_open(&self, now: Instant) -> bool {
        self.releases
            .iter()
            .any(|release| release.is_open(now) && release.territories.is_empty())
    }

    pub(super) fn is_announced(&self, now: Instant) -> bool {
        self.releases.iter().any(|release| release.is_announced(now))
    }

    pub(super) fn is_sealed(&self) -> bool {
        self.releases.iter().any(Release::is_sealed)
    }

    pub(super) fn is_poster(&self, path: &str) -> bool {
        self.poster()
            .is_some_and(|poster| path == picture_address(&poster.key))
    }

    fn poster(&self) -> Option<&Picture> {
        let pictures = &self.title.pictures;
        pictures
            .iter()
            .find(|picture| picture.role == PictureRole::Poster)
    }

    /// Every name that the title and what belongs to it has in the house.
    pub(super) fn ids(&self) -> Vec<String> {
        let title = &self.title;
        let mut ids = vec![title.slug.clone(), title.id.to_string()];
        for release in &self.releases {
            ids.extend([
                release.id.to_string(),
                release.key.to_string(),
                release.master.to_string(),
            ]);
        }
        for rendition in &self.renditions {
            ids.extend([
                rendition.id.to_string(),
                rendition.key.to_string(),
                rendition.digest.to_string(),
            ]);
        }
        for picture in &title.pictures {
            ids.extend([picture.key.to_string(), picture.digest.to_string()]);
        }
        ids.extend(self.more.iter().cloned());
        let mut seen = BTreeSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        ids
    }

    /// What must be in no answer; less, where an announcement may be told.
    pub(super) fn secrets(&self, allowed: Allowed) -> Vec<String> {
        let title = &self.title;
        let mut secrets = self.ids();
        secrets.extend(title.credits.iter().map(|credit| credit.name.clone()));
        secrets.extend(
            [&title.attribution, &title.source_url]
                .into_iter()
                .flatten()
                .cloned(),
        );
        secrets.push(title.name.clone());
        secrets.extend([&title.tagline, &title.synopsis].into_iter().flatten().cloned());
        if allowed == Allowed::Announcement {
            let poster = self.poster();
            let told: Vec<String> = [Some(title.slug.clone()), Some(title.name.clone())]
                .into_iter()
                .chain([title.tagline.clone(), title.synopsis.clone()])
                .chain([poster.map(|picture| picture.key.to_string())])
                .flatten()
                .collect();
            // What is part of what may be told is told with it.
            secrets.retain(|secret| !told.iter().any(|words| words.contains(secret.as_str())));
        }
        // A word of two letters is in every page.
        secrets.retain(|secret| secret.trim().chars().count() > 3);
        secrets
    }
}
