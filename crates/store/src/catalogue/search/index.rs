//! Keeping the index, in the transaction of whatever changes what is found.

use std::collections::{BTreeMap, BTreeSet};

use house::analyse::ask::{Block, BlockId, Class, Head, blocks_of, index_words};
use house::analyse::words::Transcript;
use house::id::AssetId;
use sqlx::AssertSqlSafe;

use super::candidates::tranches;
use super::vocabulary::{self, ALL, is_counted, places};
use crate::StoreError;
use crate::catalogue::columns::{Columns, to_json};
use crate::catalogue::{asset_has, assets, transcripts};
use crate::db::{Connection, query};

/// Rows that are written or taken away at once.
const AT_ONCE: usize = 50;

/// To be called in every transaction that changes an asset, its transcripts, their corrections, or what was found on
/// it: makes its part of the index anew, and writes what has changed.
pub(in crate::catalogue) async fn index_asset(
    connection: &mut Connection,
    id: &AssetId,
) -> Result<(), StoreError> {
    let row = query("SELECT * FROM assets WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let before = Indexed::read(connection, id).await?;
    let place = match &before {
        Some(before) => before.place,
        None => next_place(connection).await?,
    };
    let now = match &row {
        Some(row) => {
            let asset = assets::read(row)?;
            let shown = transcripts::words(connection, id).await?;
            let mut has = asset_has::read(connection, id).await?;
            if shown.iter().any(|transcript| transcript.source.is_said()) {
                has.push("words".to_owned());
            }
            has.sort();
            has.dedup();
            let head = Head::of(&asset, &speakers(&shown), has);
            let blocks = blocks_of(&asset, &head, &shown);
            Some(Indexed::new(place, head, &blocks))
        }
        None => None,
    };
    replace(connection, id, before, now).await?;
    query("DELETE FROM search_pending WHERE asset = $1")
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Each once, as they come.
fn speakers(transcripts: &[Transcript]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let lines = transcripts.iter().flat_map(|transcript| &transcript.lines);
    lines
        .filter_map(|line| line.speaker.clone())
        .filter(|speaker| seen.insert(speaker.clone()))
        .collect()
}

/// What the index has of an asset.
struct Indexed {
    place: i64,
    head: Head,
    /// As they are kept.
    blocks: BTreeMap<BlockId, String>,
}

impl Indexed {
    fn new(place: i64, head: Head, blocks: &[Block]) -> Self {
        let mut next = [0_i64, 0];
        let mut kept = BTreeMap::new();
        for block in blocks {
            let [of_asset, of_lines] = &mut next;
            let number = if block.class == Class::Asset {
                of_asset
            } else {
                of_lines
            };
            // Half a million lines are more than anybody says; beyond them nothing is found.
            if *number < BlockId::MOST_BLOCKS {
                kept.insert(BlockId::new(block.class, place, *number), block.write());
            }
            *number += 1;
        }
        Self {
            place,
            head,
            blocks: kept,
        }
    }

    async fn read(connection: &mut Connection, id: &AssetId) -> Result<Option<Self>, StoreError> {
        let row = query("SELECT place, head FROM search_assets WHERE asset = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let place = row.bigint("place")?;
        let (first, end) = BlockId::of_asset(Class::Asset, place);
        let (first_line, end_line) = BlockId::of_asset(Class::Line, place);
        let rows = query(
            "SELECT id, lines FROM search_blocks WHERE id >= $1 AND id < $2
             UNION ALL SELECT id, lines FROM search_blocks WHERE id >= $3 AND id < $4",
        )
        .bind(first)
        .bind(end)
        .bind(first_line)
        .bind(end_line)
        .fetch_all(connection)
        .await?;
        let mut blocks = BTreeMap::new();
        for row in &rows {
            blocks.insert(BlockId(row.bigint("id")?), row.text("lines")?);
        }
        Ok(Some(Self {
            place,
            head: row.json("head")?,
            blocks,
        }))
    }

    fn words(&self, id: BlockId, lines: &str) -> BTreeSet<String> {
        let block = Block::read(id.class(), lines);
        block
            .map(|block| index_words(&block, &self.head))
            .unwrap_or_default()
    }
}

async fn next_place(connection: &mut Connection) -> Result<i64, StoreError> {
    let row = query("SELECT coalesce(max(place), -1) + 1 AS next FROM search_assets")
        .fetch_one(connection)
        .await?;
    row.bigint("next")
}

async fn replace(
    connection: &mut Connection,
    id: &AssetId,
    before: Option<Indexed>,
    now: Option<Indexed>,
) -> Result<(), StoreError> {
    let same_head = before.as_ref().map(|one| &one.head) == now.as_ref().map(|one| &one.head);
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    let mut gone = Vec::new();
    let mut new: Vec<(BlockId, &str, BTreeSet<String>)> = Vec::new();
    let kept = |of: &Option<Indexed>, id: &BlockId| of.as_ref().and_then(|of| of.blocks.get(id).cloned());
    for (block, lines) in before.iter().flat_map(|one| &one.blocks) {
        if same_head && kept(&now, block).as_ref() == Some(lines) {
            continue;
        }
        gone.push(block.0);
        let words = before
            .as_ref()
            .map(|one| one.words(*block, lines))
            .unwrap_or_default();
        count(&mut counts, *block, words, -1);
    }
    for (block, lines) in now.iter().flat_map(|one| &one.blocks) {
        if same_head && kept(&before, block).as_ref() == Some(lines) {
            continue;
        }
        let words = now
            .as_ref()
            .map(|one| one.words(*block, lines))
            .unwrap_or_default();
        count(&mut counts, *block, words.clone(), 1);
        new.push((*block, lines, words));
    }
    remove_blocks(connection, &gone).await?;
    insert_blocks(connection, &new).await?;
    vocabulary::add(connection, &counts).await?;
    put_head(connection, id, now.as_ref()).await
}

fn count(counts: &mut BTreeMap<String, i64>, block: BlockId, words: BTreeSet<String>, by: i64) {
    for word in words.into_iter().filter(|word| is_counted(word)) {
        *counts.entry(word).or_insert(0) += by;
    }
    if block.class() == Class::Line {
        *counts.entry(ALL.to_owned()).or_insert(0) += by;
    }
}

async fn put_head(
    connection: &mut Connection,
    id: &AssetId,
    now: Option<&Indexed>,
) -> Result<(), StoreError> {
    let Some(now) = now else {
        query("DELETE FROM search_assets WHERE asset = $1")
            .bind(id.as_str())
            .execute(connection)
            .await?;
        return Ok(());
    };
    query(
        "INSERT INTO search_assets (place, asset, head) VALUES ($1, $2, $3)
         ON CONFLICT (place) DO UPDATE SET head = excluded.head",
    )
    .bind(now.place)
    .bind(id.as_str())
    .bind(to_json(&now.head)?)
    .execute(connection)
    .await?;
    Ok(())
}

async fn remove_blocks(connection: &mut Connection, gone: &[i64]) -> Result<(), StoreError> {
    let key = if connection.is_sqlite() { "rowid" } else { "id" };
    for chunk in gone.chunks(AT_ONCE) {
        let places = places(1, chunk.len());
        for (table, key) in [("search_index", key), ("search_blocks", "id")] {
            let delete = query(AssertSqlSafe(format!(
                "DELETE FROM {table} WHERE {key} IN {places}"
            )));
            let delete = chunk.iter().fold(delete, |delete, id| delete.bind(*id));
            delete.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

async fn insert_blocks(
    connection: &mut Connection,
    new: &[(BlockId, &str, BTreeSet<String>)],
) -> Result<(), StoreError> {
    let in_file = connection.is_sqlite();
    for chunk in new.chunks(AT_ONCE) {
        let insert = AssertSqlSafe(format!(
            "INSERT INTO search_blocks (id, lines) VALUES {}",
            places(chunk.len(), 2)
        ));
        let insert = chunk.iter().fold(query(insert), |insert, (id, lines, _)| {
            insert.bind(id.0).bind(*lines)
        });
        insert.execute(&mut *connection).await?;
        let key = if in_file { "rowid" } else { "id" };
        let mut insert = query(AssertSqlSafe(format!(
            "INSERT INTO search_index ({key}, words) VALUES {}",
            places(chunk.len(), 2)
        )));
        for (id, _, words) in chunk {
            let mut text = words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            if !in_file {
                for tranche in tranches(*id) {
                    text.push(' ');
                    text.push_str(&tranche);
                }
            }
            insert = insert.bind(id.0).bind(text);
        }
        insert.execute(&mut *connection).await?;
    }
    Ok(())
}
