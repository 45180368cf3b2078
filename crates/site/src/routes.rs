//! The one list of routes: the router is built from it, and so are the tests that walk every route, looking for an
//! unreleased title and trying each rule with each role.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, post, put};
use house::team::Right;
use tower_http::compression::CompressionLayer;

use crate::SiteState;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::{Rule, Rules};
use crate::{api, feeds, headers, limits, media, night, observe, pages, statics, team};

/// A path, who may use it, and what answers it.
pub struct Route {
    pub path: &'static str,
    /// For GET, HEAD and OPTIONS.
    pub read: Rule,
    /// For every other method.
    pub write: Rule,
    kind: Kind,
    methods: fn() -> MethodRouter<Arc<Site>>,
}

/// Through which layers a route's answers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// For people: compressed, problems shown as pages; who is not logged in is led to the login.
    Page,
    /// For machines, or compressed beforehand.
    Plain,
    /// The team's API: compressed JSON, problems as RFC 9457 has them.
    Api,
    /// As the API, without end: nothing holds it back to compress it.
    Stream,
    /// The film's bytes: nothing but counting is around them; the handlers say everything themselves.
    Media,
}

const SEE: Rule = Rule::Team(Right::SeeDrafts);
const EDIT: Rule = Rule::Team(Right::Edit);
const MANAGE: Rule = Rule::Team(Right::ManageHouse);

