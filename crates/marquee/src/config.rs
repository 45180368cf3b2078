//! `marquee.toml`: read once, checked, and handed on as its own type. An unknown key is refused with its line.

pub mod database;
mod file;
mod size;
mod uploads;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use anyhow::Context;
use store::ServerAddress;

use crate::cli::problem::Advised;

pub use uploads::UploadConfig;

pub const FILE_NAME: &str = "marquee.toml";

/// The whole configuration, every value checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The house's name on its pages.
    pub name: String,
    /// The server that keeps the catalogue; `None`: a file in the house's folder.
    pub database: Option<ServerAddress>,
    pub site: SiteConfig,
    pub engine: EngineChoice,
    pub work: WorkConfig,
    pub uploads: UploadConfig,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SiteConfig {
    pub listen: SocketAddr,
    /// Where visitors find the site, without a slash at the end; `None`: where it listens.
    pub address: Option<String>,
    pub origins: Origins,
    /// Where a server of this house took its place last (`--listen`); not in the file.
    pub listening: Option<SocketAddr>,
}

impl SiteConfig {
    /// Where visitors find the site: the address if there is one, else where it listens.
    pub fn public_address(&self) -> String {
        let listening = || {
            let listen = self.listening.unwrap_or(self.listen);
            let host = listen.ip();
            let host = if host.is_unspecified() {
                std::net::Ipv4Addr::LOCALHOST.into()
            } else {
                host
            };
            format!("http://{}", SocketAddr::new(host, listen.port()))
        };
        self.address.clone().unwrap_or_else(listening)
    }
}

/// Which other sites' pages may play the films (CORS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    None,
    These(Vec<String>),
    Any,
}

/// Where the media engine is, when it is not the one that set-up fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineChoice {
    pub folder: Option<PathBuf>,
    pub ffmpeg: Option<PathBuf>,
    pub ffprobe: Option<PathBuf>,
    /// Threads of one encode; part of every step's key, because other threads give other bytes.
    pub threads: NonZeroU32,
    /// How much an encode gives way to everything else, 0 to 19.
    pub nice: u8,
}

#[derive(Debug, Clone, PartialEq)]
pub struct WorkConfig {
    /// Steps that run at the same time; `None`: as many as the machine's cores carry.
    pub at_once: Option<NonZeroU32>,
    /// Bytes that the house leaves free on the disk.
    pub keep_free: u64,
}

impl Config {
    /// Reads the house's configuration. Relative paths in it count from the house's folder.
    ///
    /// # Errors
    /// A sentence with the file's name and, where it can be said, the line.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(FILE_NAME);
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => no_house(folder),
            _ => anyhow::Error::new(error).context(format!("{} cannot be read", path.display())),
        })?;
        Self::parse(&text, folder).with_context(|| format!("{} is not right", path.display()))
    }

    pub(crate) fn parse(text: &str, folder: &Path) -> anyhow::Result<Self> {
        let file: file::ConfigFile = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            let place = line.map_or_else(String::new, |line| format!("line {line}: "));
            Advised::new(
                format!("{place}{}", error.message()),
                "correct the line; `marquee man` lists every key",
            )
        })?;
        file.checked(folder)
    }
}

fn no_house(folder: &Path) -> anyhow::Error {
    Advised::new(
        format!("there is no house in '{}' (no {FILE_NAME})", folder.display()),
        "name one with --house DIR or $MARQUEE_HOUSE, or make one with `marquee init DIR`",
    )
    .into()
}

