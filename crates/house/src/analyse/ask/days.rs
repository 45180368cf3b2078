use serde::{Deserialize, Serialize};

use crate::archive::Edtf;

/// Days from one to another, both included, of the calendar as it is written: uncertain dates are as wide as they could
/// be. A day's number is `(year * 12 + month) * 31 + day`, each counted from 0: only its order means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    pub first: i64,
    pub last: i64,
}

const MONTH: i64 = 31;
const YEAR: i64 = 12 * MONTH;
/// Far beyond every date that EDTF can say with four digits.
const BEGINNING: i64 = -1_000_000 * YEAR;
const END: i64 = 1_000_000 * YEAR;

fn day(year: i64, month: i64, day: i64) -> i64 {
    year.clamp(-900_000, 900_000) * YEAR + (month - 1) * MONTH + day - 1
}

impl Days {
    /// What a date of a provenance may mean. "~", "?" and "%" make it one wider on both sides, of what it counts: a
    /// year about 1974 may be 1973 or 1975.
    pub fn of(date: &Edtf) -> Option<Self> {
        of_edtf(edtf::level_1::Edtf::parse(date.as_str()).ok()?)
    }

    /// A date as people type it: EDTF, "1980s", "1974..1976", "..1976", "1974..".
    pub fn typed(text: &str) -> Option<Self> {
        if let Some((from, until)) = text.split_once("..") {
            let from = (!from.is_empty()).then(|| Self::typed(from));
            let until = (!until.is_empty()).then(|| Self::typed(until));
            return match (from, until) {
                (None, None) => None,
                (from, until) => {
                    let first = from.map_or(Some(BEGINNING), |days| Some(days?.first))?;
                    let last = until.map_or(Some(END), |days| Some(days?.last))?;
                    (first <= last).then_some(Self { first, last })
                }
            };
        }
        let decade = text
            .strip_suffix(['s', 'S'])
            .filter(|years| is_year(years) && years.ends_with('0'));
        if let Some(years) = decade {
            let year: i64 = years.parse().ok()?;
            return Some(Self {
                first: day(year, 1, 1),
                last: day(year + 9, 12, 31),
            });
        }
        of_edtf(edtf::level_1::Edtf::parse(&text.to_uppercase()).ok()?)
    }

    pub(super) fn before(self) -> Self {
        Self {
            first: BEGINNING,
            last: self.first - 1,
        }
    }

    pub(super) fn after(self) -> Self {
        Self {
            first: self.last + 1,
            last: END,
        }
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// First and last year.
    pub(super) fn years(self) -> (i64, i64) {
        (self.first.div_euclid(YEAR), self.last.div_euclid(YEAR))
    }
}

/// Four digits that people mean as a year.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_digit()) && text.starts_with(['1', '2'])
}

fn of_edtf(date: edtf::level_1::Edtf) -> Option<Days> {
    use edtf::level_1::Edtf as Date;
    Some(match date {
        Date::Date(date) => of_date(date),
        Date::DateTime(time) => {
            let text = time.to_string();
            let (date, _) = text.split_once('T')?;
            return of_edtf(Date::parse(date).ok()?);
        }
        Date::YYear(year) => Days {
            first: day(year.year(), 1, 1),
            last: day(year.year(), 12, 31),
        },
        Date::Interval(from, until) => {
            let (first, last) = (of_date(from).first, of_date(until).last);
            Days {
                first: first.min(last),
                last: last.max(first),
            }
        }
        Date::IntervalFrom(from, _) => Days {
            first: of_date(from).first,
            last: END,
        },
        Date::IntervalTo(_, until) => Days {
            first: BEGINNING,
            last: of_date(until).last,
        },
    })
}

fn of_date(date: edtf::level_1::Date) -> Days {
    use edtf::level_1::{Certainty, Precision, Season};
    let years = |from: i32, count: i64| {
        let from = i64::from(from);
        (day(from, 1, 1), day(from + count - 1, 12, 31), count * YEAR)
    };
    let (precision, certainty) = date.precision_certainty();
    let (first, last, unit) = match precision {
        Precision::Century(year) => years(year, 100),
        Precision::Decade(year) => years(year, 10),
        Precision::Year(year) | Precision::MonthOfYear(year) | Precision::DayOfYear(year) => years(year, 1),
        Precision::Season(year, season) => {
            let year = i64::from(year);
            let (from, until) = match season {
                Season::Spring => (day(year, 3, 1), day(year, 5, 31)),
                Season::Summer => (day(year, 6, 1), day(year, 8, 31)),
                Season::Autumn => (day(year, 9, 1), day(year, 11, 31)),
                // Either end of the year, and who wrote it may have meant the next one's.
                Season::Winter => (day(year, 1, 1), day(year + 1, 2, 31)),
            };
            (from, until, 3 * MONTH)
        }
        Precision::Month(year, month) | Precision::DayOfMonth(year, month) => {
            let (year, month) = (i64::from(year), i64::from(month));
            (day(year, month, 1), day(year, month, 31), MONTH)
        }
        Precision::Day(year, month, of_month) => {
            let at = day(year.into(), month.into(), of_month.into());
            (at, at, 1)
        }
    };
    let wider = if certainty == Certainty::Certain { 0 } else { unit };
    Days {
        first: first - wider,
        last: last + wider,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(text: &str) -> (i64, i64) {
        Days::typed(text).unwrap().years()
    }

    #[test]
    fn a_date_is_as_wide_as_it_could_be() {
        assert_eq!(years("1974"), (1974, 1974));
        assert_eq!(years("1974~"), (1973, 1975));
        assert_eq!(years("197X"), (1970, 1979));
        assert_eq!(years("19xx"), (1900, 1999));
        assert_eq!(years("1980s"), (1980, 1989));
        assert_eq!(years("1974..1976"), (1974, 1976));
        assert_eq!(years("1974/1976"), (1974, 1976));
        assert_eq!(years("1974-05"), (1974, 1974));
        assert_eq!(years("1974-XX"), (1974, 1974));
        assert_eq!(years("2001-24"), (2001, 2002));
        assert_eq!(years("1974-12-31~"), (1974, 1975));
        assert!(years("1974..").1 > 9_999 && years("..1974").0 < -9_999);
        assert!(years("../1974").0 < -9_999);
        assert_eq!(years("Y170000002").0, 900_000);
        assert_eq!(years("1985-04-12T23:20:30Z"), (1985, 1985));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "..",
            "1976..1974",
            "1974-13",
            "1974-02-30",
            "197",
            "1975s",
            "tuesday",
            "1974..x",
        ] {
            assert_eq!(Days::typed(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in "([0-9XYxs~?%./:T+Z-]|\\PC){0,24}") {
            if let Some(days) = Days::typed(&text) {
                proptest::prop_assert!(days.first <= days.last);
            }
        }
    }

    #[test]
    fn days_before_and_after_leave_the_date_out() {
        let year = Days::typed("2015").unwrap();
        assert!(!year.before().overlaps(year) && !year.after().overlaps(year));
        assert!(year.before().overlaps(Days::typed("2014-12-31").unwrap()));
        assert!(year.after().overlaps(Days::typed("2016-01-01").unwrap()));
        assert!(
            year.before().overlaps(Days::typed("2015~").unwrap()),
            "it could be 2014"
        );
    }
}
