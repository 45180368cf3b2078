//! Answering a question, a page at a time.

use std::collections::HashMap;
use std::str::FromStr;

use house::analyse::Span;
use house::analyse::ask::{
    Asking, Block, BlockId, Class, Field, Filter, Found, Head, Mark, Query, Wanted, expression, pieces,
};
use house::id::AssetId;
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::candidates::{Candidate, Candidates};
use super::spelling::{self, OF_HEAD, Remark};
use super::vocabulary::{self, ALL};
use crate::StoreError;
use crate::catalogue::Catalogue;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, Transaction, query};

/// Hits of a page.
const MOST_HITS: usize = 200;
/// Blocks that are looked at for a page; where they do not fill it, the answer says from where to go on.
pub(super) const MOST_BLOCKS: usize = 2_000;
/// Blocks that are fetched at first, and at once later: twice as many each time. So many are looked at together.
const FIRST_FETCH: usize = 32;
const MOST_FETCH: usize = 200;

/// A second of an asset, or an asset as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchHit {
    pub asset: AssetId,
    /// What the asset is called.
    pub name: String,
    pub kind: String,
    pub field: Field,
    /// Where, in the asset; `None` for what has no time.
    pub span: Option<Span>,
    pub speaker: Option<String>,
    pub text: String,
    /// What was looked for in `text`: bytes from and to.
    pub marks: Vec<Mark>,
    /// The lines around it, where they are at hand.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl SearchHit {
    /// The text in pieces, each with whether it was looked for.
    pub fn pieces(&self) -> Vec<(bool, &str)> {
        pieces(&self.text, &self.marks)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchPage {
    pub hits: Vec<SearchHit>,
    /// From where to go on, if there may be more.
    pub more: Option<SearchPlace>,
    pub remarks: Vec<Remark>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPlace {
    /// All words side by side come first.
    phrase: bool,
    block: i64,
    line: usize,
}

impl std::fmt::Display for SearchPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", u8::from(self.phrase), self.block, self.line)
    }
}

impl FromStr for SearchPlace {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let read = || {
            let mut parts = text.split('.');
            let phrase = parts.next()?.parse::<u8>().ok()? == 1;
            let (block, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let fits = parts.next().is_none() && (0..i64::MAX / 2).contains(&block);
            fits.then_some(Self { phrase, block, line })
        };
        read().ok_or_else(|| {
            StoreError::Refused("this is no place of a search: begin at its first page".into())
        })
    }
}

impl Catalogue {
    /// At most `limit` hits after `after`. Their order: where all words stand side by side before other answers; what
    /// assets are called before what is said in them; the newest asset first; by time.
    pub async fn search(
        &self,
        query: &Query,
        after: Option<SearchPlace>,
        limit: usize,
    ) -> Result<SearchPage, StoreError> {
        let mut reader = self.readers().begin().await?;
        settle(&mut reader).await?;
        let (choices, mut remarks) = spelling::choices(&mut reader, query).await?;
        remarks.extend(nothing_has(&mut reader, query).await?);
        let wanted = Wanted::new(query, choices.into_iter());
        let mut page = Page {
            limit: limit.clamp(1, MOST_HITS),
            hits: Vec::new(),
            looked_at: 0,
            assets: HashMap::new(),
            more: None,
        };
        if wanted.is_possible() {
            page.fill(&mut reader, &wanted, after).await?;
        }
        Ok(SearchPage {
            hits: page.hits,
            more: page.more,
            remarks,
        })
    }
}

