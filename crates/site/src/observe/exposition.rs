//! The text that Prometheus reads (exposition format 0.0.4).

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use house::Instant;
use store::catalogue::QueueFigures;

use super::Observatory;
use super::histogram::BOUNDS;

pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `queue` is asked at the moment of telling; all else is in the observatory.
pub fn exposition(observatory: &Observatory, queue: &QueueFigures, now: Instant) -> String {
    let mut text = String::with_capacity(8_192);
    head(&mut text, "marquee_build_info", "gauge", "The program's version.");
    let _ = writeln!(
        text,
        "marquee_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    );
    requests(&mut text, observatory);
    playback(&mut text, observatory);
    jobs(&mut text, queue);
    let (free, size) = observatory.disk();
    gauge(
        &mut text,
        "marquee_disk_free_bytes",
        "Free bytes on the vault's disk.",
        free,
    );
    gauge(
        &mut text,
        "marquee_disk_size_bytes",
        "Size of the vault's disk.",
        size,
    );
    if let Some(age) = observatory.gate_age_ms(now) {
        let help = "Seconds since the gate's table was last known to be what the catalogue says.";
        gauge(
            &mut text,
            "marquee_gate_table_age_seconds",
            help,
            Seconds(age.unsigned_abs()),
        );
    }
    text
}

fn requests(text: &mut String, observatory: &Observatory) {
    let name = "marquee_http_requests_total";
    head(
        text,
        name,
        "counter",
        "Answers by route and status; status 0 is any other.",
    );
    for (route, figures) in observatory.routes() {
        for (status, count) in figures.statuses.occurred() {
            let _ = writeln!(
                text,
                "{name}{{route=\"{}\",status=\"{status}\"}} {count}",
                quoted(route)
            );
        }
    }
    let name = "marquee_http_response_bytes_total";
    head(
        text,
        name,
        "counter",
        "Bytes of answers by route, before compression.",
    );
    for (route, figures) in observatory.routes() {
        let bytes = figures.bytes.load(Ordering::Relaxed);
        if bytes > 0 {
            let _ = writeln!(text, "{name}{{route=\"{}\"}} {bytes}", quoted(route));
        }
    }
}

fn playback(text: &mut String, observatory: &Observatory) {
    let figures = &observatory.playback;
    let counts = figures.startup.counts();
    let starts: u64 = counts.iter().sum();
    counter(
        text,
        "marquee_playback_starts_total",
        "Playbacks that began, as players report.",
        starts,
    );
    let name = "marquee_playback_startup_seconds";
    head(
        text,
        name,
        "histogram",
        "From the wish to play to the first picture, as players report.",
    );
    let mut below = 0;
    for (bound, count) in BOUNDS.iter().zip(&counts) {
        below += count;
        let _ = writeln!(text, "{name}_bucket{{le=\"{}\"}} {below}", Seconds(*bound));
    }
    let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {starts}");
    let _ = writeln!(text, "{name}_sum {}", Seconds(figures.startup.sum_ms()));
    let _ = writeln!(text, "{name}_count {starts}");
    let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    counter(
        text,
        "marquee_playback_stalls_total",
        "Times that a film stood still to load.",
        load(&figures.stalls),
    );
    let help = "Seconds that films stood still to load.";
    counter(
        text,
        "marquee_playback_stalled_seconds_total",
        help,
        Seconds(load(&figures.stalled_ms)),
    );
    let help = "Seconds that films were watched.";
    counter(
        text,
        "marquee_playback_watched_seconds_total",
        help,
        Seconds(load(&figures.watched_ms)),
    );
}

fn jobs(text: &mut String, queue: &QueueFigures) {
    head(text, "marquee_jobs", "gauge", "Jobs by state.");
    for (state, count) in &queue.jobs {
        let _ = writeln!(text, "marquee_jobs{{state=\"{}\"}} {count}", state.as_str());
    }
    let oldest = queue.oldest_waiting_ms.unwrap_or(0).unsigned_abs();
    let help = "How long the oldest waiting job has waited.";
    gauge(
        text,
        "marquee_queue_oldest_waiting_seconds",
        help,
        Seconds(oldest),
    );
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn counter(text: &mut String, name: &str, help: &str, value: impl std::fmt::Display) {
    head(text, name, "counter", help);
    let _ = writeln!(text, "{name} {value}");
}

fn gauge(text: &mut String, name: &str, help: &str, value: impl std::fmt::Display) {
    head(text, name, "gauge", help);
    let _ = writeln!(text, "{name} {value}");
}

/// Milliseconds as seconds.
struct Seconds(u64);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 % 1_000 {
            0 => write!(f, "{}", self.0 / 1_000),
            rest => write!(f, "{}.{rest:03}", self.0 / 1_000),
        }
    }
}

/// A label's value: backslash, quote and line end are escaped.
fn quoted(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use store::JobState;

    use super::*;

    #[test]
    fn what_was_counted_is_told() {
        let observatory = Observatory::default();
        observatory.gate_is_true(Instant::from_micros(1_000_000));
        observatory.playback.startup.add(700);
        observatory.playback.startup.add(30_000);
        if let Some(home) = observatory.route(0) {
            home.statuses.count(axum::http::StatusCode::OK);
            home.statuses.count(axum::http::StatusCode::IM_A_TEAPOT);
            home.bytes.fetch_add(123, Ordering::Relaxed);
        }
        observatory.disk_is(9, 10);
        let queue = QueueFigures {
            jobs: vec![(JobState::Running, 2)],
            oldest_waiting_ms: Some(1_500),
        };
        let text = exposition(&observatory, &queue, Instant::from_micros(3_000_000));
        for line in [
            "marquee_http_requests_total{route=\"/\",status=\"200\"} 1",
            "marquee_http_requests_total{route=\"/\",status=\"0\"} 1",
            "marquee_http_response_bytes_total{route=\"/\"} 123",
            "marquee_playback_startup_seconds_bucket{le=\"1\"} 1",
            "marquee_playback_startup_seconds_bucket{le=\"0.500\"} 0",
            "marquee_playback_startup_seconds_bucket{le=\"+Inf\"} 2",
            "marquee_playback_startup_seconds_sum 30.700",
            "marquee_playback_starts_total 2",
            "marquee_jobs{state=\"running\"} 2",
            "marquee_queue_oldest_waiting_seconds 1.500",
            "marquee_gate_table_age_seconds 2",
            "marquee_disk_free_bytes 9",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
    }
}
