//! The API's own description, made from the handlers; what all of them have in common is added here.

mod common;

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use common::Common;

use super::{
    accounts, assets, audit, clock, invitations, job_events, jobs, lines, masters, parts, passes, pictures,
    preview, release, search, session, sessions, sheet, showing, shown_moments, subtitles, titles, tokens,
    uploads, webhooks,
};
use crate::caching::Never;
use crate::observe;

#[derive(OpenApi)]
#[openapi(
    info(title = "Marquee", description = "Everything that Studio does, for programs."),
    paths(
        openapi, session::show, session::open, session::close, accounts::change_password,
        sessions::list, sessions::end, accounts::list, accounts::show, accounts::change, accounts::reset,
        invitations::list, invitations::create, invitations::withdraw, tokens::list, tokens::create, tokens::revoke,
        audit::list, titles::list, titles::create, titles::show, titles::change,
        parts::list, parts::add, parts::reorder, parts::remove, sheet::show, sheet::apply,
        preview::show, masters::list, masters::make, masters::encode, pictures::list, pictures::pick, pictures::remove,
        subtitles::list, subtitles::add, subtitles::remove, lines::show, lines::correct,
        release::show, release::open, release::withdraw, release::report, release::board,
        passes::list, passes::create, passes::revoke, passes::uses,
        search::search, assets::list::list, assets::list::show, assets::correct::correct, assets::estimate::estimate,
        assets::analysis::show, assets::analysis::order, assets::moments::list, assets::moments::decide,
        uploads::record::list, uploads::record::show, uploads::record::salvage, uploads::create::create,
        uploads::look::abilities, uploads::look::abilities_of_one, uploads::look::look, uploads::send::send,
        uploads::send::or_override, uploads::remove::remove,
        jobs::list, jobs::show, jobs::cancel, jobs::retry, jobs::pause, jobs::resume, jobs::pause_all,
        jobs::resume_all, job_events::follow,
        webhooks::list, webhooks::create, webhooks::show, webhooks::change, webhooks::remove, webhooks::test,
        webhooks::deliveries, observe::operations::operations, observe::reports::take_report, clock::clock,
        shown_moments::list, shown_moments::show, shown_moments::hide,
        showing::show, showing::plan, showing::call_off, showing::unsay, showing::hush, showing::unhush,
    ),
    components(schemas(ProblemRecord)),
    modifiers(&Common)
)]
struct Api;

/// What went wrong (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code, reason = "it describes what `crate::problem` writes")]
struct ProblemRecord {
    r#type: String,
    title: String,
    status: u16,
    /// A sentence for people.
    detail: Option<String>,
    /// Which part of the request is meant.
    field: Option<String>,
    /// With 412: the record as it is now.
    #[schema(value_type = Option<Object>)]
    current: Option<serde_json::Value>,
}

static WRITTEN: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string(&Api::openapi()).unwrap_or_default());

/// This description
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "openapi",
    responses((status = 200, body = serde_json::Value)))]
pub(crate) async fn openapi() -> axum::response::Response {
    (
        Never,
        [(header::CONTENT_TYPE, "application/json")],
        WRITTEN.as_str(),
    )
        .into_response()
}
