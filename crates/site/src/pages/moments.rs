//! The moments of a film as its pages show them: links that start there, lights on the player's bar.

use house::release::{Admission, ShownMoment};
use media::time::MediaTime;
use serde::Serialize;

use super::Poster;
use crate::{tracks, words};

/// A moment as the title's page leads to it.
pub(crate) struct MomentCard<'a> {
    pub(crate) name: &'a str,
    /// "1:02:03"
    pub(crate) clock: String,
    pub(crate) address: String,
    pub(crate) still: Option<Poster>,
    /// Where in the film it begins, in hundredths of the film: "41.5".
    pub(crate) place: String,
}

pub(super) fn cards(admission: &Admission) -> Vec<MomentCard<'_>> {
    let title = admission.title();
    let still = |moment: &ShownMoment| {
        let key = moment.still.as_ref()?;
        let picture = title.pictures.iter().find(|picture| &picture.key == key)?;
        Some(Poster::from(picture))
    };
    let length = tracks::running_time(admission.renditions()).unwrap_or(MediaTime::ZERO);
    let moments = admission.moments().iter();
    let cards = moments.map(|moment| MomentCard {
        still: still(moment),
        name: &moment.name,
        clock: words::clock(moment.span.start),
        address: watch_from(&title.slug, moment.span.start),
        place: place(moment.span.start, length),
    });
    cards.collect()
}

/// "Ten moments"
pub(super) fn heading(count: usize) -> String {
    const WORDS: [&str; 10] = [
        "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    ];
    let number = count.checked_sub(1).and_then(|at| WORDS.get(at));
    let number = number.map_or_else(|| count.to_string(), |word| (*word).to_owned());
    let s = if count == 1 { "" } else { "s" };
    format!("{number} moment{s}")
}

fn place(start: MediaTime, length: MediaTime) -> String {
    let tenths = i128::from(start.micros().max(0)) * 1_000 / i128::from(length.micros().max(1));
    let tenths = tenths.min(1_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The watch page from a time on. In the query and not behind a `#`: search engines ask for that.
fn watch_from(slug: &str, start: MediaTime) -> String {
    format!("/title/{slug}/watch?at={}", seconds(start))
}

/// A moment as the player's bar shows it, in seconds.
#[derive(Serialize)]
struct Mark<'a> {
    name: &'a str,
    from: f64,
    to: f64,
}

impl<'a> Mark<'a> {
    fn of(moment: &'a ShownMoment) -> Self {
        Self {
            name: &moment.name,
            from: moment.span.start.seconds_number(),
            to: moment.span.end.seconds_number(),
        }
    }
}

/// For the player: every moment with its borders, as JSON; `None` without any.
pub(super) fn marks(admission: &Admission) -> Option<String> {
    let marks: Vec<Mark<'_>> = admission.moments().iter().map(Mark::of).collect();
    if marks.is_empty() {
        return None;
    }
    serde_json::to_string(&marks).ok()
}

/// Seconds to the next thousandth: a frame shorter than that there is not, so a player that goes there shows the frame
/// that begins then and not the one before.
fn seconds(time: MediaTime) -> String {
    let thousandths = time.micros().max(0).saturating_add(999) / 1_000;
    match thousandths % 1_000 {
        0 => (thousandths / 1_000).to_string(),
        rest => format!("{}.{rest:03}", thousandths / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_frame_that_begins_then() {
        let frame = MediaTime::from_micros(12_345_679);
        assert_eq!(watch_from("night", frame), "/title/night/watch?at=12.346");
        assert_eq!(
            watch_from("night", MediaTime::from_millis(60_000)),
            "/title/night/watch?at=60"
        );
    }

    #[test]
    fn a_place_is_a_share_of_the_film() {
        let ms = MediaTime::from_millis;
        assert_eq!(place(ms(415), ms(1_000)), "41.5");
        assert_eq!(place(ms(5_000), ms(1_000)), "100.0");
        assert_eq!(place(ms(0), MediaTime::ZERO), "0.0");
    }

    #[test]
    fn a_heading_counts_in_words() {
        assert_eq!(heading(1), "One moment");
        assert_eq!(heading(10), "Ten moments");
        assert_eq!(heading(12), "12 moments");
    }
}
