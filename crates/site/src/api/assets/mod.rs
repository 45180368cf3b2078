//! The archive as its people see it: what is there, what is said about it.

pub(crate) mod analysis;
pub(crate) mod correct;
pub(crate) mod estimate;
pub(crate) mod list;
pub(crate) mod moments;
mod record;

pub(super) use record::must_be_there;
