//! What the house does, in numbers: counted in memory, told to Prometheus, kept by the hour for the operations page.
//! Nothing here says who did anything: no address, no name.

mod counting;
mod exposition;
mod histogram;
mod metrics;
mod observatory;
pub(crate) mod operations;
pub(crate) mod reports;
mod statuses;

pub(crate) use counting::counting;
pub(crate) use metrics::metrics;
pub(crate) use operations::operations;
pub(crate) use reports::{asks_for_peace, take_report};

pub use exposition::{CONTENT_TYPE, exposition};
pub use observatory::Observatory;
