//! Blocks that may have an answer, in the order of their numbers.
//!
//! FTS5 reads its lists in this order and stops when enough were found. PostgreSQL's GIN gathers every block before it
//! hands out the first, so it is asked for a tranche of the newest assets at a time: each block is indexed by the tranches
//! that it is of as well, and the index leaps from one entry of the shortest list to the next. What many assets say of
//! themselves is read from the newest of them, without the index.

use house::analyse::ask::{BlockId, Class, Expression};

use super::find::MOST_BLOCKS;
use super::text::{fts5, tsquery};
use crate::StoreError;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, Row, query};

/// A block as it is kept.
pub(super) struct Candidate {
    pub(super) id: BlockId,
    pub(super) lines: String,
}

/// Sizes of tranches, in assets as powers of two.
const SHIFTS: [i64; 5] = [3, 5, 7, 9, 11];
/// So many candidates are gathered at once without a second thought.
const FEW: i64 = 2_000;
/// More than a page looks at, so that no page asks a second time for the same.
const MOST_FOUND: i64 = MOST_BLOCKS as i64 + 1;
/// A tranche should have at least as many.
const ENOUGH: i64 = 64;
/// After a tranche that has as many the next is no larger, and after one that has an eighth only a little.
const MANY: usize = 200;
/// So many assets are read at once where every twelfth of all blocks may have an answer.
const NEAR: i64 = 256;
const NEAR_ENOUGH: i128 = 20;

fn tranche(shift: i64, rank: i64) -> String {
    format!("¦{shift}x{}", rank >> shift)
}

fn of_assets() -> String {
    "¦0".to_owned()
}

/// The tranches that a block is of, as words of the index on a server.
pub(super) fn tranches(id: BlockId) -> Vec<String> {
    match id.class() {
        Class::Asset => vec![of_assets()],
        Class::Line => SHIFTS.iter().map(|shift| tranche(*shift, id.rank())).collect(),
    }
}

/// Candidates from a place on.
pub(super) struct Candidates {
    expression: Expression,
    class: Class,
    /// The next one's number is not below this.
    from: i64,
    end: i64,
    /// On a server: numbers that were found and not fetched yet, and up to where it was asked.
    found: Vec<i64>,
    asked: i64,
    step: Step,
}

/// How much a server is asked for next.
enum Step {
    /// The newest assets themselves.
    Near,
    Tranche(usize),
    Rest,
    Nothing,
}

impl Candidates {
    /// `at_most`: so many blocks can have the expression, of `all`. `newest`: the last asset's place.
    pub(super) fn new(
        expression: Expression,
        class: Class,
        after: i64,
        at_most: i64,
        all: i64,
        newest: i64,
    ) -> Self {
        let (_, end) = BlockId::of_asset(class, 0);
        // Tranches are counted from the newest asset on.
        let first = BlockId::new(class, newest, 0).0;
        let per_asset = (all / newest.saturating_add(1).max(1)).max(1);
        let expected = |shift: i64| {
            i128::from(at_most.min(all)) * i128::from(per_asset << shift) / i128::from(all.max(1))
        };
        let enough = SHIFTS
            .iter()
            .position(|shift| expected(*shift) >= i128::from(ENOUGH));
        let is_common =
            i128::from(at_most.min(all)) * i128::from(NEAR) >= NEAR_ENOUGH * i128::from(all.max(1));
        let step = match (class, enough) {
            (Class::Line, Some(level)) if at_most > FEW => Step::Tranche(level),
            (Class::Asset, _) if is_common => Step::Near,
            _ => Step::Rest,
        };
        Self {
            expression,
            class,
            from: after.max(first),
            end,
            found: Vec::new(),
            asked: 0,
            step,
        }
    }

    /// Some of the next ones; none when there are no more.
    pub(super) async fn next(
        &mut self,
        connection: &mut Connection,
        most: usize,
    ) -> Result<Vec<Candidate>, StoreError> {
        let found = if connection.is_sqlite() {
            self.next_of_file(connection, most).await?
        } else {
            self.next_of_server(connection, most).await?
        };
        if let Some(last) = found.last() {
            self.from = last.id.0 + 1;
        }
        Ok(found)
    }

