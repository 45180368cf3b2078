//! Uploads by the tus protocol, 1.0.0 (tus.io/protocols/resumable-upload): core, creation, creation with upload,
//! checksum, termination, expiration. Besides, what has become of them as JSON.

mod create;
mod headers;
mod look;
mod metadata;
mod receive;
mod record;
mod refusal;
mod remove;
mod send;

pub(crate) use create::create;
pub(crate) use look::{abilities, look};
pub(crate) use record::{list, salvage, show};
pub(crate) use remove::remove;
pub(crate) use send::{or_override, send};
