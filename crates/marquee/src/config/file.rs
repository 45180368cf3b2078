//! The configuration as it is written; [`ConfigFile::checked`] gives it its meaning.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Config, EngineChoice, Origins, SiteConfig, WorkConfig, database, size};
use crate::cli::problem::Advised;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConfigFile {
    name: Option<String>,
    database: Option<String>,
    site: SiteTable,
    engine: EngineTable,
    work: WorkTable,
    uploads: super::uploads::UploadTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SiteTable {
    listen: Option<String>,
    address: Option<String>,
    allow_origins: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct EngineTable {
    folder: Option<PathBuf>,
    ffmpeg: Option<PathBuf>,
    ffprobe: Option<PathBuf>,
    threads: Option<NonZeroU32>,
    nice: Option<u8>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WorkTable {
    at_once: Option<NonZeroU32>,
    keep_free: Option<String>,
}

const LISTEN: &str = "127.0.0.1:8080";
const THREADS: NonZeroU32 = NonZeroU32::new(4).unwrap();
const NICE: u8 = 10;
const KEEP_FREE: u64 = 1_000_000_000;

impl ConfigFile {
    pub(super) fn checked(self, folder: &Path) -> anyhow::Result<Config> {
        let name = self.name.unwrap_or_else(|| "Marquee".into());
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            return Err(wrong("name", &name, "a name without control characters"));
        }
        Ok(Config {
            name: name.trim().to_owned(),
            database: self.database.as_deref().map(database::server).transpose()?,
            site: self.site.checked()?,
            engine: self.engine.checked(folder)?,
            work: self.work.checked()?,
            uploads: self.uploads.checked()?,
        })
    }
}

impl SiteTable {
    fn checked(self) -> anyhow::Result<SiteConfig> {
        let listen = self.listen.as_deref().unwrap_or(LISTEN);
        let address = self
            .address
            .map(|address| address.trim_end_matches('/').to_owned());
        if let Some(address) = &address
            && !is_web_address(address)
        {
            return Err(wrong(
                "site.address",
                address,
                "an address such as https://films.example.org",
            ));
        }
        let origins = match self.allow_origins.as_slice() {
            [] => Origins::None,
            [any] if any == "*" => Origins::Any,
            list => match list.iter().find(|origin| !is_origin(origin)) {
                Some(bad) => {
                    let expected = "an origin such as https://films.example.org, or \"*\" alone";
                    return Err(wrong("site.allow_origins", bad, expected));
                }
                None => Origins::These(self.allow_origins),
            },
        };
        Ok(SiteConfig {
            listen: listen.parse().map_err(|_| {
                wrong(
                    "site.listen",
                    listen,
                    "an address and port such as 127.0.0.1:8080",
                )
            })?,
            address,
            origins,
            listening: None,
        })
    }
}

impl EngineTable {
    fn checked(self, folder: &Path) -> anyhow::Result<EngineChoice> {
        let nice = self.nice.unwrap_or(NICE);
        if nice > 19 {
            return Err(wrong("engine.nice", &nice.to_string(), "a number from 0 to 19"));
        }
        let from_house = |path: Option<PathBuf>| path.map(|path| folder.join(path));
        Ok(EngineChoice {
            folder: from_house(self.folder),
            ffmpeg: from_house(self.ffmpeg),
            ffprobe: from_house(self.ffprobe),
            threads: self.threads.unwrap_or(THREADS),
            nice,
        })
    }
}

impl WorkTable {
    fn checked(self) -> anyhow::Result<WorkConfig> {
        let keep_free = match self.keep_free.as_deref() {
            None => KEEP_FREE,
            Some(text) => size::bytes(text)
                .ok_or_else(|| wrong("work.keep_free", text, "a size such as \"500 MB\" or \"20 GB\""))?,
        };
        Ok(WorkConfig {
            at_once: self.at_once,
            keep_free,
        })
    }
}

fn wrong(key: &str, given: &str, expected: &str) -> anyhow::Error {
    Advised::new(format!("{key} is '{given}'"), format!("write {expected}")).into()
}

fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && rest
                .chars()
                .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '?' | '#' | '\\'))
    })
}

/// Scheme, host and port only (RFC 6454): a path would never match what a browser sends.
fn is_origin(text: &str) -> bool {
    is_web_address(text) && text.matches('/').count() == 2
}
