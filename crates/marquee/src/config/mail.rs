//! `[mail]`: by which server the house sends its letters.

use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use serde::Deserialize;
use url::Url;

use super::wrong;
use crate::cli::problem::Advised;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MailTable {
    smtp: Option<String>,
    from: Option<String>,
    user: Option<String>,
    password: Option<String>,
    password_file: Option<PathBuf>,
    roots: Option<PathBuf>,
}

#[derive(Clone, PartialEq)]
pub struct MailConfig {
    pub host: String,
    pub port: u16,
    pub line: MailLine,
    pub from: Mailbox,
    pub login: Option<MailLogin>,
    /// Whom to believe that it is the server, instead of the world's own list.
    pub roots: Option<PathBuf>,
}

/// How a letter travels to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLine {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS before anything is said (RFC 3207); without it nothing is sent.
    StartTls,
    /// To this same machine.
    Plain,
}

#[derive(Clone, PartialEq, Eq)]
pub struct MailLogin {
    pub user: String,
    pub password: Password,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Password {
    Text(String),
    File(PathBuf),
}

/// Without the password: this goes to logs.
impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} to {}:{} from {}",
            self.line, self.host, self.port, self.from
        )
    }
}

impl MailTable {
    /// Relative paths count from the house.
    pub(super) fn checked(self, folder: &Path) -> anyhow::Result<Option<MailConfig>> {
        let Some(smtp) = self.smtp.clone() else {
            if self.from.is_some() || self.user.is_some() {
                let advice = "name the server: smtp = \"smtps://mail.example.org\"";
                return Err(Advised::new("mail.smtp is missing", advice).into());
            }
            return Ok(None);
        };
        let (host, port, line) = server(&smtp)?;
        let from = self.from.as_deref().unwrap_or_default();
        let from = from.parse().map_err(|_| {
            wrong(
                "mail.from",
                from,
                "an address such as \"The Lantern <house@example.org>\"",
            )
        })?;
        let login = login(
            self.user,
            self.password,
            self.password_file.map(|path| folder.join(path)),
        )?;
        Ok(Some(MailConfig {
            host,
            port,
            line,
            from,
            login,
            roots: self.roots.map(|path| folder.join(path)),
        }))
    }
}

fn server(smtp: &str) -> anyhow::Result<(String, u16, MailLine)> {
    let expected = "smtps://HOST (TLS), smtp://HOST:587 (STARTTLS), or smtp://127.0.0.1:25 on this machine";
    let refuse = || wrong("mail.smtp", smtp, expected);
    let url = Url::parse(smtp).map_err(|_| refuse())?;
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or_else(refuse)?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not quoted: a password would be in it.
        let advice = "put it into mail.user and mail.password_file";
        return Err(Advised::new("mail.smtp has a login in it", advice).into());
    }
    let bare = matches!(url.path(), "" | "/") && url.query().is_none();
    let host = host.trim_matches(['[', ']']).to_owned();
    let here = host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|host| host.is_loopback());
    match url.scheme() {
        _ if !bare => Err(refuse()),
        "smtps" => Ok((host, url.port().unwrap_or(465), MailLine::Tls)),
        "smtp" if here => Ok((host, url.port().unwrap_or(25), MailLine::Plain)),
        "smtp" => Ok((host, url.port().unwrap_or(587), MailLine::StartTls)),
        "smtp+starttls" => Ok((host, url.port().unwrap_or(587), MailLine::StartTls)),
        _ => Err(refuse()),
    }
}

fn login(
    user: Option<String>,
    text: Option<String>,
    file: Option<PathBuf>,
) -> anyhow::Result<Option<MailLogin>> {
    let password = match (text, file) {
        (None, None) => None,
        (Some(text), None) => Some(Password::Text(text)),
        (None, Some(file)) => Some(Password::File(file)),
        (Some(_), Some(_)) => {
            let advice = "keep mail.password_file, which others need not read";
            return Err(Advised::new("[mail] has a password and a password_file", advice).into());
        }
    };
    match (user, password) {
        (None, None) => Ok(None),
        (Some(user), Some(password)) => Ok(Some(MailLogin { user, password })),
        (Some(_), None) => Err(Advised::new("mail.user has no password", "set mail.password_file").into()),
        (None, Some(_)) => Err(Advised::new("mail.password has no user", "set mail.user").into()),
    }
}
