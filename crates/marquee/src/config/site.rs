//! `[site]`: where the house listens, and what it is called from outside.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use serde::Deserialize;
use site::{ProxyHeader, Trust};

use super::wrong;
use crate::cli::problem::Advised;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SiteTable {
    listen: Option<String>,
    public_url: Option<String>,
    /// The name that `public_url` had in the first houses.
    address: Option<String>,
    allow_origins: Vec<String>,
    trusted_proxies: Vec<String>,
    proxy_header: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SiteConfig {
    pub listen: SocketAddr,
    /// Where visitors find the site, without a slash at the end; `None`: where it listens.
    pub public_url: Option<String>,
    pub origins: Origins,
    pub trust: Trust,
    /// Where a server of this house took its place last (`--listen`); not in the file.
    pub listening: Option<SocketAddr>,
}

/// Which other sites' pages may play the films (CORS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    None,
    These(Vec<String>),
    Any,
}

const LISTEN: &str = "127.0.0.1:8080";

impl SiteConfig {
    /// The house's own address without a `public_url`: where it listens.
    pub(super) fn own_address(&self, scheme: &str) -> String {
        let listen = self.listening.unwrap_or(self.listen);
        let host = match listen.ip() {
            host if host.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            host => host,
        };
        format!("{scheme}://{}", SocketAddr::new(host, listen.port()))
    }
}

impl SiteTable {
    pub(super) fn checked(self) -> anyhow::Result<SiteConfig> {
        let public_url = public_url(self.public_url, self.address)?;
        let listen = self.listen.as_deref().unwrap_or(LISTEN);
        Ok(SiteConfig {
            listen: listen.parse().map_err(|_| {
                wrong(
                    "site.listen",
                    listen,
                    "an address and port such as 127.0.0.1:8080",
                )
            })?,
            public_url,
            origins: origins(self.allow_origins)?,
            trust: Trust {
                proxies: self
                    .trusted_proxies
                    .iter()
                    .map(|net| network(net))
                    .collect::<Result<_, _>>()?,
                header: proxy_header(self.proxy_header.as_deref())?,
            },
            listening: None,
        })
    }
}

fn public_url(given: Option<String>, by_old_name: Option<String>) -> anyhow::Result<Option<String>> {
    if given.is_some() && by_old_name.is_some() {
        return Err(Advised::new(
            "site.public_url and site.address say the same thing",
            "keep site.public_url; site.address is its old name",
        )
        .into());
    }
    let Some(given) = given.or(by_old_name) else {
        return Ok(None);
    };
    let url = given.trim_end_matches('/');
    if is_web_address(url) {
        return Ok(Some(url.to_owned()));
    }
    let expected = "an address such as https://films.example.org";
    Err(wrong("site.public_url", &given, expected))
}

fn origins(list: Vec<String>) -> anyhow::Result<Origins> {
    match list.as_slice() {
        [] => Ok(Origins::None),
        [any] if any == "*" => Ok(Origins::Any),
        _ => match list.iter().find(|origin| !is_origin(origin)) {
            Some(bad) => {
                let expected = "an origin such as https://films.example.org, or \"*\" alone";
                Err(wrong("site.allow_origins", bad, expected))
            }
            None => Ok(Origins::These(list)),
        },
    }
}

/// "192.0.2.0/24", or one address.
fn network(text: &str) -> anyhow::Result<IpNet> {
    let one = || {
        text.parse::<IpAddr>()
            .map(|address| IpNet::from(address.to_canonical()))
    };
    let net = text.trim().parse::<IpNet>().or_else(|_| one());
    net.map(|net| net.trunc()).map_err(|_| {
        let expected = "an address such as 127.0.0.1 or a network such as 10.0.0.0/8";
        wrong("site.trusted_proxies", text, expected)
    })
}

fn proxy_header(name: Option<&str>) -> anyhow::Result<ProxyHeader> {
    match name.map(str::to_ascii_lowercase).as_deref() {
        None => Ok(ProxyHeader::default()),
        Some("x-forwarded-for") => Ok(ProxyHeader::XForwardedFor),
        Some("forwarded") => Ok(ProxyHeader::Forwarded),
        Some(other) => Err(wrong(
            "site.proxy_header",
            other,
            "\"X-Forwarded-For\" (with X-Forwarded-Proto) or \"Forwarded\"",
        )),
    }
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
