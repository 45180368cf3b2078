//! Times as an editor types them.

use house::analyse::Span;
use media::time::MediaTime;

use super::problem::Advised;

/// Longer than any tape: a hundred days.
const LONGEST: i64 = 100 * 24 * 3_600 * 1_000_000;

/// "1:02:03.5", "62:03", "3723.5"; a comma is as good as a point.
///
/// # Errors
/// A sentence when it is none.
pub fn time(text: &str) -> Result<MediaTime, String> {
    let unreadable = || format!("'{text}' is no time; write 1:02:03.5, 12:04 or seconds");
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() > 3 {
        return Err(unreadable());
    }
    let (last, whole) = parts.split_last().ok_or_else(unreadable)?;
    let (seconds, fraction) = last.split_once(['.', ',']).unwrap_or((last, "0"));
    if fraction.len() > 6 {
        return Err(unreadable());
    }
    let number = |digits: &str| -> Result<i64, String> {
        let is_number =
            (1..=10).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| is_number);
        number.ok_or_else(unreadable)
    };
    let mut total = 0_i64;
    for (place, part) in whole.iter().chain([&seconds]).enumerate() {
        let part = number(part)?;
        if place > 0 && part > 59 {
            return Err(unreadable());
        }
        total = total * 60 + part;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    number(fraction)?;
    let micros = total.saturating_mul(1_000_000).saturating_add(number(&micros)?);
    if micros > LONGEST {
        return Err(unreadable());
    }
    Ok(MediaTime::from_micros(micros))
}

/// "12:04-12:13".
///
/// # Errors
/// A sentence when it is none, or ends before it begins.
pub fn span(text: &str) -> Result<Span, String> {
    let (from, to) = text
        .split_once(['-', '\u{2013}'])
        .ok_or_else(|| format!("'{text}' is no stretch of time; write 12:04-12:13"))?;
    let (start, end) = (time(from)?, time(to)?);
    if end <= start {
        return Err(format!("'{text}' ends before it begins"));
    }
    Ok(Span { start, end })
}

/// # Errors
/// A sentence when it is no place in a list.
pub fn rank(text: &str) -> Result<u32, Advised> {
    let rank = text.parse().ok().filter(|rank| (1..=1_000).contains(rank));
    rank.ok_or_else(|| {
        Advised::new(
            format!("'{text}' is no place in the list"),
            "write 1 for the first",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let micros = |text: &str| time(text).map(MediaTime::micros);
        assert_eq!(micros("12:04"), Ok(724_000_000));
        assert_eq!(micros("1:02:03.5"), Ok(3_723_500_000));
        assert_eq!(micros("724.000001"), Ok(724_000_001));
        assert_eq!(micros("62,25"), Ok(62_250_000));
        assert_eq!(micros("0:12"), Ok(12_000_000));
        for odd in [
            "",
            "1:99",
            "1:60:00",
            "1.2:03",
            "x",
            "-1",
            "99999999",
            "1.1234567",
            ":",
            "1:2:3:4",
            "-3",
            "1e3",
            "12:x",
            "9999999999:00:00",
            "1.",
            "\u{661}",
        ] {
            assert!(time(odd).is_err(), "{odd}");
        }
        assert_eq!(span("0:01-2.5").map(Span::micros), Ok(1_500_000));
        assert!(span("5-5").is_err() && span("5").is_err());
        assert!(rank("0").is_err() && rank("two").is_err());
    }
}
