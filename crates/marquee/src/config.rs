//! `marquee.toml`: read once, checked, and handed on as its own type. An unknown key is refused with its line.

pub mod database;
mod file;
mod limits;
mod mail;
mod observe;
mod site;
mod size;
mod speech;
mod territories;
mod tls;
mod uploads;
mod webhooks;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use anyhow::Context;
use store::ServerAddress;

use crate::cli::problem::Advised;

pub use limits::LimitsConfig;
pub use mail::{MailConfig, MailLine, Password};
pub use observe::ObserveConfig;
pub use site::{Origins, SiteConfig};
pub use speech::SpeechConfig;
pub use territories::TerritoriesConfig;
pub use tls::{AcmeConfig, CertificateFrom, Challenge, KeyFiles, TlsConfig};
pub use uploads::UploadConfig;
pub use webhooks::WebhooksConfig;

pub const FILE_NAME: &str = "marquee.toml";

/// The whole configuration, every value checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The house's name on its pages.
    pub name: String,
    /// The server that keeps the catalogue; `None`: a file in the house's folder.
    pub database: Option<ServerAddress>,
    pub site: SiteConfig,
    pub tls: TlsConfig,
    /// `None`: the house writes no letters.
    pub mail: Option<MailConfig>,
    pub limits: LimitsConfig,
    pub engine: EngineChoice,
    pub work: WorkConfig,
    pub uploads: UploadConfig,
    pub webhooks: WebhooksConfig,
    pub speech: SpeechConfig,
    pub observe: ObserveConfig,
    pub territories: TerritoriesConfig,
}

