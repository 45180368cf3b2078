//! Uploads by the tus protocol, 1.0.0 (tus.io/protocols/resumable-upload): core, creation, creation with upload,
//! checksum, termination, expiration. Besides, what has become of them as JSON.

pub(crate) mod create;
pub(crate) mod look;
pub(crate) mod record;
pub(crate) mod remove;
pub(crate) mod send;

mod description;
mod headers;
mod metadata;
mod receive;
mod refusal;
