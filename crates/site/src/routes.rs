//! The one list of routes: the router is built from it, and so is the test that walks every route looking for an
//! unreleased title.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use tower_http::compression::CompressionLayer;

use crate::SiteState;
use crate::problem::Problem;
use crate::site::Site;
use crate::{feeds, headers, media, pages, statics, team};

/// A path and what answers it.
pub struct Route {
    pub path: &'static str,
    kind: Kind,
    methods: fn() -> MethodRouter<Arc<Site>>,
}

/// Through which layers a route's answers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// For people: compressed, problems shown as pages.
    Page,
    /// For machines, or compressed beforehand.
    Plain,
    /// The film's bytes: no layer at all; the handlers say everything themselves.
    Media,
}

/// Every address of the site.
pub const ROUTES: &[Route] = &[
    route("/", Kind::Page, || get(pages::home)),
    route("/title/{slug}", Kind::Page, || get(pages::title)),
    route("/title/{slug}/watch", Kind::Page, || get(pages::watch)),
    route("/title/{slug}/accent.css", Kind::Plain, || get(pages::accent)),
    route("/media/{release}/{file}", Kind::Media, || {
        get(media::film).options(media::preflight)
    }),
    route("/media/{release}/{rendition}/{file}", Kind::Media, || {
        get(media::rendition).options(media::preflight)
    }),
    route("/picture/{file}", Kind::Media, || {
        get(media::picture).options(media::preflight)
    }),
    route("/static/{file}", Kind::Plain, || get(statics::file)),
    route("/studio", Kind::Page, || get(team::overview)),
    route("/studio/enter/{token}", Kind::Page, || {
        get(team::knock).post(team::enter)
    }),
    route("/studio/leave", Kind::Page, || post(team::leave)),
    route("/feed.atom", Kind::Plain, || get(feeds::atom)),
    route("/sitemap.xml", Kind::Plain, || get(feeds::sitemap)),
    route("/robots.txt", Kind::Plain, || get(feeds::robots)),
    route("/healthz", Kind::Plain, || get(healthz)),
];

const fn route(path: &'static str, kind: Kind, methods: fn() -> MethodRouter<Arc<Site>>) -> Route {
    Route { path, kind, methods }
}

/// The whole site as one service.
pub fn router(state: SiteState) -> Router {
    let site = Arc::new(Site::new(state));
    let of_kind = |kind: Kind| {
        let routes = ROUTES.iter().filter(move |route| route.kind == kind);
        routes.fold(Router::new(), |router, route| {
            router.route(route.path, (route.methods)())
        })
    };
    let guard = from_fn_with_state(Arc::clone(&site), headers::guard);
    let show_problem = from_fn_with_state(Arc::clone(&site), pages::show_problem);
    let pages = of_kind(Kind::Page)
        .fallback(pages::lost)
        .method_not_allowed_fallback(wrong_method)
        .layer(show_problem)
        .layer(CompressionLayer::new())
        .layer(guard.clone());
    let plain = of_kind(Kind::Plain)
        .method_not_allowed_fallback(wrong_method)
        .layer(guard);
    let media = of_kind(Kind::Media).method_not_allowed_fallback(wrong_method);
    pages.merge(plain).merge(media).with_state(site)
}

async fn wrong_method() -> Problem {
    Problem::WrongMethod
}

/// `GET /healthz`: the program answers.
async fn healthz() -> &'static str {
    "ok\n"
}
