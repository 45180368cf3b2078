//! Search: one question, the same answers in the same order from both databases.
//!
//! Everything that decides is `house::analyse::ask`. Kept here are blocks of lines, the words that each can be found by
//! (an FTS5 table, or a `tsvector` under GIN), and how many blocks have a word. The index tells which blocks may have an
//! answer; their lines are then looked at one by one, in the order of the blocks' numbers, which is the order of
//! answers. So a page costs what it shows and a little more, however often its words are said.

mod candidates;
mod find;
mod index;
mod pending;
mod size;
mod spelling;
#[cfg(test)]
mod tests;
mod text;
mod vocabulary;

pub use find::{SearchHit, SearchPage, SearchPlace};
pub(super) use index::index_asset;
pub(crate) use pending::fill as fill_pending;
pub use size::SearchSize;
pub use spelling::Remark;
