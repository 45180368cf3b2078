use serde_json::{Value, json};

use super::super::moments::Moment;
use super::one_line;

/// `Clip`s of schema.org for a page, as search engines show key moments by (`hasPart` of a `VideoObject`). `watch` is the
/// address of the page that plays the film; a link with a time starts there.
pub fn clips(moments: &[Moment], watch: &str) -> Value {
    let mut moments: Vec<&Moment> = moments.iter().collect();
    moments.sort_by_key(|moment| (moment.span.start, moment.span.end));
    let clips = moments.iter().map(|moment| {
        let (start, end) = (moment.span.start.micros(), moment.span.end.micros());
        // Whole seconds; a clip that began a second late would begin in mid-word.
        let (start, end) = (
            start.max(0) / 1_000_000,
            end.max(0).saturating_add(999_999) / 1_000_000,
        );
        json!({
            "@type": "Clip",
            "name": one_line(&moment.title),
            "startOffset": start,
            "endOffset": end,
            "url": format!("{watch}#at={start}"),
        })
    });
    Value::Array(clips.collect())
}

/// Says that the page can be asked for any second (`potentialAction` of a `VideoObject`).
pub fn seek_to_action(watch: &str) -> Value {
    json!({
        "@type": "SeekToAction",
        "target": format!("{watch}#at={{seek_to_second_number}}"),
        "startOffset-input": "required name=seek_to_second_number",
    })
}