/// A server's planner would rather read the whole table, or compile the question, than believe how few blocks it is.
async fn settle(reader: &mut Transaction) -> Result<(), StoreError> {
    if !reader.is_sqlite() {
        query("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
            .execute(&mut **reader)
            .await?;
    }
    Ok(())
}

async fn nothing_has(reader: &mut Connection, query: &Query) -> Result<Vec<Remark>, StoreError> {
    let mut remarks = Vec::new();
    for filter in &query.filters {
        let Filter::Has(what) = filter else { continue };
        let word = format!("¤h{what}");
        if vocabulary::counts(reader, &[&word]).await?.is_empty() {
            let (known, _) = vocabulary::beginning_with(reader, "¤h", 20).await?;
            let known = known
                .into_iter()
                .map(|(word, _)| word.trim_start_matches("¤h").to_owned());
            remarks.push(Remark::NothingHas {
                what: what.clone(),
                known: known.collect(),
            });
        }
    }
    Ok(remarks)
}

struct Page {
    limit: usize,
    hits: Vec<SearchHit>,
    looked_at: usize,
    /// By place.
    assets: HashMap<i64, Headed>,
    more: Option<SearchPlace>,
}

/// An asset with what it says about itself.
struct Headed {
    asset: AssetId,
    head: Head,
}

impl Page {
    async fn fill(
        &mut self,
        reader: &mut Connection,
        wanted: &Wanted,
        after: Option<SearchPlace>,
    ) -> Result<(), StoreError> {
        let years = if is_dated(wanted) {
            vocabulary::years(reader).await?
        } else {
            (1, 0)
        };
        for phrase in [true, false] {
            let skipped = phrase && (wanted.phrase.is_none() || after.is_some_and(|after| !after.phrase));
            if skipped {
                continue;
            }
            for class in [Class::Asset, Class::Line] {
                let (_, end) = BlockId::all(class);
                let here = after.filter(|after| after.phrase == phrase);
                if here.is_some_and(|after| after.block >= end) {
                    continue;
                }
                let Some(asked) = expression(wanted, class, phrase, years) else {
                    continue;
                };
                let from = here.map_or(0, |after| after.block);
                let Some((candidates, counts)) = candidates(reader, asked, class, from).await? else {
                    continue;
                };
                let asking = Asking::new(wanted, phrase)
                    .where_heads_say(|word| counts.contains_key(&format!("{OF_HEAD}{word}")));
                self.look(reader, &asking, candidates, (phrase, here)).await?;
                if self.more.is_some() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn look(
        &mut self,
        reader: &mut Connection,
        asking: &Asking<'_>,
        mut candidates: Candidates,
        (phrase, after): (bool, Option<SearchPlace>),
    ) -> Result<(), StoreError> {
        let mut most = FIRST_FETCH;
        loop {
            let found = candidates.next(reader, most).await?;
            if found.is_empty() {
                return Ok(());
            }
            for some in found.chunks(FIRST_FETCH) {
                let left = MOST_BLOCKS - self.looked_at;
                let (some, beyond) = some.split_at(left.min(some.len()));
                self.looked_at += some.len();
                let may = |one: &&Candidate| one.id.class() == Class::Asset || asking.may_be_in(&one.lines);
                let likely: Vec<&Candidate> = some.iter().filter(may).collect();
                self.read_heads(reader, &likely).await?;
                for candidate in likely {
                    let block = candidate.id.0;
                    let from = after
                        .filter(|after| after.block == block)
                        .map_or(0, |after| after.line);
                    self.take(asking, candidate, phrase, from)?;
                    if self.more.is_some() {
                        return Ok(());
                    }
                }
                if let Some(next) = beyond.first() {
                    self.more = Some(SearchPlace {
                        phrase,
                        block: next.id.0,
                        line: 0,
                    });
                    return Ok(());
                }
            }
            most = (most * 2).min(MOST_FETCH);
        }
    }

    /// Of the assets that these are of.
    async fn read_heads(
        &mut self,
        reader: &mut Connection,
        candidates: &[&Candidate],
    ) -> Result<(), StoreError> {
        let mut places: Vec<i64> = candidates.iter().map(|one| one.id.place()).collect();
        places.retain(|place| !self.assets.contains_key(place));
        places.dedup();
        // As few statements as there are powers of two: a server plans each of them once.
        if let Some(last) = places.last().copied() {
            places.resize(places.len().next_power_of_two(), last);
        }
        if places.is_empty() {
            return Ok(());
        }
        let asked = AssertSqlSafe(format!(
            "SELECT place, asset, head FROM search_assets WHERE place IN {}",
            vocabulary::places(1, places.len())
        ));
        let asked = places
            .iter()
            .fold(query(asked), |asked, place| asked.bind(*place));
        for row in asked.fetch_all(reader).await? {
            let headed = Headed {
                asset: row.parsed("asset")?,
                head: row.json("head")?,
            };
            self.assets.insert(row.bigint("place")?, headed);
        }
        Ok(())
    }

    /// The candidate's hits, as many as there is room for.
    fn take(
        &mut self,
        asking: &Asking<'_>,
        candidate: &Candidate,
        phrase: bool,
        from: usize,
    ) -> Result<(), StoreError> {
        let damaged = || StoreError::Damaged(format!("block {} of the search index", candidate.id.0));
        let of = self.assets.get(&candidate.id.place()).ok_or_else(damaged)?;
        let block = Block::read(candidate.id.class(), &candidate.lines).ok_or_else(damaged)?;
        for found in asking.found_in(&of.head, &block) {
            if found.line < from {
                continue;
            }
            if self.hits.len() == self.limit {
                self.more = Some(SearchPlace {
                    phrase,
                    block: candidate.id.0,
                    line: found.line,
                });
                return Ok(());
            }
            self.hits.extend(hit(of, &block, found));
        }
        Ok(())
    }
}

fn is_dated(wanted: &Wanted) -> bool {
    wanted.terms.iter().any(|term| term.days.is_some())
        || wanted
            .filters
            .iter()
            .any(|filter| matches!(filter, Filter::Dated(_)))
}

async fn candidates(
    reader: &mut Connection,
    asked: house::analyse::ask::Expression,
    class: Class,
    from: i64,
) -> Result<Option<(Candidates, HashMap<String, i64>)>, StoreError> {
    let mut words: Vec<&str> = asked.words();
    words.retain(|word| vocabulary::is_counted(word));
    words.sort_unstable();
    words.dedup();
    words.push(ALL);
    let counts = vocabulary::counts(reader, &words).await?;
    let count = |word: &str| counts.get(word).copied();
    let known = |word: &str| !vocabulary::is_counted(word) || count(word).is_some();
    let Some(asked) = asked.clone().only_known(&known) else {
        return Ok(None);
    };
    let all = count(ALL).unwrap_or(0);
    // The counts are of lines nearly all.
    let asked = match class {
        Class::Asset => asked,
        Class::Line => asked.lean(all, &count),
    };
    let at_most = asked.at_most(&count);
    let row = query("SELECT coalesce(max(place), 0) AS newest FROM search_assets")
        .fetch_one(&mut *reader)
        .await?;
    let newest = row.bigint("newest")?;
    let candidates = Candidates::new(asked, class, from, at_most, all, newest);
    Ok(Some((candidates, counts)))
}

fn hit(of: &Headed, block: &Block, found: Found) -> Option<SearchHit> {
    let line = block.lines.get(found.line)?;
    let is_line = block.class == Class::Line;
    let goes_on = found.text.len() > line.text.len();
    let last = found.line + usize::from(goes_on);
    let text_of = |at: Option<usize>| Some(block.lines.get(at.filter(|_| is_line)?)?.text.clone());
    let end = block.lines.get(last).map_or(line.span.end, |line| line.span.end);
    Some(SearchHit {
        asset: of.asset.clone(),
        name: name(&of.head),
        kind: of.head.kind.clone(),
        field: found.field,
        span: block.timed.then_some(Span {
            start: line.span.start,
            end,
        }),
        speaker: line.speaker.clone(),
        text: found.text,
        marks: found.marks,
        before: text_of(found.line.checked_sub(1)),
        after: text_of(Some(last + 1)),
    })
}

fn name(head: &Head) -> String {
    let line = head.lines.iter().find(|line| line.field == Field::Name);
    line.map(|line| line.text.clone()).unwrap_or_default()
}
