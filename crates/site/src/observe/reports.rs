use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use house::Instant;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::whole_up_to;
use crate::problem::Problem;
use crate::site::Site;

/// A report has some sixty letters.
const LARGEST: usize = 512;
/// Reports that are taken in a second, from everybody together: an audience of a hundred thousand sends fewer.
const A_SECOND: u32 = 200;
/// Nobody waits longer for a film, or watches longer without a pause.
const LONGEST_WAIT_MS: u64 = 10 * 60_000;
const LONGEST_WATCH_MS: u64 = 24 * 3_600_000;
const MOST_STALLS: u64 = 10_000;

/// What a player tells: when the first picture stood, or at the end how it went. Nothing of who, where or what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaybackReport {
    /// Until the first picture stood.
    #[schema(maximum = 600_000)]
    startup_ms: Option<u64>,
    #[serde(default)]
    #[schema(maximum = 86_400_000)]
    watched_ms: u64,
    /// How often the picture stood still for want of bytes.
    #[serde(default)]
    #[schema(maximum = 10_000)]
    stalls: u64,
    #[serde(default)]
    #[schema(maximum = 86_400_000)]
    stalled_ms: u64,
}

/// How many reports may still come in the second that it is. One allowance for all: telling visitors apart would mean
/// to know them.
#[derive(Debug, Default)]
pub(super) struct Allowance {
    second: i64,
    taken: u32,
}

impl Allowance {
    fn take(&mut self, now: Instant) -> bool {
        let second = now.micros().div_euclid(1_000_000);
        if second != self.second {
            *self = Self { second, taken: 0 };
        }
        self.taken = self.taken.saturating_add(1);
        self.taken <= A_SECOND
    }
}

/// Tell how playing went
///
/// Counted, never kept. Who asks not to be tracked (`DNT`, `Sec-GPC`) is not counted either. A page that closes can send
/// no other type than text/plain.
#[utoipa::path(post, path = "/api/v1/playback-reports", tag = "operations",
    request_body(content((PlaybackReport = "application/json"), (PlaybackReport = "text/plain"))),
    responses((status = 204)))]
pub(crate) async fn take_report(
    State(site): State<Arc<Site>>,
    request: Request,
) -> Result<StatusCode, Problem> {
    if asks_for_peace(request.headers()) {
        return Ok(StatusCode::NO_CONTENT);
    }
    if !is_allowed(&site) {
        return Err(Problem::TooOften { seconds: 1 });
    }
    let body = whole_up_to(LARGEST, request).await?;
    let sentence = "this is no report of a player: startup_ms, watched_ms, stalls and stalled_ms, as numbers that can be";
    let report = read(&body).ok_or_else(|| Problem::Unreadable(sentence.into()))?;
    let figures = &site.observatory.playback;
    if let Some(ms) = report.startup_ms {
        figures.startup.add(ms);
    }
    figures.watched_ms.fetch_add(report.watched_ms, Ordering::Relaxed);
    figures.stalls.fetch_add(report.stalls, Ordering::Relaxed);
    figures.stalled_ms.fetch_add(report.stalled_ms, Ordering::Relaxed);
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) fn asks_for_peace(headers: &HeaderMap) -> bool {
    let asks = |name: &str| headers.get(name).is_some_and(|value| value == "1");
    asks("dnt") || asks("sec-gpc")
}

fn is_allowed(site: &Site) -> bool {
    let allowance = site.observatory.reports.lock();
    let mut allowance = allowance.unwrap_or_else(PoisonError::into_inner);
    allowance.take(site.clock.now())
}

fn read(body: &[u8]) -> Option<PlaybackReport> {
    let report: PlaybackReport = serde_json::from_slice(body).ok()?;
    let sound = report.startup_ms.is_none_or(|ms| ms <= LONGEST_WAIT_MS)
        && report.watched_ms <= LONGEST_WATCH_MS
        && report.stalls <= MOST_STALLS
        && report.stalled_ms <= LONGEST_WATCH_MS;
    sound.then_some(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_player_can_have_seen_is_read() {
        assert!(read(br#"{"startup_ms":700}"#).is_some());
        assert!(read(br#"{"watched_ms":60000,"stalls":1,"stalled_ms":400}"#).is_some());
        for bad in [
            r#"{"startup_ms":-1}"#,
            r#"{"startup_ms":600001}"#,
            r#"{"watched_ms":86400001}"#,
            r#"{"stalls":10001}"#,
            r#"{"viewer":"ana"}"#,
            "[]",
            "",
        ] {
            assert!(read(bad.as_bytes()).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_flood_is_cut_off_until_the_next_second() {
        let mut allowance = Allowance::default();
        let at = |ms: i64| Instant::from_micros(ms * 1_000);
        assert!((0..A_SECOND).all(|_| allowance.take(at(5_000))));
        assert!(!allowance.take(at(5_999)));
        assert!(allowance.take(at(6_000)));
    }
}
