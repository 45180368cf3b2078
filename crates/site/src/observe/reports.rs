use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use house::Instant;
use serde::Deserialize;

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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaybackReport {
    startup_ms: Option<u64>,
    #[serde(default)]
    watched_ms: u64,
    #[serde(default)]
    stalls: u64,
    #[serde(default)]
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

/// `POST /api/v1/playback-reports`: counted, never kept. Who asks not to be tracked is not counted either.
pub(crate) async fn take_report(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let asks = |name: &str| headers.get(name).is_some_and(|value| value == "1");
    if asks("dnt") || asks("sec-gpc") {
        return Ok(StatusCode::NO_CONTENT);
    }
    let mut allowance = site
        .observatory
        .reports
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if !allowance.take(site.clock.now()) {
        return Ok(StatusCode::TOO_MANY_REQUESTS);
    }
    drop(allowance);
    let Some(report) = read(&body) else {
        return Ok(StatusCode::BAD_REQUEST);
    };
    let figures = &site.observatory.playback;
    if let Some(ms) = report.startup_ms {
        figures.startup.add(ms);
    }
    figures.watched_ms.fetch_add(report.watched_ms, Ordering::Relaxed);
    figures.stalls.fetch_add(report.stalls, Ordering::Relaxed);
    figures.stalled_ms.fetch_add(report.stalled_ms, Ordering::Relaxed);
    Ok(StatusCode::NO_CONTENT)
}

fn read(body: &[u8]) -> Option<PlaybackReport> {
    let body = Some(body).filter(|body| body.len() <= LARGEST)?;
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
        let long = format!("{{\"stalls\":{}1}}", " ".repeat(LARGEST));
        assert!(read(long.as_bytes()).is_none());
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
