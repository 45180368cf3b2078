use media::segments::SegmentTable;

use super::xml::Element;
use crate::address::{FILE, INIT, path_part};
use crate::timeline;

/// Leads to the segments of whichever representation it is asked for: a representation's id is its rendition's key,
/// so one template serves a whole adaptation set.
pub(super) fn template(table: &SegmentTable) -> Element {
    Element::new("SegmentTemplate")
        .number("timescale", u64::from(table.timescale.get()))
        .with("initialization", &format!("$RepresentationID$/{INIT}"))
        .with("media", "$RepresentationID$/$Number$.m4s")
        .number("startNumber", 1)
        .child(Element::new("SegmentTimeline").children(entries(table)))
}

/// Byte ranges of the rendition's own file (ISO/IEC 23009-1, 5.3.9.3).
pub(super) fn list(key: &str, table: &SegmentTable) -> [Element; 2] {
    let range = |start: u64, len: u64| format!("{start}-{}", start.saturating_add(len).saturating_sub(1));
    let segments = table.segments.iter();
    let urls = segments
        .map(|segment| Element::new("SegmentURL").with("mediaRange", &range(segment.offset, segment.len)));
    [
        Element::new("BaseURL").text(&format!("{}/{FILE}", path_part(key))),
        Element::new("SegmentList")
            .number("timescale", u64::from(table.timescale.get()))
            .child(Element::new("Initialization").with("range", &range(0, table.init_len)))
            .child(Element::new("SegmentTimeline").children(entries(table)))
            .children(urls),
    ]
}

/// Neighbours of the same length share an entry (ISO/IEC 23009-1, 5.3.9.6).
fn entries(table: &SegmentTable) -> Vec<Element> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for (start, end) in timeline::spans(table) {
        let length = end.saturating_sub(start);
        match runs.last_mut() {
            Some((last, repeats)) if *last == length => *repeats += 1,
            _ => runs.push((length, 0)),
        }
    }
    let mut start = timeline::spans(table).next().map(|(start, _)| start);
    runs.into_iter()
        .map(|(length, repeats)| {
            let start = start.take().map(|start| start.to_string());
            let entry = Element::new("S")
                .with_some("t", start.as_deref())
                .number("d", length);
            if repeats > 0 {
                entry.number("r", repeats)
            } else {
                entry
            }
        })
        .collect()
}

/// May these share one template?
pub(super) fn aligned(tables: &[&SegmentTable]) -> bool {
    tables.windows(2).all(|pair| match pair {
        [left, right] => {
            left.timescale == right.timescale && timeline::spans(left).eq(timeline::spans(right))
        }
        _ => true,
    })
}
