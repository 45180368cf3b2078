//! The house on its addresses: the places where it listens, taken or handed over; certificates; and what the service
//! manager is told.

mod acme;
mod certificate;
mod encryption;
mod places;
mod service;
mod watch;

pub use certificate::{Certificate, Trouble};
pub use encryption::Encryption;
pub use places::{Places, bind};
pub use service::ServiceManager;
