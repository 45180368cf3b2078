//! What people see.

mod accent;
mod film;
mod frame;
mod home;
mod lost;
mod moments;
mod notebook;
mod parts;
mod search;
mod spoken;
mod title;
mod watch;

pub(crate) use accent::{accent, plain_colour};
pub(crate) use film::{Film, Poster};
pub(crate) use frame::Frame;
pub(crate) use home::home;
pub(crate) use lost::{lost, show_problem};
pub(crate) use search::search;
pub(crate) use spoken::SpokenShelf;
pub(crate) use title::{Shown, title, title_of};
pub(crate) use watch::watch;

use axum::response::{Html, IntoResponse, Response};

use crate::caching::Never;
use crate::problem::Problem;

/// A page is made anew for who asks, and kept by nobody: what it tells may be withdrawn.
pub(crate) fn page(template: &impl askama::Template) -> Result<Response, Problem> {
    Ok((Never, Html(template.render()?)).into_response())
}
