//! The house on a real address: the program as it is run, with certificates, an authority, proxies, a service manager and
//! a mail server. What needs another program is left out, with one line, where that is not installed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

mod acme;
mod certificates;
mod client;
mod deploy;
mod edge;
mod ffmpeg;
mod mail;
mod program;
mod proxies;
mod sealed_film;
mod service;
