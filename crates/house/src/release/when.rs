//! Instants as people of the trade say them: "2026-12-20 20:00 America/Toronto".

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::{HouseError, Instant};

/// An instant, and the zone in which it was said when that was a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidInstant {
    pub instant: Instant,
    /// IANA name.
    pub zone: Option<String>,
}

impl SaidInstant {
    /// Reads "2026-12-20 20:00 America/Toronto", RFC 3339 with an offset or `Z`, and RFC 9557
    /// ("2026-12-20T20:00:00[America/Toronto]").
    ///
    /// # Errors
    /// [`HouseError::Refused`]: no date and time, no zone, an unknown zone, a local time that comes twice in its zone (both
    /// readings are shown) or never, an offset that is not the zone's.
    pub fn read(text: &str) -> Result<Self, HouseError> {
        let text = text.trim();
        let (clock, zone) = split(text);
        if let Some(name) = zone {
            return in_zone(text, clock, name);
        }
        if let Ok(timestamp) = clock.parse::<Timestamp>() {
            return Ok(Self {
                instant: timestamp.into(),
                zone: None,
            });
        }
        Err(refused(match clock.parse::<DateTime>() {
            Ok(_) => format!(
                "'{text}' does not say in which zone: add its name ('{text} America/Toronto') or its distance from UTC \
                 ('{clock}Z', '{clock}-05:00')"
            ),
            Err(_) => format!(
                "'{text}' is no instant: give a date, a time and a zone, as in '2026-12-20 20:00 America/Toronto' or \
                 '2026-12-20T20:00:00-05:00'"
            ),
        }))
    }

    /// "Sunday, 20 December 2026, 20:00 EST (America/Toronto)"; in UTC when no zone is known.
    pub fn tell(instant: Instant, zone: Option<&str>) -> String {
        let Ok(timestamp) = instant.timestamp() else {
            return instant.to_string();
        };
        let known = zone.and_then(|name| Some((name, TimeZone::get(name).ok()?)));
        match known {
            Some((name, zone)) => format!(
                "{} ({name})",
                timestamp.to_zoned(zone).strftime("%A, %-d %B %Y, %H:%M %Z")
            ),
            None => timestamp.strftime("%A, %-d %B %Y, %H:%M UTC").to_string(),
        }
    }
}

/// Date and time apart from a zone's name, which stands in brackets or after a space.
fn split(text: &str) -> (&str, Option<&str>) {
    if let Some((clock, zone)) = text.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        return (clock.trim(), Some(zone));
    }
    match text.rsplit_once(' ') {
        Some((clock, zone)) if zone.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            (clock.trim(), Some(zone))
        }
        _ => (text, None),
    }
}

fn in_zone(text: &str, clock: &str, name: &str) -> Result<SaidInstant, HouseError> {
    let zone = TimeZone::get(name).map_err(|_| {
        refused(format!(
            "'{name}' is no time zone: give the name of a place in the zone database, such as 'Europe/Berlin' or 'America/Toronto'"
        ))
    })?;
    let said = |timestamp: Timestamp| SaidInstant {
        instant: timestamp.into(),
        zone: Some(zone.iana_name().unwrap_or(name).to_owned()),
    };
    // With an offset of its own the zone only says how to tell it.
    if let Ok(timestamp) = clock.parse::<Timestamp>() {
        let there = timestamp.to_zoned(zone.clone());
        let written: Result<DateTime, _> = clock.parse();
        return match written {
            Ok(written) if written != there.datetime() => Err(refused(format!(
                "'{text}' contradicts itself: at that instant it is {} in {name}",
                there.strftime("%Y-%m-%d %H:%M %Z")
            ))),
            _ => Ok(said(timestamp)),
        };
    }
    let local: DateTime = clock.parse().map_err(|_| {
        refused(format!(
            "'{clock}' is no date and time: write it as in '2026-12-20 20:00 {name}'"
        ))
    })?;
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let reading = |offset: jiff::tz::Offset| {
        let timestamp = offset.to_timestamp(local).unwrap_or_default();
        let utc = timestamp.strftime("%Y-%m-%d %H:%M UTC");
        format!(
            "'{}{}', which is {utc}",
            local.strftime("%Y-%m-%dT%H:%M:%S"),
            spelled(offset)
        )
    };
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => offset
            .to_timestamp(local)
            .map(said)
            .map_err(|_| refused(format!("'{text}' is too far away"))),
        AmbiguousOffset::Fold { before, after } => Err(refused(format!(
            "'{text}' comes twice: the clocks are set back that night. Say which one: {}, or {}",
            reading(before),
            reading(after)
        ))),
        AmbiguousOffset::Gap { before, after } => Err(refused(format!(
            "'{text}' never comes: the clocks are set forward over it. It could be meant as {}, or as {}",
            reading(before),
            reading(after)
        ))),
    }
}

