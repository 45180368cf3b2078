//! Assets as people look for them: filtered by what they type, sorted, a page at a time.

use house::archive::{Asset, AssetKind, Provenance};
use house::id::AssetId;
use house::team::Actor;

use super::Catalogue;
use super::assets::{read, words};
use super::audit::{self, Change};
use super::columns::{Columns, to_json};
use super::search;
use crate::StoreError;
use crate::db::query;
use sqlx::AssertSqlSafe;

/// Which assets, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetQuery {
    /// Each word must be somewhere in the file's name, the provenance or the kind.
    pub words: String,
    pub kind: Option<AssetKind>,
    pub sort: AssetSort,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AssetSort {
    #[default]
    Added,
    Name,
    Bytes,
}

/// Where a page ended: the sorted value and the id of its last asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetPlace {
    pub value: String,
    pub id: String,
}

/// An asset and how often it was corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    pub record: T,
    pub version: i64,
}

/// What became of a correction.
#[derive(Debug, Clone, PartialEq)]
pub enum Corrected<T> {
    Done(Versioned<T>),
    /// It was corrected by somebody else meanwhile; as it is now.
    Changed(Versioned<T>),
}

/// More words than these say nothing more.
const MOST_WORDS: usize = 6;

impl AssetSort {
    fn column(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Name => "file_name",
            Self::Bytes => "bytes",
        }
    }

    /// Where this asset stands in the order.
    pub fn place(self, asset: &Asset) -> AssetPlace {
        AssetPlace {
            value: match self {
                Self::Added => asset.added.micros().to_string(),
                Self::Name => asset.file_name.clone(),
                Self::Bytes => asset.bytes.to_string(),
            },
            id: asset.id.as_str().to_owned(),
        }
    }
}

impl Catalogue {
    /// At most `limit` assets after `after`.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a place of another order.
    pub async fn find_assets(
        &self,
        wanted: &AssetQuery,
        after: Option<&AssetPlace>,
        limit: u32,
    ) -> Result<Vec<Versioned<Asset>>, StoreError> {
        let column = wanted.sort.column();
        let (order, beyond) = if wanted.descending {
            ("DESC", "<")
        } else {
            ("ASC", ">")
        };
        let typed = patterns(&wanted.words);
        let mut sql = String::from("SELECT * FROM assets WHERE ");
        let mut place = 0;
        let mut next = || {
            place += 1;
            place
        };
        for _ in &typed {
            sql.push_str(&format!("words LIKE ${} ESCAPE '\\' AND ", next()));
        }
        if wanted.kind.is_some() {
            sql.push_str(&format!("kind = ${} AND ", next()));
        }
        if after.is_some() {
            let (value, id) = (next(), next());
            sql.push_str(&format!(
                "({column} {beyond} ${value} OR ({column} = ${value} AND id {beyond} ${id})) AND "
            ));
        }
        sql.push_str(&format!(
            "1 = 1 ORDER BY {column} {order}, id {order} LIMIT ${}",
            next()
        ));
        let mut asked = query(AssertSqlSafe(sql));
        for pattern in typed {
            asked = asked.bind(pattern);
        }
        if let Some(kind) = wanted.kind {
            asked = asked.bind(kind.as_str());
        }
        if let Some(after) = after {
            asked = match wanted.sort {
                AssetSort::Name => asked.bind(&after.value),
                AssetSort::Added | AssetSort::Bytes => asked.bind(number(&after.value)?),
            };
            asked = asked.bind(&after.id);
        }
        let rows = asked.bind(i64::from(limit)).fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| {
                Ok(Versioned {
                    record: read(row)?,
                    version: row.bigint("version")?,
                })
            })
            .collect()
    }

    /// How many assets there are of what is wanted.
    pub async fn count_assets(&self, wanted: &AssetQuery) -> Result<u64, StoreError> {
        let typed = patterns(&wanted.words);
        let mut sql = String::from("SELECT count(*) AS found FROM assets WHERE ");
        for place in 1..=typed.len() {
            sql.push_str(&format!("words LIKE ${place} ESCAPE '\\' AND "));
        }
        if wanted.kind.is_some() {
            sql.push_str(&format!("kind = ${} AND ", typed.len() + 1));
        }
        sql.push_str("1 = 1");
        let mut asked = query(AssertSqlSafe(sql));
        for pattern in typed {
            asked = asked.bind(pattern);
        }
        if let Some(kind) = wanted.kind {
            asked = asked.bind(kind.as_str());
        }
        asked.fetch_one(self.readers()).await?.number("found")
    }

    pub async fn asset_with_version(&self, id: &AssetId) -> Result<Option<Versioned<Asset>>, StoreError> {
        let row = query("SELECT * FROM assets WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| {
            Ok(Versioned {
                record: read(&row)?,
                version: row.bigint("version")?,
            })
        })
        .transpose()
    }

    /// Corrects what is said about an asset; its bytes never. `version`: what the correction was made of; nothing is
    /// changed when it is another by now. Answers the asset as it is then, `None` when there is none.
    pub async fn correct_asset(
        &self,
        actor: &Actor,
        id: &AssetId,
        version: Option<i64>,
        kind: AssetKind,
        provenance: &Provenance,
    ) -> Result<Option<Corrected<Asset>>, StoreError> {
        let mut write = self.write().await?;
        let row = query("SELECT * FROM assets WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *write)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let before: Asset = read(&row)?;
        let standing = row.bigint("version")?;
        if version.is_some_and(|version| version != standing) {
            let now = Versioned {
                record: before,
                version: standing,
            };
            return Ok(Some(Corrected::Changed(now)));
        }
        let after = Asset {
            kind,
            provenance: provenance.clone(),
            ..before.clone()
        };
        query(
            "UPDATE assets SET kind = $2, provenance = $3, words = $4, version = version + 1 WHERE id = $1",
        )
        .bind(id.as_str())
        .bind(kind.as_str())
        .bind(to_json(provenance)?)
        .bind(words(&after))
        .execute(&mut *write)
        .await?;
        search::index_asset(&mut write, id).await?;
        let change = Change::new("asset.update", "asset", id)
            .before(&said(&before))?
            .after(&said(&after))?;
        audit::record(&mut write, actor, self.now(), change).await?;
        write.commit().await?;
        let now = Versioned {
            record: after,
            version: standing + 1,
        };
        Ok(Some(Corrected::Done(now)))
    }
}

/// What the log says of an asset: what people say of it.
fn said(asset: &Asset) -> serde_json::Value {
    serde_json::json!({ "kind": asset.kind, "provenance": asset.provenance })
}

fn patterns(typed: &str) -> Vec<String> {
    let words = typed.split_whitespace().take(MOST_WORDS);
    words
        .map(|word| {
            let mut pattern = String::from("%");
            for letter in word.to_lowercase().chars() {
                if matches!(letter, '%' | '_' | '\\') {
                    pattern.push('\\');
                }
                pattern.push(letter);
            }
            pattern.push('%');
            pattern
        })
        .collect()
}

fn number(text: &str) -> Result<i64, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Refused("this place belongs to another order of the list".into()))
}
