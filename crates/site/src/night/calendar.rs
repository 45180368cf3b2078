//! A date in a calendar, as calendars of every kind take it (iCalendar, RFC 5545).

use house::Instant;

/// Octets of one line without its end (clause 3.1).
const LINE: usize = 75;

/// Something that begins at an instant, with an alarm before it.
pub(super) struct Date<'a> {
    /// The same one when the instant was moved: calendars then move what they have.
    pub(super) uid: &'a str,
    pub(super) told: Instant,
    pub(super) begins: Instant,
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) address: &'a str,
    pub(super) alarm_minutes: u32,
}

impl Date<'_> {
    pub(super) fn write(&self) -> String {
        let lines = [
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//Marquee//Opening night//EN".to_owned(),
            "CALSCALE:GREGORIAN".to_owned(),
            "METHOD:PUBLISH".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(self.uid)),
            format!("DTSTAMP:{}", in_utc(self.told)),
            format!("DTSTART:{}", in_utc(self.begins)),
            format!("SUMMARY:{}", escaped(self.name)),
            format!("DESCRIPTION:{}", escaped(self.text)),
            format!("LOCATION:{}", escaped(self.address)),
            // A URI is not escaped as texts are (clause 3.3.13).
            format!("URL:{}", self.address),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            format!("DESCRIPTION:{}", escaped(self.name)),
            format!("TRIGGER:-PT{}M", self.alarm_minutes),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ];
        lines.iter().map(|line| folded(line)).collect()
    }
}

/// "20261220T200000Z"; a second that has begun counts, so that nobody is called before the doors open.
fn in_utc(instant: Instant) -> String {
    let micros = instant.micros();
    let whole = Instant::from_micros(micros.saturating_add((-micros).rem_euclid(1_000_000)));
    let time = whole.timestamp();
    time.map(|time| time.strftime("%Y%m%dT%H%M%SZ").to_string())
        .unwrap_or_default()
}

/// TEXT (clause 3.3.11). Control characters are no text.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => written.extend(['\\', letter]),
            '\n' => written.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => written.push(letter),
        }
    }
    written
}

/// A long line goes on after a line end and a space, never within a letter.
fn folded(line: &str) -> String {
    let mut written = String::with_capacity(line.len() + 4);
    let mut room = LINE;
    for letter in line.chars() {
        if letter.len_utf8() > room {
            written.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= letter.len_utf8();
        written.push(letter);
    }
    written.push_str("\r\n");
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(name: &str, text: &str) -> String {
        let date = Date {
            uid: "nightfall@films.example",
            told: Instant::from_micros(1_795_377_600_000_000),
            begins: Instant::from_micros(1_795_381_200_000_001),
            name,
            text,
            address: "https://films.example/title/nightfall",
            alarm_minutes: 15,
        };
        date.write()
    }

    #[test]
    fn a_date_is_in_utc_and_every_line_ends_as_it_must() {
        let written = date("Nightfall", "Opens.");
        assert!(written.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(written.ends_with("END:VCALENDAR\r\n"));
        assert!(written.contains("\r\nDTSTAMP:20261122T200000Z\r\nDTSTART:20261122T210001Z\r\n"));
        assert!(written.contains("\r\nTRIGGER:-PT15M\r\n"));
        assert_eq!(written.matches('\n').count(), written.matches("\r\n").count());
    }

    #[test]
    fn texts_cannot_end_their_line() {
        let written = date("One; two, three\\ four\r\nEND:VEVENT", "a\u{0}b");
        assert!(written.contains("SUMMARY:One\\; two\\, three\\\\ four\\nEND:VEVENT\r\n"));
        assert!(written.contains("DESCRIPTION:ab\r\n"));
        assert_eq!(written.matches("\r\nEND:VEVENT\r\n").count(), 1);
    }

    #[test]
    fn long_lines_are_folded_between_letters_and_read_back_whole() {
        let text = "Über die Brücke – „Nacht“ ".repeat(20);
        let written = date("Nightfall", &text);
        assert!(written.split("\r\n").all(|line| line.len() <= LINE));
        assert!(
            written
                .replace("\r\n ", "")
                .contains(&format!("DESCRIPTION:{text}"))
        );
    }
}
