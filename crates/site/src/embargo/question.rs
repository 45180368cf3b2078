use axum::http::Method;
use house::Instant;

use super::fill::{self, Filled};
use super::ways::{Way, ways};
use super::{Allowed, Subject};
use crate::ROUTES;

/// One thing to ask, and its twin about a title that never was.
#[derive(Debug, Clone)]
pub struct Question {
    /// The route as it is written, or the trick: "/title/{slug}", "path tricks".
    pub route: &'static str,
    /// How it is asked: "GET", "Range", "old ETag".
    pub way: &'static str,
    pub method: Method,
    pub path: String,
    pub twin: String,
    pub headers: Vec<(&'static str, String)>,
    pub allowed: Allowed,
}

/// Everything to ask about the title at `now`.
pub fn questions(subject: &Subject, now: Instant) -> Vec<Question> {
    let mut all = Vec::new();
    for route in ROUTES {
        for filled in fill::natural(route.path, subject) {
            let allowed = allowed(route.path, &filled, subject, now);
            for way in ways(subject, &filled) {
                all.push(question(route.path, &filled, way, allowed));
            }
        }
        for filled in fill::crossed(route.path, subject) {
            let allowed = allowed(route.path, &filled, subject, now);
            all.push(question(route.path, &filled, Way::plain(), allowed));
        }
    }
    for (kind, filled) in fill::tricks(subject) {
        all.push(question(kind, &filled, Way::plain(), tricked(subject, now)));
    }
    all
}

fn question(route: &'static str, filled: &Filled, way: Way, allowed: Allowed) -> Question {
    Question {
        route,
        way: way.name,
        method: way.method,
        path: filled.path.clone(),
        twin: filled.twin.clone(),
        headers: way.headers,
        allowed,
    }
}

fn allowed(route: &str, filled: &Filled, subject: &Subject, now: Instant) -> Allowed {
    let announced = subject.is_announced(now);
    match route {
        _ if route.starts_with("/sealed/") && subject.is_sealed() => Allowed::Ciphertext,
        "/title/{slug}/watch" => Allowed::Nothing,
        _ if announced && (route.starts_with("/title/{slug}") || route == "/") => Allowed::Announcement,
        "/picture/{file}" if announced && subject.is_poster(&filled.path) => Allowed::Announcement,
        _ => Allowed::Nothing,
    }
}

/// A path that is walked round comes to the title's page at most.
fn tricked(subject: &Subject, now: Instant) -> Allowed {
    match subject.is_announced(now) {
        true => Allowed::Announcement,
        false => Allowed::Nothing,
    }
}
