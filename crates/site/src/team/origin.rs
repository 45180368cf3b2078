use axum::http::{HeaderMap, HeaderValue, header};

use crate::problem::Problem;
use crate::site::Site;

/// Only the house's own pages send forms to it. Browsers say where a request comes from (Fetch Metadata; the `Origin`
/// of older ones); what is no browser says nothing and carries no one's cookie.
pub(super) fn refuse_other_sites(site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    let own = match headers.get("sec-fetch-site") {
        Some(from) => from == "same-origin" || from == "none",
        None => headers
            .get(header::ORIGIN)
            .is_none_or(|origin| is_own(&site.settings.address, origin)),
    };
    if own { Ok(()) } else { Err(Problem::ForeignOrigin) }
}

fn is_own(address: &str, origin: &HeaderValue) -> bool {
    let end = address
        .find("://")
        .and_then(|scheme| address[scheme + 3..].find('/').map(|path| scheme + 3 + path));
    origin.as_bytes() == &address.as_bytes()[..end.unwrap_or(address.len())]
}
