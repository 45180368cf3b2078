use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::caching::Never;
use crate::site::Site;

/// `GET /robots.txt` (RFC 9309): pages may be found, the film's bytes and the team's side are nobody's to crawl.
pub(crate) async fn robots(State(site): State<Arc<Site>>) -> Response {
    let address = &site.settings.address;
    let rules =
        format!("User-agent: *\nDisallow: /media/\nDisallow: /studio\nSitemap: {address}/sitemap.xml\n");
    (Never, rules).into_response()
}
