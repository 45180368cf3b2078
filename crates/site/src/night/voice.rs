use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use house::audience::{Line, Place, Reaction};
use house::release::Viewer;
use serde::Deserialize;

use super::standing::{course, may_talk};
use crate::api::Body;
use crate::front::{Visitor, household};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

const NOT_NOW: &str = "nothing can be said here now";

/// What somebody does in a showing: says something under a name of their choice, or shows something.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Voice {
    Say {
        #[serde(default)]
        by: String,
        text: String,
    },
    React(Reaction),
}

/// `POST /title/{slug}/live`: only who is admitted to a title is heard in its showing.
pub(crate) async fn speak(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
    Body(voice): Body<Voice>,
) -> Result<StatusCode, Problem> {
    let admission = viewer::admit_slug(&site, &parts, &slug).await?;
    let address = parts.extensions.get::<Visitor>().map(|visitor| visitor.address);
    match voice {
        Voice::React(reaction) => {
            let Some(course) = course(&site, &admission) else {
                return Err(Problem::Refused("there is no showing now".into()));
            };
            site.limits.count_reaction(address)?;
            site.halls.react(admission.viewer(), &slug, reaction);
            if let Place::At(time) = course.place(site.gate.now(admission.viewer())) {
                let second = u32::try_from(time.micros() / 1_000_000).unwrap_or(u32::MAX);
                site.observatory.audience.reacted(&admission, second);
            }
        }
        Voice::Say { by, text } => {
            if !may_talk(&site, &admission) {
                return Err(Problem::Refused(NOT_NOW.into()));
            }
            let line = Line::read(site.clock.now(), &by, &text);
            let line = line.map_err(|refused| Problem::invalid("say", refused))?;
            site.limits.count_line(address)?;
            if site.halls.say_in_rehearsal(admission.viewer(), &slug, &line) {
                return Ok(StatusCode::NO_CONTENT);
            }
            let origin = origin(admission.viewer(), address);
            // Whoever was hushed is told no more than that nothing can be said.
            if !site.catalogue.say(&admission.title().id, &line, &origin).await? {
                return Err(Problem::Refused(NOT_NOW.into()));
            }
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Where a line comes from: a personal link, else the connection's address (of IPv6 its network, as everywhere in the house).
fn origin(viewer: &Viewer, address: Option<IpAddr>) -> String {
    match (viewer, address) {
        (Viewer::Guest(pass), _) => format!("pass {}", pass.id),
        (_, Some(address)) => household(address).to_string(),
        (_, None) => "nowhere".to_owned(),
    }
}
