//! Answering a question, a page at a time.

use std::collections::HashMap;
use std::str::FromStr;

use house::analyse::Span;
use house::analyse::ask::{
    Block, BlockId, Class, Field, Filter, Found, Head, Mark, Query, Wanted, expression, found_in, pieces,
};
use house::id::AssetId;
use serde::Serialize;

use super::candidates::{Candidate, Candidates};
use super::spelling::{self, Remark};
use super::vocabulary::{self, ALL};
use crate::StoreError;
use crate::catalogue::Catalogue;
use crate::catalogue::columns::{Columns, from_json};
use crate::db::{Connection, Transaction, query};

/// Hits of a page.
const MOST_HITS: usize = 200;
/// Blocks that are looked at for a page; where they do not fill it, the answer says from where to go on.
pub(super) const MOST_BLOCKS: usize = 3_000;
/// Blocks that are fetched at first, and at once later.
const FIRST_FETCH: usize = 24;
const LATER_FETCH: usize = 200;

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
            heads: HashMap::new(),
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
    heads: HashMap<AssetId, Head>,
    more: Option<SearchPlace>,
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
                let Some(candidates) = candidates(reader, asked, class, from).await? else {
                    continue;
                };
                self.look(reader, wanted, candidates, (phrase, here)).await?;
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
        wanted: &Wanted,
        mut candidates: Candidates,
        (phrase, after): (bool, Option<SearchPlace>),
    ) -> Result<(), StoreError> {
        let mut most = FIRST_FETCH;
        loop {
            let found = candidates.next(reader, most).await?;
            if found.is_empty() {
                return Ok(());
            }
            for candidate in &found {
                let block = candidate.id.0;
                if self.looked_at == MOST_BLOCKS {
                    self.more = Some(SearchPlace {
                        phrase,
                        block,
                        line: 0,
                    });
                    return Ok(());
                }
                self.looked_at += 1;
                let from = after
                    .filter(|after| after.block == block)
                    .map_or(0, |after| after.line);
                self.take(wanted, candidate, phrase, from)?;
                if self.more.is_some() {
                    return Ok(());
                }
            }
            most = LATER_FETCH;
        }
    }

    /// The candidate's hits, as many as there is room for.
    fn take(
        &mut self,
        wanted: &Wanted,
        candidate: &Candidate,
        phrase: bool,
        from: usize,
    ) -> Result<(), StoreError> {
        let head = match self.heads.get(&candidate.asset) {
            Some(head) => head,
            None => {
                let head: Head = from_json(&candidate.head, "head")?;
                self.heads.entry(candidate.asset.clone()).or_insert(head)
            }
        };
        let block = Block::read(candidate.id.class(), &candidate.lines)
            .ok_or_else(|| StoreError::Damaged(format!("block {} of the search index", candidate.id.0)))?;
        for found in found_in(wanted, head, &block, phrase) {
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
            self.hits.extend(hit(candidate, head, &block, found));
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
) -> Result<Option<Candidates>, StoreError> {
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
    let asked = asked.lean(all, &count);
    let at_most = asked.at_most(&count);
    let assets = if reader.is_sqlite() {
        1
    } else {
        let row = query("SELECT coalesce(max(place), 0) + 1 AS assets FROM search_assets")
            .fetch_one(&mut *reader)
            .await?;
        row.bigint("assets")?
    };
    Ok(Some(Candidates::new(asked, class, from, at_most, all, assets)))
}

fn hit(candidate: &Candidate, head: &Head, block: &Block, found: Found) -> Option<SearchHit> {
    let line = block.lines.get(found.line)?;
    let is_line = block.class == Class::Line;
    let goes_on = found.text.len() > line.text.len();
    let last = found.line + usize::from(goes_on);
    let text_of = |at: Option<usize>| Some(block.lines.get(at.filter(|_| is_line)?)?.text.clone());
    let end = block.lines.get(last).map_or(line.span.end, |line| line.span.end);
    Some(SearchHit {
        asset: candidate.asset.clone(),
        name: name(head),
        kind: head.kind.clone(),
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