/// Every address of the site. A route without its two rules does not compile: the first is for reading, the second for
/// every other method.
#[rustfmt::skip]
pub const ROUTES: &[Route] = &[
    route("/", Kind::Page, Rule::Gate, Rule::Public, || get(pages::home)),
    route("/search", Kind::Page, Rule::Gate, Rule::Public, || get(pages::search)),
    route("/title/{slug}", Kind::Page, Rule::Gate, Rule::Public, || get(pages::title)),
    route("/title/{slug}/watch", Kind::Page, Rule::Gate, Rule::Public, || get(pages::watch).post(crate::seen::seen)),
    route("/title/{slug}/live", Kind::Stream, Rule::Gate, Rule::Public, || get(night::live).post(night::speak)),
    // What makes letters is counted as knocking at the door is.
    route("/title/{slug}/reminder", Kind::Page, Rule::Gate, Rule::Door, || get(night::ask).post(night::asked)),
    route("/reminder/{token}", Kind::Page, Rule::Public, Rule::Door, || get(night::knock).post(night::answer)),
    route("/title/{slug}/reminder.ics", Kind::Plain, Rule::Gate, Rule::Public, || get(night::calendar)),
    route("/title/{slug}/accent.css", Kind::Plain, Rule::Gate, Rule::Public, || get(pages::accent)),
    route("/media/{release}/{file}", Kind::Media, Rule::Gate, Rule::Public, || {
        get(media::film).options(media::preflight)
    }),
    route("/media/{release}/{rendition}/{file}", Kind::Media, Rule::Gate, Rule::Public, || {
        get(media::rendition).options(media::preflight)
    }),
    // Sealed, for any cache; what opens it is only for the admitted.
    route("/sealed/{release}/{key}/{scheme}/{file}", Kind::Media, Rule::Gate, Rule::Public, || {
        get(media::sealed_film).options(media::preflight)
    }),
    route("/sealed/{release}/{key}/{scheme}/{rendition}/{file}", Kind::Media, Rule::Gate, Rule::Public, || {
        get(media::sealed_rendition).options(media::preflight)
    }),
    route("/keys/{release}", Kind::Media, Rule::Gate, Rule::Gate, || {
        get(media::licence).post(media::licence).options(media::preflight_licence)
    }),
    route("/keys/{release}/{file}", Kind::Media, Rule::Gate, Rule::Public, || {
        get(media::key).options(media::preflight)
    }),
    route("/picture/{file}", Kind::Media, Rule::Gate, Rule::Public, || {
        get(media::picture).options(media::preflight)
    }),
    route("/page/{picture}/{tile}", Kind::Media, Rule::Gate, Rule::Public, || {
        get(media::tile).options(media::preflight)
    }),
    route("/static/{file}", Kind::Plain, Rule::Public, Rule::Public, || get(statics::file)),
    route("/feed.atom", Kind::Plain, Rule::Gate, Rule::Public, || get(feeds::atom)),
    route("/sitemap.xml", Kind::Plain, Rule::Gate, Rule::Public, || get(feeds::sitemap)),
    route("/robots.txt", Kind::Plain, Rule::Public, Rule::Public, || get(feeds::robots)),
    route("/healthz", Kind::Plain, Rule::Public, Rule::Public, || get(healthz)),
    route("/metrics", Kind::Plain, MANAGE, MANAGE, || get(observe::metrics)),

    route("/studio", Kind::Page, SEE, SEE, || get(crate::studio::overview)),
    route("/studio/titles", Kind::Page, SEE, SEE, || get(crate::studio::titles)),
    route("/studio/titles/{id}", Kind::Page, SEE, SEE, || get(crate::studio::title)),
    route("/studio/titles/{id}/preview", Kind::Page, SEE, SEE, || get(crate::studio::preview)),
    route("/studio/titles/{id}/here/{page}", Kind::Plain, Rule::Team(Right::Edit), Rule::Team(Right::Edit), || post(crate::studio::here)),
    route("/studio/assets", Kind::Page, SEE, SEE, || get(crate::studio::assets)),
    route("/studio/assets/{id}", Kind::Page, SEE, SEE, || get(crate::studio::asset)),
    route("/studio/assets/{id}/tape", Kind::Plain, SEE, SEE, || get(media::tape)),
    route("/studio/assets/{id}/copy", Kind::Plain, SEE, SEE, || get(media::copy)),
    route("/studio/assets/{id}/stills/{file}", Kind::Plain, SEE, SEE, || get(media::still)),
    route("/studio/search", Kind::Page, SEE, SEE, || get(crate::studio::search)),
    route("/studio/uploads", Kind::Page, Rule::Team(Right::Edit), Rule::Team(Right::Edit), || get(crate::studio::uploads)),
    route("/studio/jobs", Kind::Page, SEE, SEE, || get(crate::studio::jobs)),
    route("/studio/people", Kind::Page, Rule::Team(Right::ManageHouse), Rule::Team(Right::ManageHouse), || get(crate::studio::people)),
    route("/studio/audit", Kind::Page, Rule::Team(Right::ManageHouse), Rule::Team(Right::ManageHouse), || get(crate::studio::audit)),
    route("/studio/house", Kind::Page, SEE, SEE, || get(crate::studio::house)),
    route("/studio/operations", Kind::Page, Rule::Team(Right::ManageHouse), Rule::Team(Right::ManageHouse), || get(crate::studio::operations)),
    route("/studio/login", Kind::Page, Rule::Door, Rule::Door, || {
        get(team::login).post(team::log_in)
    }),
    route("/studio/forgotten", Kind::Page, Rule::Door, Rule::Door, || {
        get(team::forgotten).post(team::ask_for_letter)
    }),
    route("/studio/enter/{token}", Kind::Page, Rule::Door, Rule::Door, || {
        get(team::knock).post(team::enter)
    }),
    route("/studio/invitation/{token}", Kind::Page, Rule::Door, Rule::Door, || {
        get(team::knock).post(team::enter)
    }),
    route("/studio/reset/{token}", Kind::Page, Rule::Door, Rule::Door, || {
        get(team::knock).post(team::enter)
    }),
    route("/pass/{secret}", Kind::Page, Rule::Door, Rule::Door, || {
        get(team::ticket).post(team::begin)
    }),
    route("/studio/leave", Kind::Page, Rule::Door, Rule::Door, || post(team::leave)),

    route("/api/v1/openapi.json", Kind::Api, Rule::Public, Rule::Public, || get(api::openapi::openapi)),
    route("/api/v1/session", Kind::Api, SEE, Rule::Door, || {
        get(api::session::show).post(api::session::open).delete(api::session::close)
    }),

    route("/api/v1/uploads", Kind::Api, SEE, EDIT, || {
        get(api::uploads::record::list).post(api::uploads::create::create).options(api::uploads::look::abilities)
    }),
    route("/api/v1/uploads/{id}", Kind::Api, SEE, EDIT, || {
        get(api::uploads::record::show)
            .head(api::uploads::look::look)
            .patch(api::uploads::send::send)
            .delete(api::uploads::remove::remove)
            .post(api::uploads::send::or_override)
            .options(api::uploads::look::abilities_of_one)
    }),
    route("/api/v1/search", Kind::Api, SEE, SEE, || get(api::search::search)),
    route("/api/v1/assets", Kind::Api, SEE, EDIT, || get(api::assets::list::list)),
    route("/api/v1/assets/{id}", Kind::Api, SEE, EDIT, || {
        get(api::assets::list::show).patch(api::assets::correct::correct)
    }),
    route("/api/v1/assets/{id}/analysis", Kind::Api, SEE, EDIT, || {
        get(api::assets::analysis::show).post(api::assets::analysis::order)
    }),
    route("/api/v1/assets/{id}/moments", Kind::Api, SEE, EDIT, || {
        get(api::assets::moments::list).post(api::assets::moments::decide)
    }),
    route("/api/v1/assets/{id}/estimate", Kind::Api, SEE, EDIT, || get(api::assets::estimate::estimate)),
    route("/api/v1/titles/{id}/preview", Kind::Api, SEE, EDIT, || get(api::preview::show)),
    route("/api/v1/titles/{id}/encode", Kind::Api, SEE, EDIT, || post(api::masters::encode)),
    route("/api/v1/titles/{id}/masters", Kind::Api, SEE, EDIT, || {
        get(api::masters::list).post(api::masters::make)
    }),
    route("/api/v1/titles/{id}/moments", Kind::Api, SEE, EDIT, || {
        get(api::shown_moments::list)
            .put(api::shown_moments::show)
            .delete(api::shown_moments::hide)
    }),
    route("/api/v1/titles/{id}/pictures", Kind::Api, SEE, EDIT, || {
        get(api::pictures::list).post(api::pictures::pick)
    }),
    route("/api/v1/titles/{id}/pictures/{key}", Kind::Api, SEE, EDIT, || {
        delete(api::pictures::remove)
    }),
    route("/api/v1/titles/{id}/subtitles", Kind::Api, SEE, EDIT, || {
        get(api::subtitles::list).post(api::subtitles::add)
    }),
    route("/api/v1/titles/{id}/subtitles/{rendition}", Kind::Api, SEE, EDIT, || {
        get(api::lines::show)
            .patch(api::lines::correct)
            .delete(api::subtitles::remove)
    }),
    route("/api/v1/uploads/{id}/salvage", Kind::Api, SEE, EDIT, || post(api::uploads::record::salvage)),
    route("/api/v1/session/password", Kind::Api, SEE, SEE, || post(api::accounts::change_password)),
    route("/api/v1/sessions", Kind::Api, SEE, SEE, || get(api::sessions::list)),
    route("/api/v1/sessions/{id}", Kind::Api, SEE, SEE, || delete(api::sessions::end)),
    route("/api/v1/tokens", Kind::Api, SEE, SEE, || get(api::tokens::list).post(api::tokens::create)),
    route("/api/v1/tokens/{id}", Kind::Api, SEE, SEE, || delete(api::tokens::revoke)),
    route("/api/v1/accounts", Kind::Api, MANAGE, MANAGE, || get(api::accounts::list)),
    route("/api/v1/accounts/{id}", Kind::Api, MANAGE, MANAGE, || {
        get(api::accounts::show).patch(api::accounts::change)
    }),
    route("/api/v1/accounts/{id}/reset", Kind::Api, MANAGE, MANAGE, || post(api::accounts::reset)),
    route("/api/v1/invitations", Kind::Api, MANAGE, MANAGE, || {
        get(api::invitations::list).post(api::invitations::create)
    }),
    route("/api/v1/invitations/{id}", Kind::Api, MANAGE, MANAGE, || delete(api::invitations::withdraw)),
    route("/api/v1/audit", Kind::Api, MANAGE, MANAGE, || get(api::audit::list)),
    route("/api/v1/webhooks", Kind::Api, MANAGE, MANAGE, || {
        get(api::webhooks::list).post(api::webhooks::create)
    }),
    route("/api/v1/webhooks/{id}", Kind::Api, MANAGE, MANAGE, || {
        get(api::webhooks::show).patch(api::webhooks::change).delete(api::webhooks::remove)
    }),
    route("/api/v1/webhooks/{id}/test", Kind::Api, MANAGE, MANAGE, || post(api::webhooks::test)),
    route("/api/v1/webhooks/{id}/deliveries", Kind::Api, MANAGE, MANAGE, || get(api::webhooks::deliveries)),
    route("/api/v1/titles", Kind::Api, SEE, EDIT, || get(api::titles::list).post(api::titles::create)),
    route("/api/v1/titles/{id}", Kind::Api, SEE, EDIT, || get(api::titles::show).patch(api::titles::change)),
    route("/api/v1/titles/{id}/parts", Kind::Api, SEE, EDIT, || {
        get(api::parts::list).post(api::parts::add).patch(api::parts::reorder)
    }),
    route("/api/v1/titles/{id}/parts/{part}", Kind::Api, SEE, EDIT, || delete(api::parts::remove)),
    route("/api/v1/titles/{id}/sheet", Kind::Api, SEE, EDIT, || get(api::sheet::show).post(api::sheet::apply)),
    route("/api/v1/titles/{id}/release", Kind::Api, SEE, EDIT, || {
        get(api::release::show).post(api::release::open).delete(api::release::withdraw)
    }),
    route("/api/v1/titles/{id}/board", Kind::Api, SEE, EDIT, || get(api::release::board)),
    route("/api/v1/titles/{id}/passes", Kind::Api, SEE, EDIT, || get(api::passes::list).post(api::passes::create)),
    route("/api/v1/passes/{id}", Kind::Api, SEE, EDIT, || delete(api::passes::revoke)),
    route("/api/v1/passes/{id}/uses", Kind::Api, SEE, EDIT, || get(api::passes::uses)),
    route("/api/v1/titles/{id}/showing", Kind::Api, SEE, EDIT, || {
        get(api::showing::show).put(api::showing::plan).delete(api::showing::call_off)
    }),
    route("/api/v1/titles/{id}/showing/lines/{line}", Kind::Api, SEE, EDIT, || delete(api::showing::unsay)),
    route("/api/v1/titles/{id}/showing/hushed/{speaker}", Kind::Api, SEE, EDIT, || {
        put(api::showing::hush).delete(api::showing::unhush)
    }),
    route("/api/v1/titles/{id}/report", Kind::Api, SEE, EDIT, || get(api::release::report)),
    route("/api/v1/jobs", Kind::Api, SEE, EDIT, || get(api::jobs::list)),
    route("/api/v1/jobs/events", Kind::Stream, SEE, EDIT, || get(api::job_events::follow)),
    route("/api/v1/jobs/pause", Kind::Api, SEE, EDIT, || post(api::jobs::pause_all)),
    route("/api/v1/jobs/resume", Kind::Api, SEE, EDIT, || post(api::jobs::resume_all)),
    route("/api/v1/jobs/{id}", Kind::Api, SEE, EDIT, || get(api::jobs::show)),
    route("/api/v1/jobs/{id}/cancel", Kind::Api, SEE, EDIT, || post(api::jobs::cancel)),
    route("/api/v1/jobs/{id}/retry", Kind::Api, SEE, EDIT, || post(api::jobs::retry)),
    route("/api/v1/jobs/{id}/pause", Kind::Api, SEE, EDIT, || post(api::jobs::pause)),
    route("/api/v1/jobs/{id}/resume", Kind::Api, SEE, EDIT, || post(api::jobs::resume)),
    route("/api/v1/operations", Kind::Api, SEE, SEE, || get(observe::operations)),
    route("/api/v1/clock", Kind::Plain, Rule::Public, Rule::Public, || get(api::clock::clock)),
    route("/api/v1/playback-reports", Kind::Plain, Rule::Public, Rule::Public, || {
        post(observe::take_report)
    }),
];

