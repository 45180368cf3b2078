use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Desk, Fact};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

#[derive(Template)]
#[template(path = "studio/house.html")]
struct HousePage<'a> {
    frame: Frame<'a>,
    studio: Desk,
    facts: Vec<Fact>,
}

/// `GET /studio/house`
pub(crate) async fn house(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let settings = &site.settings;
    let fact = |name, words: &str| Fact {
        name,
        words: words.to_owned(),
    };
    let origins = if settings.allowed_origins.is_empty() {
        "none".to_owned()
    } else {
        settings.allowed_origins.join(", ")
    };
    page(&HousePage {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/house"),
        facts: vec![
            fact("Name", &settings.house_name),
            fact("Address", &settings.address),
            fact("Other sites that may play its films", &origins),
            fact("Program", concat!("marquee ", env!("CARGO_PKG_VERSION"))),
        ],
    })
}
