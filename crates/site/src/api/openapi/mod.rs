//! The API's own description, made from the handlers; what all of them have in common is added here.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use house::team::Right;
use serde::Serialize;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{self, ContentBuilder, HttpMethod, Ref, RefOr, Response, SecurityRequirement};
use utoipa::{Modify, OpenApi, ToSchema};

use super::{
    accounts, assets, audit, invitations, job_events, jobs, lines, masters, pictures, preview, release,
    session, sessions, subtitles, titles, tokens, uploads, webhooks,
};
use crate::caching::Never;
use crate::observe;
use crate::team::Rule;

#[derive(OpenApi)]
#[openapi(
    info(title = "Marquee", description = "Everything that Studio does, for programs."),
    paths(
        openapi, session::show, session::open, session::close, accounts::change_password,
        sessions::list, sessions::end, accounts::list, accounts::show, accounts::change, accounts::reset,
        invitations::list, invitations::create, invitations::withdraw, tokens::list, tokens::create, tokens::revoke,
        audit::list, titles::list, titles::create, titles::show, titles::change,
        preview::show, masters::list, masters::make, masters::encode, pictures::list, pictures::pick, pictures::remove,
        subtitles::list, subtitles::add, subtitles::remove, lines::show, lines::correct,
        release::show, release::open, release::withdraw, release::report,
        assets::list::list, assets::list::show, assets::correct::correct, assets::estimate::estimate,
        uploads::record::list, uploads::record::show, uploads::record::salvage, uploads::create::create,
        uploads::look::abilities, uploads::look::abilities_of_one, uploads::look::look, uploads::send::send,
        uploads::send::or_override, uploads::remove::remove,
        jobs::list, jobs::show, jobs::cancel, jobs::retry, jobs::pause, jobs::resume, jobs::pause_all,
        jobs::resume_all, job_events::follow,
        webhooks::list, webhooks::create, webhooks::show, webhooks::change, webhooks::remove, webhooks::test,
        webhooks::deliveries, observe::operations::operations, observe::reports::take_report,
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

/// What the routes' rules and the layers answer on behalf of every handler.
struct Common;

impl Modify for Common {
    fn modify(&self, api: &mut openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("marquee-team")));
        components.add_security_scheme("session", cookie);
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        for (path, item) in &mut api.paths.paths {
            let Some(route) = crate::ROUTES.iter().find(|route| route.path == path) else {
                continue;
            };
            for (method, rule, operation) in [
                (HttpMethod::Get, route.read, &mut item.get),
                (HttpMethod::Head, route.read, &mut item.head),
                (HttpMethod::Options, route.read, &mut item.options),
                (HttpMethod::Post, route.write, &mut item.post),
                (HttpMethod::Put, route.write, &mut item.put),
                (HttpMethod::Patch, route.write, &mut item.patch),
                (HttpMethod::Delete, route.write, &mut item.delete),
            ] {
                if let Some(operation) = operation {
                    operation.operation_id = Some(name_of(&method, path));
                    complete(operation, method, rule);
                }
            }
        }
    }
}

/// "get_titles_id_release": handlers of several resources have the same name.
fn name_of(method: &HttpMethod, path: &str) -> String {
    let method = match method {
        HttpMethod::Get => "get",
        HttpMethod::Head => "head",
        HttpMethod::Options => "options",
        HttpMethod::Post => "post",
        HttpMethod::Put => "put",
        HttpMethod::Patch => "patch",
        _ => "delete",
    };
    let words = path.trim_start_matches("/api/v1").split(['/', '{', '}', '.']);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{method}_{}", words.join("_"))
}

fn complete(operation: &mut Operation, method: HttpMethod, rule: Rule) {
    let mut more = vec![429, 500];
    let is_upload = names(operation, "Tus-Resumable");
    if let Rule::Team(right) = rule {
        more.extend([401, 403]);
        let any = [("session", right), ("token", right)];
        operation.security = Some(
            any.map(|(name, _)| SecurityRequirement::new(name, Vec::<String>::new()))
                .into(),
        );
        let who = format!("For {}.", allowed(right));
        operation.description = Some(match operation.description.take() {
            Some(more) if !more.is_empty() => format!("{more}\n\n{who}"),
            _ => who,
        });
    }
    let reads = matches!(method, HttpMethod::Get | HttpMethod::Head | HttpMethod::Options);
    let asks = |all: &Vec<Parameter>| {
        let mut all = all.iter();
        all.any(|named| matches!(named.parameter_in, ParameterIn::Query))
    };
    if operation.parameters.as_ref().is_some_and(asks) {
        more.push(422);
    }
    if !reads {
        more.extend([403, 507]);
    }
    // A part of an upload is refused by statuses of its own.
    if operation.request_body.is_some() && !is_upload {
        more.extend([400, 413, 415, 422]);
    }
    if names(operation, "If-Match") {
        more.extend([409, 412, 428]);
    }
    if matches!(method, HttpMethod::Post) && matches!(rule, Rule::Team(_)) && !is_upload {
        more.extend([400, 409, 413, 422]);
        operation.parameters.get_or_insert_default().push(key());
    }
    for (status, answer) in &mut operation.responses.responses {
        if let (Ok(status @ 400..), RefOr::T(answer)) = (status.parse::<u16>(), answer) {
            tell_problem(status, answer);
        }
    }
    for status in more {
        let all = &mut operation.responses.responses;
        let answer = all
            .entry(status.to_string())
            .or_insert_with(|| RefOr::T(Response::default()));
        if let RefOr::T(answer) = answer {
            tell_problem(status, answer);
        }
    }
}

/// `Idempotency-Key`
fn key() -> Parameter {
    let text = openapi::ObjectBuilder::new()
        .schema_type(openapi::schema::Type::String)
        .min_length(Some(1))
        .max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "The same request with the same key does nothing twice, for 24 hours.",
        ))
        .schema(Some(text))
        .build()
}

fn names(operation: &Operation, parameter: &str) -> bool {
    let mut all = operation.parameters.iter().flatten();
    all.any(|named| named.name == parameter)
}

/// Everything that goes wrong is told in the same way.
fn tell_problem(status: u16, answer: &mut Response) {
    if answer.description.is_empty() {
        let status = axum::http::StatusCode::from_u16(status).ok();
        let title = status.and_then(|status| status.canonical_reason());
        answer.description = title.unwrap_or("Problem").to_owned();
    }
    if answer.content.is_empty() {
        let problem = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        let kind = "application/problem+json".to_owned();
        answer.content.insert(kind, problem);
    }
}

fn allowed(right: Right) -> &'static str {
    match right {
        Right::SeeDrafts => "every member; tokens with any scope",
        Right::Edit => "editors and owners; tokens with the scope write",
        Right::ManageHouse => "owners; tokens with the scope manage",
    }
}
