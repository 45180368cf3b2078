//! Where visitors come in: the house's addresses, with or without TLS, and what is known of a visitor before a page is
//! asked for. A connection without TLS is a [`wire`](crate::wire); on all others bodies are ordinary buffers.

mod connection;
mod countries;
mod crowd;
mod doors;
mod forwarded;
mod redirect;
mod tls;
mod trust;
mod visitor;

pub use countries::Countries;
pub(crate) use crowd::household;
pub use doors::{Doors, Manners};
pub use redirect::{Challenges, Redirect};
pub use tls::tls_config;
pub use trust::{ProxyHeader, Trust};
pub use visitor::Visitor;
