//! Telling how the house does: to the log, to Prometheus, to a collector of traces, and to the operations page.

pub mod figures;
pub mod log;
mod metrics;
pub mod otlp;

pub use metrics::serve_metrics;
