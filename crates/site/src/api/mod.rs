//! Everything that Studio does, for programs: one file per resource, all under /api/v1. Who may use what is said in
//! `routes.rs` and held before a handler is reached.

pub(crate) mod session;
pub(crate) mod uploads;

mod body;
mod told;

pub(crate) use body::Body;
pub(crate) use told::Told;
