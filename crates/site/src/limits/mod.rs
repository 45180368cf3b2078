//! How often one visitor may ask. Film and sound are not counted: players ask for as much as they show.

mod counting;
mod limiter;
mod rate;

pub(crate) use counting::{Limits, heed};
pub use rate::{Rate, Rates};
