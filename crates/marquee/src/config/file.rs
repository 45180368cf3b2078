//! The configuration as it is written; [`ConfigFile::checked`] gives it its meaning.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::limits::LimitsTable;
use super::mail::MailTable;
use super::observe::ObserveTable;
use super::site::SiteTable;
use super::territories::TerritoriesTable;
use super::tls::{CertificateFrom, TlsTable};
use super::webhooks::WebhooksTable;
use super::{Config, EngineChoice, WorkConfig, database, size, wrong};
use crate::cli::problem::Advised;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConfigFile {
    name: Option<String>,
    database: Option<String>,
    site: SiteTable,
    tls: TlsTable,
    mail: MailTable,
    limits: LimitsTable,
    engine: EngineTable,
    work: WorkTable,
    uploads: super::uploads::UploadTable,
    webhooks: WebhooksTable,
    speech: super::speech::SpeechTable,
    observe: ObserveTable,
    territories: TerritoriesTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct EngineTable {
    folder: Option<PathBuf>,
    ffmpeg: Option<PathBuf>,
    ffprobe: Option<PathBuf>,
    tesseract: Option<PathBuf>,
    threads: Option<NonZeroU32>,
    nice: Option<u8>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WorkTable {
    at_once: Option<NonZeroU32>,
    keep_free: Option<String>,
}

const THREADS: NonZeroU32 = NonZeroU32::new(4).unwrap();
const NICE: u8 = 10;
const KEEP_FREE: u64 = 1_000_000_000;

impl ConfigFile {
    pub(super) fn checked(self, folder: &Path) -> anyhow::Result<Config> {
        let name = self.name.unwrap_or_else(|| "Marquee".into());
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            return Err(wrong("name", &name, "a name without control characters"));
        }
        let (site, tls) = (self.site.checked()?, self.tls.checked(folder)?);
        if tls.certificate != CertificateFrom::Nowhere
            && let Some(url) = site
                .public_url
                .as_deref()
                .filter(|url| url.starts_with("http://"))
        {
            let advice = "write https:// in site.public_url, or take [tls] out";
            return Err(Advised::new(
                format!("visitors come by TLS, but site.public_url is '{url}'"),
                advice,
            )
            .into());
        }
        Ok(Config {
            name: name.trim().to_owned(),
            database: self.database.as_deref().map(database::server).transpose()?,
            site,
            tls,
            mail: self.mail.checked(folder)?,
            limits: self.limits.checked()?,
            engine: self.engine.checked(folder)?,
            work: self.work.checked()?,
            uploads: self.uploads.checked()?,
            webhooks: self.webhooks.checked()?,
            speech: self.speech.checked(folder)?,
            observe: self.observe.checked()?,
            territories: self.territories.checked(folder)?,
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
            tesseract: from_house(self.tesseract),
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
