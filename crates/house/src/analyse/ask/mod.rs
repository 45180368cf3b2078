//! Asking the archive: what a query says, what a word is, what is kept of an asset to be found by, and which lines answer.
//!
//! The databases' indexes (FTS5, tsvector) only tell in which blocks of lines an answer may be; they are handed words
//! that are made here, and an expression of them. Whether a line is a hit, and in which order hits come, is decided here
//! alone, so every database gives the same answer. The order is one that an index can be read in, so that the first
//! page never needs the last: see [`BlockId`].

mod block;
mod days;
mod expression;
mod finding;
mod glance;
mod head;
mod index_words;
mod parse;
mod query;
mod spelling;
mod tokens;
mod wanted;

pub use block::{Block, BlockId, BlockLine, Class, Field, LINES, block_of_head, blocks_of, blocks_of_lines};
pub use days::Days;
pub use expression::{Expression, expression};
pub use finding::{Asking, Found, Mark, found_in, pieces};
pub use head::{Head, HeadLine};
pub use index_words::index_words;
pub use parse::parse;
pub use query::{Filter, Query, Term};
pub use spelling::{near_enough, slack, spelling_pieces};
pub use tokens::{Token, tokens};
pub use wanted::{Choice, Wanted, WantedTerm};