    async fn next_of_file(
        &self,
        connection: &mut Connection,
        most: usize,
    ) -> Result<Vec<Candidate>, StoreError> {
        // All in one row: rows are handed over one by one by the connection's thread, and that would be half of the work.
        let row = query(
            "SELECT coalesce(group_concat(id || ' ' || length(CAST(lines AS BLOB)) || ' ' || lines, ''), '') AS found FROM (
                 SELECT search_blocks.id, search_blocks.lines
                 FROM search_index CROSS JOIN search_blocks ON search_blocks.id = search_index.rowid
                 WHERE search_index MATCH $1 AND search_index.rowid >= $2 AND search_index.rowid < $3
                 ORDER BY search_index.rowid LIMIT $4
             )",
        )
        .bind(fts5(&self.expression))
        .bind(self.from)
        .bind(self.end)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_one(connection)
        .await?;
        let found = row.text("found")?;
        let mut rest = found.as_str();
        let mut candidates = Vec::with_capacity(most);
        while !rest.is_empty() {
            let (candidate, after) =
                read_joined(rest).ok_or_else(|| StoreError::Damaged("blocks of the search index".into()))?;
            candidates.push(candidate);
            rest = after;
        }
        candidates.sort_by_key(|candidate| candidate.id);
        Ok(candidates)
    }

    async fn next_of_server(
        &mut self,
        connection: &mut Connection,
        most: usize,
    ) -> Result<Vec<Candidate>, StoreError> {
        while self.found.is_empty() {
            self.from = self.from.max(self.asked);
            match self.step {
                Step::Nothing => return Ok(Vec::new()),
                Step::Rest => {
                    self.found = self.ask(connection, None, self.end).await?;
                    self.step = Step::Nothing;
                }
                Step::Near => self.ask_near(connection).await?,
                Step::Tranche(level) => self.ask_tranche(connection, level).await?,
            }
        }
        let rest = self.found.split_off(most.min(self.found.len()));
        let ids = std::mem::replace(&mut self.found, rest);
        fetch(connection, &ids).await
    }

    /// The next assets, one after the other: the index would gather all that answer, and each is a page of the disk.
    async fn ask_near(&mut self, connection: &mut Connection) -> Result<(), StoreError> {
        let next = BlockId(self.from).rank().saturating_add(NEAR);
        let (first, _) = BlockId::all(self.class);
        let end = first
            .saturating_add(next.saturating_mul(BlockId::MOST_BLOCKS))
            .min(self.end);
        let rows = query(
            "SELECT id FROM (
                 SELECT id, words FROM search_index WHERE id >= $2 AND id < $3 OFFSET 0
             ) AS near WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST($1 AS tsquery) ORDER BY id",
        )
        .bind(tsquery(&self.expression))
        .bind(self.from)
        .bind(end)
        .fetch_all(connection)
        .await?;
        self.found = rows
            .iter()
            .map(|row| row.bigint("id"))
            .collect::<Result<_, _>>()?;
        self.asked = end;
        self.step = match () {
            () if end >= self.end => Step::Nothing,
            () if i128::try_from(self.found.len()).unwrap_or(0) >= NEAR_ENOUGH => Step::Near,
            () => Step::Rest,
        };
        Ok(())
    }

    /// The tranche that the next block would be of; the one after it is larger, as long as few are found.
    async fn ask_tranche(&mut self, connection: &mut Connection, level: usize) -> Result<(), StoreError> {
        let shift = SHIFTS.get(level).copied().unwrap_or(0);
        let rank = BlockId(self.from).rank();
        let next_rank = ((rank >> shift) + 1) << shift;
        let (first, _) = BlockId::all(self.class);
        let end = first
            .saturating_add(next_rank.saturating_mul(BlockId::MOST_BLOCKS))
            .min(self.end);
        self.found = self.ask(connection, Some(tranche(shift, rank)), end).await?;
        // The newest assets seldom fill theirs.
        let is_whole = rank & ((1 << shift) - 1) == 0;
        self.asked = end;
        self.step = match () {
            () if end >= self.end => Step::Nothing,
            () if !is_whole || self.found.len() >= MANY => Step::Tranche(level),
            () if level + 1 == SHIFTS.len() => Step::Rest,
            () if self.found.len() * 8 >= MANY => Step::Tranche(level + 1),
            () => Step::Tranche((level + 2).min(SHIFTS.len() - 1)),
        };
        Ok(())
    }

    async fn ask(
        &self,
        connection: &mut Connection,
        within: Option<String>,
        end: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let mut parts = vec![self.expression.clone()];
        parts.extend(within.map(Expression::Word));
        if self.class == Class::Asset {
            parts.push(Expression::Word(of_assets()));
        }
        // Kept apart, so that the index of words is what is read and not the one of numbers.
        let rows = query(
            "SELECT id FROM (
                 SELECT id FROM search_index
                 WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST($1 AS tsquery) OFFSET 0
             ) AS found WHERE id >= $2 AND id < $3 ORDER BY id LIMIT $4",
        )
        .bind(tsquery(&Expression::All(parts)))
        .bind(self.from)
        .bind(end)
        .bind(MOST_FOUND)
        .fetch_all(connection)
        .await?;
        rows.iter().map(|row| row.bigint("id")).collect()
    }
}

async fn fetch(connection: &mut Connection, ids: &[i64]) -> Result<Vec<Candidate>, StoreError> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let rows = query(
        "SELECT id, lines FROM search_blocks WHERE id = ANY (CAST(string_to_array($1, ',') AS BIGINT[])) ORDER BY id",
    )
    .bind(ids.join(","))
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// A block behind its number and how many bytes it has, and what comes after it.
fn read_joined(text: &str) -> Option<(Candidate, &str)> {
    let (id, text) = text.split_once(' ')?;
    let (bytes, text) = text.split_once(' ')?;
    let (lines, after) = text.split_at_checked(bytes.parse().ok()?)?;
    let candidate = Candidate {
        id: BlockId(id.parse().ok()?),
        lines: lines.to_owned(),
    };
    Some((candidate, after))
}

fn read(row: &Row) -> Result<Candidate, StoreError> {
    Ok(Candidate {
        id: BlockId(row.bigint("id")?),
        lines: row.text("lines")?,
    })
}
