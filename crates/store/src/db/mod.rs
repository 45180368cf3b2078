//! One way to ask for both databases, SQLite and PostgreSQL. The names are those of sqlx, so a query reads alike:
//! `query("... $1 ...").bind(value).fetch_all(connection)`.
//!
//! Queries are written once. What both understand: `$1` placeholders (each bound as 64-bit number, text or bytes),
//! `ON CONFLICT`, `RETURNING`, `coalesce`, `CAST(sum(...) AS BIGINT)`, `lower(x) LIKE $1`, truth as 0 or 1 in a BIGINT.
//! What does not work on both: `INSERT OR IGNORE`, `max(a, b)` of two values, a comparison as a column, `rowid`, a
//! column without its table's name on the right side of `DO UPDATE SET`, a bound value that the text does not mention.

mod address;
mod connection;
mod fault;
mod pool;
mod query;
mod row;
mod value;

pub use address::{Database, ServerAddress};
pub(crate) use connection::{Connection, Transaction};
pub(crate) use fault::{is_lost, of_server};
pub(crate) use pool::Pool;
pub(crate) use query::{Query, query, query_scalar};
pub(crate) use row::Row;
