//! `[limits]`: how much one visitor may ask for, and how long the house waits for one.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use site::{Manners, Rate, Rates};

use super::wrong;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsTable {
    pages: Option<String>,
    writes: Option<String>,
    account_writes: Option<String>,
    login: Option<String>,
    connections: Option<NonZeroU32>,
    connections_per_address: Option<NonZeroU32>,
    head_seconds: Option<NonZeroU32>,
    closing_seconds: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitsConfig {
    pub rates: Rates,
    pub manners: Manners,
}

/// More connections than this no house has files for.
const CONNECTIONS: u32 = 1_000_000;

impl LimitsTable {
    pub(super) fn checked(self) -> anyhow::Result<LimitsConfig> {
        let known = LimitsConfig::default();
        let rate = |key: &str, given: Option<String>, default: Option<Rate>| match given {
            None => Ok(default),
            Some(text) => rate(&text).ok_or_else(|| {
                wrong(
                    &format!("limits.{key}"),
                    &text,
                    "a rate such as \"600/min\" (s, min or h), or \"off\"",
                )
            }),
        };
        let connections = self.connections.map_or(known.manners.connections, |many| {
            many.get().min(CONNECTIONS) as usize
        });
        let head = self
            .head_seconds
            .map(|seconds| Duration::from_secs(seconds.get().into()));
        let closing = self
            .closing_seconds
            .map(|seconds| Duration::from_secs(seconds.into()));
        Ok(LimitsConfig {
            rates: Rates {
                pages: rate("pages", self.pages, known.rates.pages)?,
                writes: rate("writes", self.writes, known.rates.writes)?,
                account_writes: rate("account_writes", self.account_writes, known.rates.account_writes)?,
                login: rate("login", self.login, known.rates.login)?,
            },
            manners: Manners {
                connections,
                connections_per_address: self
                    .connections_per_address
                    .map_or(known.manners.connections_per_address, NonZeroU32::get),
                head: head.unwrap_or(known.manners.head),
                last_answers: closing.unwrap_or(known.manners.last_answers),
                ..known.manners
            },
        })
    }
}

/// "600/min"; "off" is `Some(None)`, and what cannot be read `None`.
fn rate(text: &str) -> Option<Option<Rate>> {
    if text.trim() == "off" {
        return Some(None);
    }
    let (count, unit) = text.split_once('/')?;
    let seconds = match unit.trim() {
        "s" | "second" => 1,
        "min" | "minute" => 60,
        "h" | "hour" => 3_600,
        _ => return None,
    };
    let count = count.trim().parse::<NonZeroU32>().ok()?;
    let per = Duration::from_secs(seconds);
    Some(Some(Rate { count, per }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_as_they_are_written() {
        let read =
            |text: &str| rate(text).map(|rate| rate.map(|rate| (rate.count.get(), rate.per.as_secs())));
        assert_eq!(read("600/min"), Some(Some((600, 60))));
        assert_eq!(read(" 5 / s"), Some(Some((5, 1))));
        assert_eq!(read("20/hour"), Some(Some((20, 3_600))));
        assert_eq!(read("off"), Some(None));
        for bad in ["", "5", "0/min", "-1/s", "5/day", "many/s", "99999999999/s"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
