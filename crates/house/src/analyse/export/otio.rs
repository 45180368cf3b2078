use media::time::{FrameNo, FrameRate};
use serde_json::{Value, json};

use super::edl::colour;
use super::timecode::Timecode;
use super::{Cuttings, one_line};
use crate::HouseError;

/// A timeline of the whole tape (OpenTimelineIO, `Timeline.1`) with a marker for each moment; times count frames.
pub(super) fn write(cuttings: &Cuttings<'_>) -> Result<String, HouseError> {
    let rate = cuttings.frame_rate()?;
    let timecode = Timecode::of(rate);
    let range = |from: FrameNo, to: FrameNo| range(rate, from, to);
    let markers: Vec<Value> = (1_usize..)
        .zip(cuttings.moments)
        .map(|(rank, moment)| {
            json!({
                "OTIO_SCHEMA": "Marker.2",
                "name": one_line(&moment.title),
                "color": colour(moment.kind),
                "comment": one_line(&moment.reasons.join("; ")),
                "marked_range": range(timecode.frame_at(moment.span.start), timecode.frame_at(moment.span.end)),
                "metadata": {"marquee": {
                    "rank": rank,
                    "kind": moment.kind.as_str(),
                    "score": f64::from(moment.score) / 1_000.0,
                    "reasons": moment.reasons,
                    "pinned": moment.pinned,
                }},
            })
        })
        .collect();
    let clip = json!({
        "OTIO_SCHEMA": "Clip.2",
        "name": one_line(cuttings.file),
        "source_range": range(FrameNo(0), timecode.frame_at(cuttings.length)),
        "effects": [],
        "markers": [],
        "enabled": true,
        "media_references": {"DEFAULT_MEDIA": {
            "OTIO_SCHEMA": "MissingReference.1",
            "name": one_line(cuttings.file),
            "available_range": null,
            "metadata": {},
        }},
        "active_media_reference_key": "DEFAULT_MEDIA",
        "metadata": {},
    });
    let kind = if cuttings.rate.is_some() { "Video" } else { "Audio" };
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": one_line(cuttings.name),
        "global_start_time": null,
        "metadata": {},
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "name": "tracks",
            "source_range": null,
            "effects": [],
            "markers": markers,
            "enabled": true,
            "metadata": {},
            "children": [{
                "OTIO_SCHEMA": "Track.1",
                "name": "Tape",
                "kind": kind,
                "source_range": null,
                "effects": [],
                "markers": [],
                "enabled": true,
                "metadata": {},
                "children": [clip],
            }],
        },
    });
    Ok(format!("{timeline:#}\n"))
}

fn range(rate: FrameRate, from: FrameNo, to: FrameNo) -> Value {
    json!({
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": frames(rate, from.0),
        "duration": frames(rate, to.0.saturating_sub(from.0)),
    })
}

/// The format itself counts in numbers with a point.
fn frames(rate: FrameRate, frames: u64) -> Value {
    let per_second = f64::from(rate.numerator()) / f64::from(rate.denominator());
    json!({"OTIO_SCHEMA": "RationalTime.1", "rate": per_second, "value": frames as f64})
}
