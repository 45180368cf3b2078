//! The team's side: who is let in, and who may do what.

pub(crate) mod cookie;
mod door;
mod enforce;
mod forgotten;
mod form;
mod login;
mod member;
mod origin;
pub(crate) mod pass_cookie;
mod passwords;
mod reset;
mod rule;
mod sessions;
mod ticket;

pub(crate) use door::{end_session, enter, knock, leave};
pub(crate) use enforce::{Rules, enforce};
pub(crate) use forgotten::{ask as ask_for_letter, show as forgotten};
pub(crate) use form::Form;
pub(crate) use login::{log_in, refuse_locked, show as login, try_password};
pub(crate) use member::Member;
pub(crate) use passwords::Passwords;
pub(crate) use reset::Reset;
pub use rule::Rule;
pub(crate) use sessions::Sessions;
pub(crate) use ticket::{begin, ticket};