/// What `marquee init` writes: every key with its default, ready to be changed.
pub fn first_text(name: &str) -> String {
    let name = toml::Value::String(name.to_owned());
    format!(
        r##"# The configuration of this house. Lines that begin with # show the defaults.
name = {name}
# The catalogue on a PostgreSQL server instead of in this folder; `marquee move` takes an existing house there:
# database = "postgres://marquee@db.example.org/films"

[site]
# listen = "127.0.0.1:8080"
# Where visitors find the site, when that is not where it listens:
# address = "https://films.example.org"
# Other sites whose pages may play the films; ["*"] is every site:
# allow_origins = []

[engine]
# A folder with ffmpeg and ffprobe, or each by its path; without them set-up's own engine is used, then PATH.
# folder = "/opt/engine"
# ffmpeg = "/usr/bin/ffmpeg"
# ffprobe = "/usr/bin/ffprobe"
# Threads of one encode. Another number gives other bytes: films in work are encoded anew.
# threads = 4
# How much encodes give way to everything else on the machine, 0 to 19.
# nice = 10

[work]
# Steps that run at the same time; without it, as many as the cores carry.
# at_once = 1
# Disk space that the house leaves free.
# keep_free = "1 GB"

[uploads]
# The largest file that is taken by way of Studio.
# largest = "500 GB"
# Days for which an upload is kept that nobody goes on with.
# keep_days = 7
"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> anyhow::Result<Config> {
        Config::parse(text, Path::new("/house"))
    }

    fn refusal(text: &str) -> String {
        format!("{:#}", parse(text).unwrap_err())
    }

    #[test]
    fn what_init_writes_is_what_the_defaults_are() {
        let written = parse(&first_text("The \"Lantern\"")).unwrap();
        assert_eq!(written.name, "The \"Lantern\"");
        let mut empty = parse("").unwrap();
        empty.name.clone_from(&written.name);
        assert_eq!(written, empty);
    }

    #[test]
    fn every_commented_default_is_a_key_that_is_known() {
        let shown: String = first_text("x")
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(key) if key.contains(" = ") => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config = parse(&shown).unwrap();
        assert_eq!(config.site.address.as_deref(), Some("https://films.example.org"));
        assert_eq!(config.engine.threads.get(), 4);
        assert!(config.database.is_some());
    }

    #[test]
    fn unknown_keys_are_refused_with_their_line() {
        let said = refusal("name = \"x\"\n\n[site]\nlissten = 1\n");
        assert!(said.contains("line 4") && said.contains("lissten"), "{said}");
    }

    #[test]
    fn values_are_checked() {
        assert!(refusal("database = \"films.sqlite\"").contains("postgres://"));
        assert!(refusal("[site]\nlisten = \"8080\"").contains("site.listen"));
        assert!(refusal("[site]\naddress = \"films.example.org\"").contains("site.address"));
        assert!(refusal("[site]\nallow_origins = [\"https://a.example/x\"]").contains("site.allow_origins"));
        assert!(refusal("[engine]\nthreads = 0").contains("line 2"));
        assert!(refusal("[engine]\nnice = 20").contains("engine.nice"));
        assert!(refusal("[work]\nkeep_free = \"much\"").contains("work.keep_free"));
        assert!(refusal("[uploads]\nlargest = \"much\"").contains("uploads.largest"));
        assert!(refusal("[uploads]\nkeep_days = 0").contains("uploads.keep_days"));
        assert!(refusal("name = \"\"").contains("name"));
    }

    #[test]
    fn relative_paths_count_from_the_house() {
        let config = parse("[engine]\nfolder = \"engine\"\nffmpeg = \"/usr/bin/ffmpeg\"").unwrap();
        assert_eq!(config.engine.folder, Some(PathBuf::from("/house/engine")));
        assert_eq!(config.engine.ffmpeg, Some(PathBuf::from("/usr/bin/ffmpeg")));
    }

    #[test]
    fn origins_are_none_these_or_any() {
        assert_eq!(parse("").unwrap().site.origins, Origins::None);
        assert_eq!(
            parse("[site]\nallow_origins = [\"*\"]").unwrap().site.origins,
            Origins::Any
        );
        assert_eq!(
            parse("[site]\nallow_origins = [\"https://a.example\"]")
                .unwrap()
                .site
                .origins,
            Origins::These(vec!["https://a.example".into()])
        );
    }
}
