//! Everything that Studio does, for programs: one file per resource, all under /api/v1. Who may use what is said in
//! `routes.rs` and held before a handler is reached; `openapi/` describes it all.

pub(crate) mod accounts;
pub(crate) mod assets;
pub(crate) mod audit;
pub(crate) mod clock;
pub(crate) mod invitations;
pub(crate) mod job_events;
pub(crate) mod jobs;
pub(crate) mod lines;
pub(crate) mod masters;
pub(crate) mod openapi;
pub(crate) mod parts;
pub(crate) mod passes;
pub(crate) mod pictures;
pub(crate) mod preview;
pub(crate) mod release;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod sheet;
pub(crate) mod showing;
pub(crate) mod shown_moments;
pub(crate) mod subtitles;
pub(crate) mod titles;
pub(crate) mod tokens;
pub(crate) mod uploads;
pub(crate) mod webhooks;

mod again;
mod body;
mod instant;
mod one_of;
mod page;
mod patch;
mod query;
mod queued;
mod told;
mod version;

pub(crate) use again::once;
pub(crate) use body::{Body, whole_up_to};
pub(crate) use instant::When;
pub(crate) use page::Page;
pub(crate) use query::Query;
pub(crate) use queued::Queued;
pub(crate) use told::Told;
pub(crate) use version::{IfMatch, Versioned};
