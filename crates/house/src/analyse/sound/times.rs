use media::time::MediaTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::Span;

/// Points in time, in order, to the millisecond. In JSON each is told by its distance from the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times(Vec<u32>);

impl Times {
    /// Milliseconds, sorted here; each is kept once.
    pub fn of_millis(mut millis: Vec<u32>) -> Self {
        millis.sort_unstable();
        millis.dedup();
        Self(millis)
    }

    pub fn as_millis(&self) -> &[u32] {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = MediaTime> + '_ {
        self.0
            .iter()
            .map(|millis| MediaTime::from_millis(i64::from(*millis)))
    }

    /// Those from the span's start to before its end.
    pub fn within(&self, span: Span) -> &[u32] {
        let place = |time: MediaTime| {
            self.0
                .partition_point(|millis| MediaTime::from_millis(i64::from(*millis)) < time)
        };
        self.0.get(place(span.start)..place(span.end)).unwrap_or_default()
    }
}

impl Serialize for Times {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut before = 0;
        serializer.collect_seq(self.0.iter().map(|millis| {
            let step = millis.saturating_sub(before);
            before = *millis;
            step
        }))
    }
}

impl<'de> Deserialize<'de> for Times {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let steps = Vec::<u32>::deserialize(deserializer)?;
        let mut at = 0_u32;
        let mut millis = Vec::with_capacity(steps.len());
        for step in steps {
            at = at
                .checked_add(step)
                .ok_or_else(|| serde::de::Error::custom("times that go on for more than 49 days"))?;
            millis.push(at);
        }
        Ok(Self(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_by_their_distances() {
        let times = Times::of_millis(vec![500, 20, 1000, 500]);
        let text = serde_json::to_string(&times).unwrap();
        assert_eq!(text, "[20,480,500]");
        assert_eq!(serde_json::from_str::<Times>(&text).unwrap(), times);
        assert_eq!(times.within(Span::of_micros(20_000, 1_000_000)), [20, 500]);
        assert!(serde_json::from_str::<Times>("[4294967295,1]").is_err());
    }
}
