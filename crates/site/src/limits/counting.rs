use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use house::Clock;

use super::limiter::{Limiter, TooSoon};
use super::rate::{Rate, Rates};
use crate::front::{Visitor, household};
use crate::problem::Problem;
use crate::routes::ROUTES;
use crate::site::Site;
use crate::team::Rule;

/// Where parts of uploads go.
const UPLOADS: &str = "/api/v1/uploads/";
const CLOCK: &str = "/api/v1/clock";

/// Every limit of the house with its table.
pub(crate) struct Limits {
    pages: Option<Limiter<IpAddr>>,
    writes: Option<Limiter<IpAddr>>,
    account_writes: Option<Limiter<String>>,
    login: Option<Limiter<IpAddr>>,
    lines: Option<Limiter<IpAddr>>,
    reactions: Option<Limiter<IpAddr>>,
}

/// What one address may say in a showing, and show: a few people in one room, not a flood.
const LINES: Rate = Rate {
    count: NonZeroU32::new(10).unwrap(),
    per: Duration::from_secs(30),
};
const REACTIONS: Rate = Rate {
    count: NonZeroU32::new(40).unwrap(),
    per: Duration::from_secs(10),
};

/// What a request is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Page,
    Write,
    Login,
    /// A part of an upload: its size is limited, not its number. A question for the time costs less than counting it,
    /// and a hall that waits behind one address asks often.
    Nothing,
}

impl Limits {
    pub(crate) fn new(rates: &Rates, clock: &Arc<dyn Clock>) -> Self {
        let by_address = |rate: Option<Rate>| rate.map(|rate| Limiter::new(rate, clock));
        Self {
            pages: by_address(rates.pages),
            writes: by_address(rates.writes),
            login: by_address(rates.login),
            // Where nothing that changes something is counted, nothing is.
            lines: by_address(rates.writes.map(|_| LINES)),
            reactions: by_address(rates.writes.map(|_| REACTIONS)),
            account_writes: rates.account_writes.map(|rate| Limiter::new(rate, clock)),
        }
    }

    /// Counts a change that an account makes, whichever way it came in.
    pub(crate) fn count_account(
        &self,
        account: &str,
        method: &Method,
        route: Option<&str>,
    ) -> Result<(), Problem> {
        if counted(method, route) != Counted::Write {
            return Ok(());
        }
        admit(self.account_writes.as_ref(), &account.to_owned())
    }

    /// Counts a line of a showing's chat.
    pub(crate) fn count_line(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        address.map_or(Ok(()), |address| admit(self.lines.as_ref(), &household(address)))
    }

    pub(crate) fn count_reaction(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        address.map_or(Ok(()), |address| {
            admit(self.reactions.as_ref(), &household(address))
        })
    }

    fn count_address(&self, address: IpAddr, method: &Method, route: Option<&str>) -> Result<(), Problem> {
        let limiter = match counted(method, route) {
            Counted::Page => &self.pages,
            Counted::Write => &self.writes,
            Counted::Login => &self.login,
            Counted::Nothing => return Ok(()),
        };
        admit(limiter.as_ref(), &household(address))
    }
}

fn admit<K: std::hash::Hash + Eq + Clone>(limiter: Option<&Limiter<K>>, key: &K) -> Result<(), Problem> {
    let outcome = limiter.map_or(Ok(()), |limiter| limiter.admit(key));
    outcome.map_err(|TooSoon(seconds)| Problem::TooOften { seconds })
}

/// `route` is the path as the list of routes has it; `None` when there is no such address.
fn counted(method: &Method, route: Option<&str>) -> Counted {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return match route {
            Some(CLOCK) => Counted::Nothing,
            _ => Counted::Page,
        };
    }
    let route = ROUTES.iter().find(|known| Some(known.path) == route);
    match route {
        Some(route) if route.write == Rule::Door => Counted::Login,
        Some(route) if route.path.starts_with(UPLOADS) && method == Method::PATCH => Counted::Nothing,
        _ => Counted::Write,
    }
}

/// Layer of everything but media and streams.
pub(crate) async fn heed(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    // Only what came over a connection has a visitor.
    let visitor = request.extensions().get::<Visitor>().copied();
    let outcome = visitor.map_or(Ok(()), |visitor| {
        let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        site.limits
            .count_address(visitor.address, request.method(), route)
    });
    match outcome {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_for_what_they_are() {
        assert_eq!(counted(&Method::GET, Some("/")), Counted::Page);
        assert_eq!(counted(&Method::GET, Some("/studio/login")), Counted::Page);
        assert_eq!(counted(&Method::POST, Some("/studio/login")), Counted::Login);
        assert_eq!(
            counted(&Method::POST, Some("/studio/enter/{token}")),
            Counted::Login
        );
        assert_eq!(counted(&Method::POST, Some("/api/v1/session")), Counted::Login);
        assert_eq!(counted(&Method::GET, Some(CLOCK)), Counted::Nothing);
        assert_eq!(counted(&Method::POST, Some(CLOCK)), Counted::Write);
        assert_eq!(counted(&Method::POST, Some("/")), Counted::Write);
        assert_eq!(counted(&Method::POST, None), Counted::Write);
    }
}
