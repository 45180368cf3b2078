//! The one list of routes: the router is built from it, and so is the test that walks every route looking for an
//! unreleased title.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get, post};

use crate::SiteState;

/// A path and what answers it.
pub struct Route {
    pub path: &'static str,
    methods: fn() -> MethodRouter<SiteState>,
}

/// Every address of the site.
pub const ROUTES: &[Route] = &[
    route("/", || get(unfinished)),
    route("/title/{slug}", || get(unfinished)),
    route("/title/{slug}/watch", || get(unfinished)),
    route("/title/{slug}/accent.css", || get(unfinished)),
    route("/media/{release}/{file}", || get(unfinished)),
    route("/media/{release}/{rendition}/{file}", || get(unfinished)),
    route("/picture/{file}", || get(unfinished)),
    route("/static/{file}", || get(unfinished)),
    route("/studio", || get(unfinished)),
    route("/studio/enter/{token}", || get(unfinished)),
    route("/studio/leave", || post(unfinished)),
    route("/feed.atom", || get(unfinished)),
    route("/sitemap.xml", || get(unfinished)),
    route("/robots.txt", || get(unfinished)),
    route("/healthz", || get(|| async { "ok\n" })),
];

const fn route(path: &'static str, methods: fn() -> MethodRouter<SiteState>) -> Route {
    Route { path, methods }
}

pub fn router(state: SiteState) -> Router {
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, (route.methods)())
        })
        .with_state(state)
}

async fn unfinished() -> StatusCode {
    StatusCode::NOT_FOUND
}
