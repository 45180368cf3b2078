use serde::Deserialize;

use super::size;
use crate::cli::problem::Advised;

/// What is taken in by way of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadConfig {
    /// Bytes of the largest file.
    pub largest: u64,
    /// Milliseconds for which an upload is kept of which nothing more comes.
    pub keep_ms: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UploadTable {
    largest: Option<String>,
    keep_days: Option<u16>,
}

const LARGEST: u64 = 500_000_000_000;
const KEEP_DAYS: u16 = 7;
const DAY_MS: i64 = 24 * 3_600_000;

impl UploadTable {
    pub(super) fn checked(self) -> anyhow::Result<UploadConfig> {
        let largest = match self.largest.as_deref() {
            None => LARGEST,
            Some(text) => size::bytes(text)
                .filter(|bytes| i64::try_from(*bytes).is_ok())
                .ok_or_else(|| {
                    let sentence = format!("uploads.largest is '{text}'");
                    Advised::new(sentence, "write a size such as \"500 MB\" or \"20 GB\"")
                })?,
        };
        let keep_days = self.keep_days.unwrap_or(KEEP_DAYS);
        if keep_days == 0 {
            return Err(Advised::new("uploads.keep_days is 0", "write a number of days, 1 or more").into());
        }
        Ok(UploadConfig {
            largest,
            keep_ms: i64::from(keep_days) * DAY_MS,
        })
    }
}