const fn route(
    path: &'static str,
    kind: Kind,
    read: Rule,
    write: Rule,
    methods: fn() -> MethodRouter<Arc<Site>>,
) -> Route {
    Route {
        path,
        read,
        write,
        kind,
        methods,
    }
}

impl Route {
    /// What answers the route, behind its rules. The film's bytes go through no layer: their rule is the gate's, and
    /// they take nothing but reading.
    fn answered(&self, site: &Arc<Site>) -> MethodRouter<Arc<Site>> {
        if self.kind == Kind::Media {
            return (self.methods)();
        }
        let rules = Rules {
            read: self.read,
            write: self.write,
        };
        // Its own answer to a wrong method lies behind the rules, too.
        let mut methods = (self.methods)().fallback(wrong_method);
        if self.kind == Kind::Api {
            methods = methods.layer(from_fn_with_state(Arc::clone(site), api::once));
        }
        methods.layer(from_fn_with_state((Arc::clone(site), rules), team::enforce))
    }
}

/// The whole site as one service.
pub fn router(state: SiteState) -> Router {
    let site = Arc::new(Site::new(state));
    let of_kind = |kind: Kind| {
        let routes = (0..).zip(ROUTES).filter(move |(_, route)| route.kind == kind);
        routes.fold(Router::new(), |router, (number, route)| {
            let counted = observe::counting(&site.observatory, number, route.path);
            router.route(route.path, route.answered(&site).layer(counted))
        })
    };
    let guard = from_fn(headers::guard);
    let heed = from_fn_with_state(Arc::clone(&site), limits::heed);
    let show_problem = from_fn_with_state(Arc::clone(&site), pages::show_problem);
    let pages = of_kind(Kind::Page)
        .fallback(pages::lost)
        .method_not_allowed_fallback(wrong_method)
        .layer(heed.clone())
        .layer(show_problem)
        .layer(CompressionLayer::new())
        .layer(guard.clone());
    let plain = of_kind(Kind::Plain)
        .method_not_allowed_fallback(wrong_method)
        .layer(heed.clone())
        .layer(guard.clone());
    let api = of_kind(Kind::Api)
        .method_not_allowed_fallback(wrong_method)
        .layer(heed)
        .layer(CompressionLayer::new())
        .layer(guard.clone());
    let streams = of_kind(Kind::Stream)
        .method_not_allowed_fallback(wrong_method)
        .layer(guard);
    let media = of_kind(Kind::Media).method_not_allowed_fallback(wrong_method);
    let whole = pages.merge(plain).merge(api).merge(streams).merge(media);
    whole.with_state(site)
}

async fn wrong_method() -> Problem {
    Problem::WrongMethod
}

/// `GET /healthz`: the program answers.
async fn healthz() -> &'static str {
    "ok\n"
}
