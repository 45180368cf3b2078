use data_encoding::BASE64;
use media::time::MediaTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::Span;

/// A quantity along the time line, evenly spaced. In JSON the values are little-endian 16-bit integers in Base64, so
/// that twelve hours stay a megabyte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Curve {
    /// Value `k` tells of the time from `k / per_second` on.
    pub per_second: u16,
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub values: Vec<i16>,
}

impl Curve {
    /// No value here: nothing measured yet, or minus infinity on a scale of decibels.
    pub const NOTHING: i16 = i16::MIN;

    pub fn new(per_second: u16) -> Self {
        Self {
            per_second: per_second.max(1),
            values: Vec::new(),
        }
    }

    /// Where the value with this number begins.
    pub fn time_of(&self, index: usize) -> MediaTime {
        let micros = index as i128 * 1_000_000 / i128::from(self.per_second.max(1));
        MediaTime::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }

    /// Number of the value that tells of a time; times before the beginning are the beginning.
    pub fn index_at(&self, time: MediaTime) -> usize {
        let index = i128::from(time.micros().max(0)) * i128::from(self.per_second.max(1)) / 1_000_000;
        usize::try_from(index).unwrap_or(usize::MAX)
    }

    pub fn at(&self, time: MediaTime) -> Option<i16> {
        let value = self.values.get(self.index_at(time)).copied();
        value.filter(|value| *value != Self::NOTHING)
    }

    /// The values of a span, whole ones and those it begins and ends in.
    pub fn within(&self, span: Span) -> &[i16] {
        let end = self.index_at(span.end).saturating_add(1).min(self.values.len());
        let start = self.index_at(span.start).min(end);
        self.values.get(start..end).unwrap_or_default()
    }

    /// Adds hundredths of a figure; what is no number becomes [`Curve::NOTHING`].
    pub(super) fn push(&mut self, figure: f64) {
        self.values.push(hundredths(figure).unwrap_or(Self::NOTHING));
    }
}

/// Hundredths of a figure in words, to the tenth: "-23.1".
pub fn tenths(hundredths: i16) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let tenths = (hundredths.unsigned_abs() + 5) / 10;
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// Hundredths of a finite figure, as far as 16 bits go.
pub(super) fn hundredths(figure: f64) -> Option<i16> {
    let least = f64::from(i16::MIN + 1);
    figure
        .is_finite()
        .then(|| (figure * 100.0).round().clamp(least, f64::from(i16::MAX)) as i16)
}

/// Decibels of a power relative to full scale.
pub(super) fn decibels(power: f64) -> f64 {
    10.0 * power.log10()
}

fn write<S: Serializer>(values: &[i16], serializer: S) -> Result<S::Ok, S::Error> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    serializer.serialize_str(&BASE64.encode(&bytes))
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i16>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = BASE64.decode(text.as_bytes()).map_err(serde::de::Error::custom)?;
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(serde::de::Error::custom("half a value at the end of a curve"));
    }
    Ok(pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_survives_json_and_finds_its_times() {
        let mut curve = Curve::new(10);
        for figure in [-23.0, f64::NEG_INFINITY, 1e9, 0.004] {
            curve.push(figure);
        }
        assert_eq!(curve.values, [-2300, Curve::NOTHING, i16::MAX, 0]);
        let text = serde_json::to_string(&curve).unwrap();
        assert_eq!(serde_json::from_str::<Curve>(&text).unwrap(), curve);
        assert_eq!(curve.at(MediaTime::from_millis(99)), Some(-2300));
        assert_eq!(curve.at(MediaTime::from_millis(100)), None);
        assert_eq!(curve.at(MediaTime::from_millis(400)), None);
        assert_eq!(curve.time_of(3), MediaTime::from_millis(300));
        assert_eq!(curve.within(Span::of_micros(250_000, 9_000_000)), [i16::MAX, 0]);
    }

    #[test]
    fn half_a_value_is_refused() {
        assert!(serde_json::from_str::<Curve>(r#"{"per_second":10,"values":"AAAA"}"#).is_err());
        assert!(serde_json::from_str::<Curve>(r#"{"per_second":10,"values":"%"}"#).is_err());
    }
}
