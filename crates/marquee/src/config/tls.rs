//! `[tls]`: whether visitors' connections are encrypted here, and with which certificate.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::wrong;
use crate::cli::problem::Advised;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TlsTable {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    acme_domains: Vec<String>,
    acme_contact: Option<String>,
    acme_directory: Option<String>,
    acme_roots: Option<PathBuf>,
    acme_challenge: Option<String>,
    redirect_from: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TlsConfig {
    pub certificate: CertificateFrom,
    /// A second address, without TLS, that sends visitors to the site's.
    pub redirect_from: Option<SocketAddr>,
}

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CertificateFrom {
    /// No TLS here.
    #[default]
    Nowhere,
    Files(KeyFiles),
    Acme(AcmeConfig),
}

/// PEM files: the chain, the house's own certificate first, and its private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// An authority that gives certificates by itself (RFC 8555).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcmeConfig {
    pub domains: Vec<String>,
    pub contact: String,
    pub directory: String,
    /// Whom to believe that it is the authority, instead of the world's own list.
    pub roots: Option<PathBuf>,
    pub challenge: Challenge,
}

/// How the authority looks whether the address is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// On the site's own port (RFC 8737).
    TlsAlpn01,
    /// On port 80, where [`TlsConfig::redirect_from`] must listen.
    Http01,
}

impl AcmeConfig {
    /// The site's address when no other is given: its first name.
    pub(super) fn address(&self) -> String {
        let first = self.domains.first().map_or("localhost", String::as_str);
        format!("https://{first}")
    }
}

const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

impl TlsTable {
    /// Relative paths count from the house.
    pub(super) fn checked(self, folder: &Path) -> anyhow::Result<TlsConfig> {
        let redirect_from = self.redirect_from.as_deref().map(address).transpose()?;
        let by_acme = !self.acme_domains.is_empty();
        let certificate = match (self.certificate, self.key) {
            (None, None) if by_acme => CertificateFrom::Acme(AcmeConfig {
                domains: self
                    .acme_domains
                    .iter()
                    .map(|name| domain(name))
                    .collect::<Result<_, _>>()?,
                contact: contact(self.acme_contact)?,
                directory: directory(self.acme_directory)?,
                roots: self.acme_roots.map(|path| folder.join(path)),
                challenge: challenge(self.acme_challenge.as_deref(), redirect_from)?,
            }),
            (None, None) => CertificateFrom::Nowhere,
            (Some(_), Some(_)) if by_acme => {
                return Err(Advised::new(
                    "[tls] names both certificate files and acme_domains",
                    "keep tls.certificate and tls.key, or tls.acme_domains and tls.acme_contact",
                )
                .into());
            }
            (Some(certificate), Some(key)) => CertificateFrom::Files(KeyFiles {
                certificate: folder.join(certificate),
                key: folder.join(key),
            }),
            (Some(_), None) => return Err(half("tls.key", "the certificate's private key")),
            (None, Some(_)) => return Err(half("tls.certificate", "the certificate to the key")),
        };
        if redirect_from.is_some() && certificate == CertificateFrom::Nowhere {
            return Err(Advised::new(
                "tls.redirect_from has nowhere to send visitors to",
                "set tls.certificate and tls.key, or tls.acme_domains, or take it out",
            )
            .into());
        }
        Ok(TlsConfig {
            certificate,
            redirect_from,
        })
    }
}

fn half(missing: &str, what: &str) -> anyhow::Error {
    Advised::new(
        format!("{missing} is missing"),
        format!("name the PEM file with {what}"),
    )
    .into()
}

fn address(text: &str) -> anyhow::Result<SocketAddr> {
    text.parse().map_err(|_| {
        wrong(
            "tls.redirect_from",
            text,
            "an address and port such as 0.0.0.0:80",
        )
    })
}

fn domain(name: &str) -> anyhow::Result<String> {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() < 64
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_address = name.parse::<std::net::Ipv4Addr>().is_ok();
    if name.len() < 254 && name.contains('.') && name.split('.').all(is_label) && !is_address {
        return Ok(name.to_ascii_lowercase());
    }
    let expected = "a host's name such as films.example.org (no scheme, no port, no star)";
    Err(wrong("tls.acme_domains", name, expected))
}

fn contact(given: Option<String>) -> anyhow::Result<String> {
    let given = given.ok_or_else(|| {
        Advised::new(
            "tls.acme_contact is missing",
            "write the mail address at which the authority reaches you when a certificate runs out",
        )
    })?;
    let bare = given.strip_prefix("mailto:").unwrap_or(&given);
    if bare.contains('@') && bare.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(format!("mailto:{bare}"));
    }
    Err(wrong("tls.acme_contact", &given, "a mail address"))
}

fn directory(given: Option<String>) -> anyhow::Result<String> {
    let Some(given) = given else {
        return Ok(LETS_ENCRYPT.into());
    };
    let is_https = given.starts_with("https://") && given.parse::<url::Url>().is_ok();
    let expected = "an https:// address of an ACME directory";
    if is_https {
        Ok(given)
    } else {
        Err(wrong("tls.acme_directory", &given, expected))
    }
}

fn challenge(given: Option<&str>, redirect_from: Option<SocketAddr>) -> anyhow::Result<Challenge> {
    match given {
        None | Some("tls-alpn-01") => Ok(Challenge::TlsAlpn01),
        Some("http-01") if redirect_from.is_none() => Err(Advised::new(
            "tls.acme_challenge is http-01, but nothing listens on port 80",
            "set tls.redirect_from = \"0.0.0.0:80\", or use tls-alpn-01",
        )
        .into()),
        Some("http-01") => Ok(Challenge::Http01),
        Some(other) => Err(wrong("tls.acme_challenge", other, "tls-alpn-01 or http-01")),
    }
}
