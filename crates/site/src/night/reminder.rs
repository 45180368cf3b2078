use std::sync::Arc;

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::calendar::Date;
use crate::caching::Never;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// Minutes before the opening at which a calendar calls.
const ALARM_MINUTES: u32 = 15;

/// `GET /title/{slug}/reminder.ics`: the opening for a calendar.
pub(crate) async fn calendar(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let announced = viewer::announced(&site, &parts, &slug).ok_or(Problem::NotFound)?;
    let house = &site.settings.house_name;
    let address = format!("{}/title/{slug}", site.settings.address);
    let (_, host) = site.settings.address.split_once("://").unwrap_or_default();
    let said = [announced.tagline(), announced.synopsis()];
    let text: Vec<&str> = said.into_iter().flatten().chain([address.as_str()]).collect();
    let date = Date {
        uid: &format!("{slug}@{host}"),
        told: site.clock.now(),
        begins: announced.opens(),
        name: &format!("{} opens at {house}", announced.name()),
        text: &text.join("\n\n"),
        address: &address,
        alarm_minutes: ALARM_MINUTES,
    };
    let named = format!("attachment; filename=\"{}.ics\"", announced.slug());
    let named = HeaderValue::from_str(&named).map_err(Problem::internal)?;
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)];
    Ok((Never, headers, date.write()).into_response())
}
