//! Titles as lists show them: filtered, sorted, read page by page, with where each stands with its audience.

use std::collections::HashMap;

use house::Instant;
use house::id::{PictureKey, TitleId};
use house::release::{PictureRole, Title};
use sqlx::AssertSqlSafe;

use super::columns::{Columns, to_json};
use super::{Catalogue, titles};
use crate::StoreError;
use crate::db::{Row, query, query_scalar};

/// A title as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTitle {
    pub id: TitleId,
    pub slug: String,
    pub name: String,
    pub tagline: Option<String>,
    pub year: Option<String>,
    pub poster: Option<PictureKey>,
    pub standing: TitleStanding,
    pub opens: Option<Instant>,
    pub closes: Option<Instant>,
    pub made: Instant,
    pub changed: Instant,
    pub version: u64,
}

/// Where a title stands with its audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleStanding {
    /// It has no release.
    Loose,
    Draft,
    Coming,
    Showing,
    Closed,
    Withdrawn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleSort {
    Name,
    Made,
    Changed,
}

/// Which titles to list, and in which order.
#[derive(Debug, Clone)]
pub struct TitleQuery {
    /// Each word must be found in name, address, tags or people.
    pub words: Vec<String>,
    pub standing: Option<TitleStanding>,
    pub sort: TitleSort,
    pub descending: bool,
    /// What the last title of the page before was sorted by, and its id.
    pub after: Option<(String, TitleId)>,
    pub limit: u32,
}

/// More words than anybody types; the rest is not looked for.
const WORDS: usize = 6;

impl TitleStanding {
    pub const ALL: [Self; 6] = [
        Self::Loose,
        Self::Draft,
        Self::Coming,
        Self::Showing,
        Self::Closed,
        Self::Withdrawn,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loose => "loose",
            Self::Draft => "draft",
            Self::Coming => "coming",
            Self::Showing => "showing",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for TitleStanding {
    type Err = house::HouseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|standing| standing.as_str() == text)
            .ok_or_else(|| house::HouseError::Unreadable {
                given: text.into(),
                expected: "a standing: loose, draft, coming, showing, closed, withdrawn",
            })
    }
}

impl TitleSort {
    /// What to sort by, as text of a fixed width, so that every order is one of texts.
    fn column(self) -> &'static str {
        match self {
            Self::Name => "lower(t.name)",
            Self::Made => "CAST(t.made + 4611686018427387904 AS TEXT)",
            Self::Changed => "CAST(t.changed + 4611686018427387904 AS TEXT)",
        }
    }
}

impl Catalogue {
    /// A page of titles; with each, what the next page is asked for by.
    pub async fn titles_page(&self, wanted: &TitleQuery) -> Result<Vec<(String, ListedTitle)>, StoreError> {
        let column = wanted.sort.column();
        let (beyond, way) = if wanted.descending {
            ("<", "DESC")
        } else {
            (">", "ASC")
        };
        let words: Vec<String> = (0..WORDS)
            .map(|at| format!("t.sought LIKE ${} ESCAPE '!'", at + 6))
            .collect();
        let statement = format!(
            "SELECT * FROM (
                SELECT t.id, t.slug, t.name, t.tagline, t.year, t.made, t.changed, t.version, {column} AS place,
                    r.opens, r.closes,
                    (SELECT picture_key FROM pictures p WHERE p.title = t.id AND p.role = $12
                     ORDER BY p.place LIMIT 1) AS poster,
                    CASE WHEN r.id IS NULL THEN 'loose' WHEN r.withdrawn IS NOT NULL THEN 'withdrawn'
                         WHEN r.opens IS NULL THEN 'draft' WHEN r.opens > $1 THEN 'coming'
                         WHEN r.closes IS NOT NULL AND r.closes <= $1 THEN 'closed' ELSE 'showing' END AS standing
                FROM titles t LEFT JOIN releases r ON r.id = (
                    SELECT id FROM releases WHERE title = t.id
                    ORDER BY CASE WHEN withdrawn IS NULL THEN 0 ELSE 1 END, made DESC, id LIMIT 1)
                WHERE {}
             ) listed
             WHERE ($2 IS NULL OR standing = $2)
               AND ($3 IS NULL OR place {beyond} $3 OR (place = $3 AND id {beyond} $4))
             ORDER BY place {way}, id {way} LIMIT $5",
            words.join(" AND ")
        );
        let mut query = query(AssertSqlSafe(statement))
            .bind(self.now().micros())
            .bind(wanted.standing.map(TitleStanding::as_str))
            .bind(wanted.after.as_ref().map(|(place, _)| place.clone()))
            .bind(wanted.after.as_ref().map(|(_, id)| id.as_str().to_owned()))
            .bind(i64::from(wanted.limit));
        for at in 0..WORDS {
            query = query.bind(pattern(wanted.words.get(at).map_or("", String::as_str)));
        }
        query = query.bind(to_json(&PictureRole::Poster)?);
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| Ok((row.text("place")?, read(row)?)))
            .collect()
    }

    /// A title with its version.
    pub async fn title_with_version(&self, id: &TitleId) -> Result<Option<(Title, u64)>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let row = query("SELECT * FROM titles WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let pictures = query("SELECT * FROM pictures WHERE title = $1 ORDER BY place")
            .bind(id.as_str())
            .fetch_all(&mut *reader)
            .await?;
        let pictures = pictures
            .iter()
            .map(titles::read_picture)
            .collect::<Result<_, _>>()?;
        Ok(Some((titles::read(&row, pictures)?, row.number("version")?)))
    }

    /// What every title is called, and nothing else of it.
    pub async fn title_names(&self) -> Result<HashMap<TitleId, String>, StoreError> {
        let rows = query("SELECT id, name FROM titles")
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok((row.parsed("id")?, row.text("name")?)))
            .collect()
    }

    /// Every address of a title's page that is taken.
    pub async fn slugs(&self) -> Result<Vec<String>, StoreError> {
        Ok(query_scalar("SELECT slug FROM titles")
            .fetch_all(self.readers())
            .await?)
    }
}

/// Found anywhere; what LIKE would take for a sign is a letter.
fn pattern(word: &str) -> String {
    let escaped: String = word
        .to_lowercase()
        .chars()
        .flat_map(|letter| {
            matches!(letter, '%' | '_' | '!')
                .then_some('!')
                .into_iter()
                .chain([letter])
        })
        .collect();
    format!("%{escaped}%")
}

fn read(row: &Row) -> Result<ListedTitle, StoreError> {
    Ok(ListedTitle {
        id: row.parsed("id")?,
        slug: row.text("slug")?,
        name: row.text("name")?,
        tagline: row.text_or_none("tagline")?,
        year: row.text_or_none("year")?,
        poster: row.parsed_or_none("poster")?,
        standing: row.parsed("standing")?,
        opens: row.instant_or_none("opens")?,
        closes: row.instant_or_none("closes")?,
        made: row.instant("made")?,
        changed: row.instant("changed")?,
        version: row.number("version")?,
    })
}