/// Where the media engine is, when it is not the one that set-up fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineChoice {
    pub folder: Option<PathBuf>,
    pub ffmpeg: Option<PathBuf>,
    pub ffprobe: Option<PathBuf>,
    pub tesseract: Option<PathBuf>,
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

    /// Where visitors find the site, without a slash at the end: its public address if it has one, else where it
    /// listens.
    pub fn public_address(&self) -> String {
        match (&self.site.public_url, &self.tls.certificate) {
            (Some(url), _) => url.clone(),
            (None, CertificateFrom::Acme(acme)) => acme.address(),
            (None, CertificateFrom::Files(_)) => self.site.own_address("https"),
            (None, CertificateFrom::Nowhere) => self.site.own_address("http"),
        }
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

fn wrong(key: &str, given: &str, expected: &str) -> anyhow::Error {
    Advised::new(format!("{key} is '{given}'"), format!("write {expected}")).into()
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
# public_url = "https://films.example.org"
# Other sites whose pages may play the films; ["*"] is every site:
# allow_origins = []
# Proxies of yours in front of the house, and the header in which they say who asks; nobody else is believed:
# trusted_proxies = ["127.0.0.1"]
# proxy_header = "X-Forwarded-For"

[tls]
# Encrypts visitors' connections here. PEM files, read again when they change:
# certificate = "tls/fullchain.pem"
# key = "tls/key.pem"
# Or from an authority that gives certificates by itself, such as Let's Encrypt:
## acme_domains = ["films.example.org"]
## acme_contact = "ana@example.org"
## acme_directory = "https://acme-v02.api.letsencrypt.org/directory"
## acme_roots = "authority.pem"
## acme_challenge = "tls-alpn-01"
# Where visitors come without TLS, and are sent on:
# redirect_from = "0.0.0.0:80"

[mail]
# smtps:// is TLS, smtp:// STARTTLS, and plain only to this machine itself.
# smtp = "smtps://mail.example.org"
# from = "The house <house@example.org>"
# user = "house@example.org"
# password_file = "mail-password"
# roots = "authority.pem"

[limits]
# Requests of one address, and changes by one account; "off" lifts a limit. Film, sound and pictures are not counted.
# pages = "1200/min"
# writes = "600/min"
# account_writes = "600/min"
# login = "20/min"
# connections = 4000
# connections_per_address = 100
# Seconds for the head of a request, and for answers under way when the house closes:
# head_seconds = 30
# closing_seconds = 30

[engine]
# A folder with ffmpeg and ffprobe, or each by its path; without them set-up's own engine is used, then PATH.
# folder = "/opt/engine"
# ffmpeg = "/usr/bin/ffmpeg"
# ffprobe = "/usr/bin/ffprobe"
# Reads what is written in pictures; looked for in PATH:
# tesseract = "/usr/bin/tesseract"
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
[speech]
# A folder with a Whisper model (Hugging Face's or CTranslate2's files): the house hears what is said on its tapes.
## model = "models/whisper-small"
# What is spoken on the tapes, when it is always the same; without it the model tells.
## language = "en"
[webhooks]
# Ranges that webhooks may tell although they are private, and without TLS:
# allow = []
[observe]
# Where Prometheus of this machine may ask for /metrics; from elsewhere it asks the site, with a token:
## metrics = "127.0.0.1:9464"
# A collector of traces nearby (OTLP over HTTP):
## otlp = "http://127.0.0.1:4318"
[territories]
# How the house knows in which country a visitor is: a country database in MaxMind's format, or the header in which a
# trusted proxy says it. Without either, what is released for some countries stays shut.
## database = "GeoLite2-Country.mmdb"
## header = "CF-IPCountry"
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
        assert_eq!(config.public_address(), "https://films.example.org");
        let (with_files, by_acme) = (shown.as_str(), shown.replace("## ", ""));
        let defaults = parse("").unwrap();
        assert_eq!(parse(with_files).unwrap().limits, defaults.limits);
        let by_acme = by_acme.replace("certificate = ", "# ").replace("key = ", "# ");
        let CertificateFrom::Acme(acme) = parse(&by_acme).unwrap().tls.certificate else {
            panic!("{by_acme}");
        };
        let mut short =
            parse("[tls]\nacme_domains = [\"films.example.org\"]\nacme_contact = \"ana@example.org\"")
                .unwrap();
        let CertificateFrom::Acme(short) = &mut short.tls.certificate else {
            panic!("no authority");
        };
        short.roots.clone_from(&acme.roots);
        assert_eq!(*short, acme, "the shown values are the defaults");
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
        assert!(refusal("[site]\npublic_url = \"films.example.org\"").contains("site.public_url"));
        assert!(refusal("[site]\ntrusted_proxies = [\"10.0.0.0/33\"]").contains("site.trusted_proxies"));
        assert!(refusal("[site]\ntrusted_proxies = [\"nginx\"]").contains("'nginx'"));
        assert!(refusal("[site]\nproxy_header = \"X-Real-IP\"").contains("site.proxy_header"));
        assert!(refusal("[tls]\ncertificate = \"a.pem\"").contains("tls.key"));
        assert!(refusal("[tls]\nredirect_from = \"0.0.0.0:80\"").contains("tls.redirect_from"));
        for name in [
            "films",
            "*.example.org",
            "192.0.2.1",
            "https://films.example.org",
            "-a.example",
        ] {
            let text = format!("[tls]\nacme_contact = \"a@b.example\"\nacme_domains = [{name:?}]");
            assert!(refusal(&text).contains("tls.acme_domains"), "{name}");
        }
        assert!(refusal("[tls]\nacme_domains = [\"a.example\"]").contains("tls.acme_contact"));
        assert!(refusal("[limits]\npages = \"many\"").contains("limits.pages"));
        assert!(refusal("[limits]\nconnections = 0").contains("line 2"));
        assert!(refusal("[mail]\nsmtp = \"mail.example.org\"").contains("mail.smtp"));
        assert!(refusal("[mail]\nsmtp = \"smtps://a:b@mail.example.org\"").contains("has a login in it"));
        assert!(refusal("[mail]\nsmtp = \"smtps://mail.example.org\"").contains("mail.from"));
        assert!(refusal("[site]\nallow_origins = [\"https://a.example/x\"]").contains("site.allow_origins"));
        assert!(refusal("[engine]\nthreads = 0").contains("line 2"));
        assert!(refusal("[engine]\nnice = 20").contains("engine.nice"));
        assert!(refusal("[work]\nkeep_free = \"much\"").contains("work.keep_free"));
        assert!(refusal("[uploads]\nlargest = \"much\"").contains("uploads.largest"));
        assert!(refusal("[uploads]\nkeep_days = 0").contains("uploads.keep_days"));
        assert!(refusal("name = \"\"").contains("name"));
        assert!(refusal("[speech]\nmodel = \"m\"\nlanguage = \"loud\"").contains("speech.language"));
        assert!(refusal("[speech]\nlanguage = \"en\"").contains("speech.model"));
        assert!(refusal("[observe]\nmetrics = \"0.0.0.0:9464\"").contains("observe.metrics"));
        assert!(refusal("[observe]\notlp = \"https://a.example\"").contains("observe.otlp"));
    }

    #[test]
    fn the_old_name_of_the_public_address_still_works() {
        let config = parse("[site]\naddress = \"https://films.example.org/\"").unwrap();
        assert_eq!(config.public_address(), "https://films.example.org");
        let both = "[site]\naddress = \"https://a.example\"\npublic_url = \"https://a.example\"";
        assert!(refusal(both).contains("say the same thing"));
    }

    #[test]
    fn the_public_address_follows_from_tls() {
        let files = "[tls]\ncertificate = \"a\"\nkey = \"b\"\n[site]\nlisten = \"[::]:8443\"";
        assert_eq!(parse(files).unwrap().public_address(), "https://127.0.0.1:8443");
        let plain = "[site]\npublic_url = \"http://a.example\"\n[tls]\ncertificate = \"a\"\nkey = \"b\"";
        assert!(refusal(plain).contains("site.public_url"));
        let both = "[tls]\ncertificate = \"a\"\nkey = \"b\"\nacme_domains = [\"a.example\"]";
        assert!(refusal(both).contains("acme_domains"));
    }

    #[test]
    fn mail_goes_unencrypted_to_this_machine_only() {
        let line = |smtp: &str| {
            let text = format!("[mail]\nsmtp = \"{smtp}\"\nfrom = \"The Lantern <a@b.example>\"");
            let mail = parse(&text).unwrap().mail.unwrap();
            (mail.host, mail.port, mail.line)
        };
        let host = || "mail.example.org".to_owned();
        assert_eq!(line("smtps://mail.example.org"), (host(), 465, MailLine::Tls));
        assert_eq!(
            line("smtp://mail.example.org:25"),
            (host(), 25, MailLine::StartTls)
        );
        assert_eq!(
            line("smtp://127.0.0.1:2525"),
            ("127.0.0.1".into(), 2525, MailLine::Plain)
        );
        assert_eq!(line("smtp://[::1]"), ("::1".into(), 25, MailLine::Plain));
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
