//! The page of a personal link: who it is for and what it opens. Looking at it spends nothing; beginning does.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use house::Digest;
use house::release::{Announcement, Pass, PassKind};
use store::PassUser;

use super::pass_cookie;
use crate::caching::Never;
use crate::front::Visitor;
use crate::pages::{Frame, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::words;

#[derive(Template)]
#[template(path = "ticket.html")]
struct Ticket<'a> {
    frame: Frame<'a>,
    film: &'a str,
    tagline: Option<&'a str>,
    name: &'a str,
    rehearses: bool,
    until: String,
    /// How often it may be begun.
    views: Option<u32>,
    /// It cannot be begun any more.
    spent: bool,
}

/// `GET /pass/{secret}`
pub(crate) async fn ticket(
    State(site): State<Arc<Site>>,
    Named(secret): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let (pass, announcement) = held(&site, &secret)?;
    site.catalogue.note_pass_entered(&pass.id, &user(&parts)).await?;
    show(&site, &pass, &announcement, false)
}

/// `POST /pass/{secret}`: lets its holder in, and counts a view when the film itself is begun.
pub(crate) async fn begin(
    State(site): State<Arc<Site>>,
    Named(secret): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let (pass, announcement) = held(&site, &secret)?;
    let to = match pass.kind {
        PassKind::Rehearsal { .. } => format!("/title/{}", announcement.slug()),
        PassKind::Screener => {
            let Some(begun) = site.catalogue.begin_view(&pass.id, &user(&parts)).await? else {
                return show(&site, &pass, &announcement, true);
            };
            site.gate.put_pass(&begun);
            format!("/title/{}/watch", announcement.slug())
        }
    };
    let cookie = pass_cookie::given(&site.settings, &secret).ok_or(Problem::NotFound)?;
    Ok((Never, [(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// A link that is over, was revoked or never was: nothing is here.
fn held(site: &Site, secret: &str) -> Result<(Arc<Pass>, Announcement), Problem> {
    let pass = site
        .gate
        .pass(&Digest::of(secret.as_bytes()))
        .ok_or(Problem::NotFound)?;
    let announcement = site.gate.invited(&pass).ok_or(Problem::NotFound)?;
    Ok((pass, announcement))
}

fn show(site: &Site, pass: &Pass, announcement: &Announcement, spent: bool) -> Result<Response, Problem> {
    page(&Ticket {
        frame: site.frame(),
        film: announcement.name(),
        tagline: announcement.tagline(),
        name: &pass.name,
        rehearses: matches!(pass.kind, PassKind::Rehearsal { .. }),
        until: words::date_and_time(pass.until),
        views: pass.views,
        spent,
    })
}

/// For the book: enough to see that a link is passed around, not who is at home where.
fn user(parts: &Parts) -> PassUser {
    let visitor = parts.extensions.get::<Visitor>();
    let browser = parts.headers.get(header::USER_AGENT);
    PassUser {
        origin: visitor.map_or_else(String::new, |visitor| network(visitor.address)),
        browser: browser
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned(),
    }
}

/// The first 24 bits of an IPv4 address, 48 of IPv6.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}