/// "-05:00".
fn spelled(offset: jiff::tz::Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn refused(sentence: String) -> HouseError {
    HouseError::Refused(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> String {
        SaidInstant::read(text).unwrap().instant.to_string()
    }

    fn refusal(text: &str) -> String {
        SaidInstant::read(text).unwrap_err().to_string()
    }

    #[test]
    fn an_instant_is_said_by_place_or_by_offset() {
        assert_eq!(utc("2026-12-20 20:00 America/Toronto"), "2026-12-21T01:00:00Z");
        assert_eq!(utc("2026-12-20T20:00:00-05:00"), "2026-12-21T01:00:00Z");
        assert_eq!(utc("2026-12-20T20:00:00[Europe/Berlin]"), "2026-12-20T19:00:00Z");
        assert_eq!(
            utc("2026-12-20T20:00:00-05:00[America/Toronto]"),
            "2026-12-21T01:00:00Z"
        );
        assert_eq!(utc("2027-03-01T20:00:00Z"), "2027-03-01T20:00:00Z");
        assert_eq!(utc("2026-12-20 20:00 UTC"), "2026-12-20T20:00:00Z");
        let said = SaidInstant::read("2026-12-20 20:00 america/toronto").unwrap();
        assert_eq!(said.zone.as_deref(), Some("America/Toronto"));
    }

    #[test]
    fn a_local_time_that_comes_twice_or_never_is_refused_with_both_readings() {
        let twice = refusal("2026-11-01 01:30 America/Toronto");
        assert!(
            twice.contains("'2026-11-01T01:30:00-04:00', which is 2026-11-01 05:30 UTC"),
            "{twice}"
        );
        assert!(
            twice.contains("'2026-11-01T01:30:00-05:00', which is 2026-11-01 06:30 UTC"),
            "{twice}"
        );
        let never = refusal("2026-03-08 02:30 America/Toronto");
        assert!(never.contains("never comes"), "{never}");
        assert!(
            never.contains("07:30 UTC") && never.contains("06:30 UTC"),
            "{never}"
        );
        // The reading that was chosen is an instant.
        assert_eq!(
            utc("2026-11-01T01:30:00-05:00 America/Toronto"),
            "2026-11-01T06:30:00Z"
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(refusal("2026-12-20 20:00").contains("in which zone"));
        assert!(refusal("2026-12-20 20:00 Moon/Base").contains("'Moon/Base' is no time zone"));
        assert!(refusal("tomorrow").contains("no instant"));
        assert!(refusal("").contains("no instant"));
        assert!(refusal("2026-13-20 20:00 Europe/Berlin").contains("no date and time"));
        assert!(refusal("2026-12-20T20:00:00+05:00[America/Toronto]").contains("contradicts itself"));
    }

    #[test]
    fn it_is_told_where_it_is_thought_of() {
        let night = SaidInstant::read("2026-12-20 20:00 America/Toronto").unwrap();
        assert_eq!(
            SaidInstant::tell(night.instant, night.zone.as_deref()),
            "Sunday, 20 December 2026, 20:00 EST (America/Toronto)"
        );
        assert_eq!(
            SaidInstant::tell(night.instant, None),
            "Monday, 21 December 2026, 01:00 UTC"
        );
    }
}
