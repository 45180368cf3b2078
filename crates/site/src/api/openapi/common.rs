use house::team::Right;
use utoipa::Modify;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{self, ContentBuilder, HttpMethod, Ref, RefOr, Response, SecurityRequirement};

use crate::team::Rule;

/// What the routes' rules and the layers answer on behalf of every handler.
pub(super) struct Common;

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
        let any = ["session", "token"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
        operation.security = Some(any.into());
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
