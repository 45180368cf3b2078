//! How the pages say times, dates and names.

use house::Instant;
use media::time::MediaTime;

/// How long a film runs: "1 h 34 min" for people, "PT5640S" for machines (ISO 8601).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunningTime {
    pub(crate) words: String,
    /// "3:45", as on a record.
    pub(crate) face: String,
    pub(crate) iso: String,
}

impl RunningTime {
    pub(crate) fn of(time: MediaTime) -> Self {
        let seconds = (time.micros().max(0) + 500_000) / 1_000_000;
        let minutes = (seconds + 30) / 60;
        // A space that does not break between number and unit.
        let words = match (minutes / 60, minutes % 60) {
            _ if seconds < 60 => format!("{seconds}\u{a0}seconds"),
            (0, minutes) => format!("{minutes}\u{a0}min"),
            (hours, 0) => format!("{hours}\u{a0}h"),
            (hours, minutes) => format!("{hours}\u{a0}h {minutes}\u{a0}min"),
        };
        Self {
            words,
            face: face(seconds),
            iso: format!("PT{seconds}S"),
        }
    }
}

/// A place on a time line: "1:02:03", the second that it lies in.
pub(crate) fn clock(time: MediaTime) -> String {
    face(time.micros().max(0) / 1_000_000)
}

fn face(seconds: i64) -> String {
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// "22 November 2026".
pub(crate) fn date(instant: Instant) -> String {
    instant
        .timestamp()
        .map(|time| time.strftime("%-d %B %Y").to_string())
        .unwrap_or_default()
}

/// "22 November 2026, 20:00 UTC".
pub(crate) fn date_and_time(instant: Instant) -> String {
    instant
        .timestamp()
        .map(|time| time.strftime("%-d %B %Y, %H:%M UTC").to_string())
        .unwrap_or_default()
}

/// An instant as the clocks of one place show it; in UTC where no place is named, or none that is known.
pub(crate) struct Local {
    time: Option<jiff::Zoned>,
    place: String,
}

impl Local {
    pub(crate) fn of(instant: Instant, zone: Option<&str>) -> Self {
        let time = instant.timestamp().ok();
        let known = zone.and_then(|name| Some((name, jiff::tz::TimeZone::get(name).ok()?)));
        let (place, zone) = match known {
            // "America/Argentina/Buenos_Aires" is called by its city.
            Some((name, zone)) if name.contains('/') => {
                let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
                (format!(" in {city}"), zone)
            }
            _ => (" UTC".to_owned(), jiff::tz::TimeZone::UTC),
        };
        Self {
            time: time.map(|time| time.to_zoned(zone)),
            place,
        }
    }

    /// "Sunday 20 December 2026, 20:00 in Toronto".
    pub(crate) fn sentence(&self) -> String {
        let said = self.said("%A %-d %B %Y, %H:%M");
        format!("{said}{}", self.place)
    }

    /// "20 December 20:00".
    pub(crate) fn short(&self) -> String {
        self.said("%-d %B %H:%M")
    }

    fn said(&self, form: &str) -> String {
        let time = self.time.as_ref();
        time.map(|time| time.strftime(form).to_string())
            .unwrap_or_default()
    }
}

/// The paragraphs of a text.
pub(crate) fn paragraphs(text: Option<&str>) -> Vec<&str> {
    let parts = text.unwrap_or_default().split("\n\n").map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// "2026-11-22T20:00:00Z" (RFC 3339), whole seconds.
pub(crate) fn machine_time(instant: Instant) -> String {
    instant
        .timestamp()
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

/// "3.2 GB", in decimal units.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{}\u{a0}{name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes}\u{a0}B"),
    }
}

/// "the link is gone", as programs are told it, as a sentence of a page.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut said: String = letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    if !said.ends_with(['.', '!', '?']) {
        said.push('.');
    }
    said
}

/// About `limit` letters of a text, ending at a word.
pub(crate) fn opening_words(text: &str, limit: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= limit {
        return flat;
    }
    let cut: String = flat.chars().take(limit).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(start, _)| start);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.', '–']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(seconds: i64) -> String {
        RunningTime::of(MediaTime::from_millis(seconds * 1_000))
            .words
            .replace('\u{a0}', " ")
    }

    #[test]
    fn running_times_are_said_as_on_a_programme() {
        assert_eq!(words(30), "30 seconds");
        assert_eq!(words(596), "10 min");
        assert_eq!(words(3_599), "1 h");
        assert_eq!(words(5_640), "1 h 34 min");
        assert_eq!(RunningTime::of(MediaTime::from_millis(5_640_400)).iso, "PT5640S");
        let face = |seconds: i64| RunningTime::of(MediaTime::from_millis(seconds * 1_000)).face;
        assert_eq!(
            (face(5), face(225), face(3_725)),
            ("0:05".into(), "3:45".into(), "1:02:05".into())
        );
    }

    #[test]
    fn sizes_are_in_decimal_units() {
        assert_eq!(size(999).replace('\u{a0}', " "), "999 B");
        assert_eq!(size(3_250_000_000).replace('\u{a0}', " "), "3.2 GB");
    }

    #[test]
    fn texts_end_at_a_word() {
        assert_eq!(opening_words("a  big\nrabbit", 40), "a big rabbit");
        assert_eq!(opening_words("a big rabbit, waking up", 15), "a big rabbit…");
    }

    #[test]
    fn an_instant_is_said_as_the_clocks_of_its_place_show_it() {
        let instant = Instant::from_micros(1_795_377_600_000_000);
        let said = |zone| Local::of(instant, zone).sentence();
        assert_eq!(
            said(Some("America/Toronto")),
            "Sunday 22 November 2026, 15:00 in Toronto"
        );
        let far = said(Some("America/Argentina/Buenos_Aires"));
        assert_eq!(far, "Sunday 22 November 2026, 17:00 in Buenos Aires");
        for unknown in [None, Some("UTC"), Some("Middle/Earth")] {
            assert_eq!(said(unknown), "Sunday 22 November 2026, 20:00 UTC");
        }
        assert_eq!(
            Local::of(instant, Some("Europe/Vienna")).short(),
            "22 November 21:00"
        );
    }

    #[test]
    fn dates_are_written_out() {
        let instant = Instant::from_micros(1_795_377_600_000_000);
        assert_eq!(date(instant), "22 November 2026");
        assert_eq!(machine_time(instant), "2026-11-22T20:00:00Z");
    }
}
