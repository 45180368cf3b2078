use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use house::Instant;
use serde::{Deserialize, Serialize};
use store::catalogue::{Figure, QueueFigures};
use utoipa::{IntoParams, ToSchema};

use super::histogram::BOUNDS;
use super::observatory::hour_of;
use crate::api::{Query, Told};
use crate::problem::Problem;
use crate::site::Site;

const DEFAULT_HOURS: i64 = 48;
const MOST_HOURS: i64 = 24 * 366;
const HOUR_MICROS: i64 = 3_600_000_000;

/// How far back.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HoursAsked {
    /// 48 when nothing is said.
    #[param(minimum = 1, maximum = 8_784)]
    hours: Option<i64>,
}

/// How the house stands, and how it went hour by hour.
#[derive(Serialize, ToSchema)]
pub(crate) struct Operations {
    now: OperationsNow,
    /// Oldest first; hours without any figure are left out.
    hours: Vec<OperationsHour>,
    /// Upper ends of `startup` in milliseconds; the last bucket has none.
    startup_bounds_ms: [u64; BOUNDS.len()],
}

#[derive(Serialize, ToSchema)]
pub(crate) struct OperationsNow {
    /// How many there are in each state.
    jobs: BTreeMap<&'static str, u64>,
    #[schema(required)]
    oldest_waiting_ms: Option<i64>,
    #[schema(required)]
    gate_table_age_ms: Option<i64>,
}

#[derive(Default, Serialize, ToSchema)]
pub(crate) struct OperationsHour {
    /// RFC 3339; the hour's beginning.
    from: String,
    #[schema(required)]
    disk_free: Option<i64>,
    #[schema(required)]
    disk_size: Option<i64>,
    #[schema(required)]
    jobs_waiting: Option<i64>,
    #[schema(required)]
    jobs_running: Option<i64>,
    #[schema(required)]
    jobs_failed: Option<i64>,
    bytes_served: i64,
    requests: i64,
    requests_failed: i64,
    playback_starts: i64,
    /// Playbacks by the time to the first picture.
    startup: Vec<i64>,
    startup_sum_ms: i64,
    watched_ms: i64,
    stalls: i64,
    stalled_ms: i64,
}

/// How the house stands, and how it went hour by hour
#[utoipa::path(get, path = "/api/v1/operations", tag = "operations", params(HoursAsked),
    responses((status = 200, body = Operations)))]
pub(crate) async fn operations(
    State(site): State<Arc<Site>>,
    Query(asked): Query<HoursAsked>,
) -> Result<Told<Operations>, Problem> {
    let now = site.clock.now();
    let back = asked.hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MOST_HOURS).contains(&back) {
        let sentence = format!("hours is a number from 1 to {MOST_HOURS}");
        return Err(Problem::invalid("hours", sentence));
    }
    let figures = site.catalogue.figures_since(hour_of(now) - back + 1).await;
    let queue = site.catalogue.queue_figures().await;
    let (figures, queue) = (
        figures.map_err(Problem::internal)?,
        queue.map_err(Problem::internal)?,
    );
    Ok(Told(Operations {
        now: OperationsNow {
            oldest_waiting_ms: queue.oldest_waiting_ms,
            jobs: by_state(&queue),
            gate_table_age_ms: site.observatory.gate_age_ms(now),
        },
        hours: hours(&figures),
        startup_bounds_ms: BOUNDS,
    }))
}

fn by_state(queue: &QueueFigures) -> BTreeMap<&'static str, u64> {
    queue
        .jobs
        .iter()
        .map(|(state, count)| (state.as_str(), *count))
        .collect()
}

fn hours(figures: &[Figure]) -> Vec<OperationsHour> {
    let mut hours: BTreeMap<i64, OperationsHour> = BTreeMap::new();
    for figure in figures {
        let hour = hours.entry(figure.hour).or_insert_with(|| OperationsHour {
            from: Instant::from_micros(figure.hour.saturating_mul(HOUR_MICROS)).to_string(),
            startup: vec![0; BOUNDS.len() + 1],
            ..OperationsHour::default()
        });
        hour.put(figure);
    }
    hours.into_values().collect()
}

impl OperationsHour {
    fn put(&mut self, figure: &Figure) {
        let value = figure.value;
        match figure.name.as_str() {
            "disk_free" => self.disk_free = Some(value),
            "disk_size" => self.disk_size = Some(value),
            "jobs_waiting" => self.jobs_waiting = Some(value),
            "jobs_running" => self.jobs_running = Some(value),
            "jobs_failed" => self.jobs_failed = Some(value),
            "bytes_served" => self.bytes_served = value,
            "requests" => self.requests = value,
            "requests_failed" => self.requests_failed = value,
            "watched_ms" => self.watched_ms = value,
            "stalls" => self.stalls = value,
            "stalled_ms" => self.stalled_ms = value,
            "startup_sum_ms" => self.startup_sum_ms = value,
            "startup" => {
                self.playback_starts += value;
                let place = usize::try_from(figure.bucket).ok();
                if let Some(bucket) = place.and_then(|place| self.startup.get_mut(place)) {
                    *bucket = value;
                }
            }
            // Of another version of the program.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_hours() {
        let figure = |hour, name: &str, bucket, value| Figure {
            hour,
            name: name.into(),
            bucket,
            value,
        };
        let hours = hours(&[
            figure(1, "bytes_served", 0, 9),
            figure(1, "startup", 2, 3),
            figure(1, "startup", 10, 1),
            figure(3, "disk_free", 0, 7),
            figure(3, "unheard_of", 0, 7),
        ]);
        assert_eq!(hours.len(), 2);
        assert_eq!(hours[0].from, "1970-01-01T01:00:00Z");
        assert_eq!(
            (
                hours[0].bytes_served,
                hours[0].playback_starts,
                hours[0].startup[2]
            ),
            (9, 4, 3)
        );
        assert_eq!((hours[1].disk_free, hours[1].playback_starts), (Some(7), 0));
    }
}
