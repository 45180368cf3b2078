//! How the house stands on the net: its address, encryption, proxies, mail.

use std::time::Duration;

use house::Instant;
use url::Url;

use super::{Finding, Health};
use crate::addresses::{Certificate, Trouble};
use crate::config::{CertificateFrom, Config, KeyFiles, MailConfig};
use crate::mail::Smtp;
use crate::open_house::OpenHouse;

/// For a connection that is only tried.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn look(house: &OpenHouse) -> Vec<Finding> {
    let config = &house.config;
    let mut findings = vec![address(config)];
    findings.extend(reachable(config).await);
    findings.extend(encryption(config, house.clock.now()));
    findings.push(proxies(config));
    findings.push(mail(house).await);
    findings
}

fn address(config: &Config) -> Finding {
    let address = config.public_address();
    if address.starts_with("https://") || config.site.listen.ip().is_loopback() {
        return Finding::good("site", address);
    }
    Finding::bad(
        "site",
        Health::Weak,
        address,
        "Visitors come without encryption: logins can be overheard. Set [tls], or put a proxy with HTTPS before it and \
         set site.public_url and site.trusted_proxies.",
    )
}

/// Whether anybody answers at the public address; only asked when there is one.
async fn reachable(config: &Config) -> Option<Finding> {
    let url = Url::parse(config.site.public_url.as_deref()?).ok()?;
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default()?;
    let cost = "It may still be found from elsewhere; if not, look at its name (DNS), the firewall, and whether the house \
                is served.";
    let found =
        match tokio::time::timeout(PATIENCE, tokio::net::TcpStream::connect((host.as_str(), port))).await {
            Ok(Ok(_)) => {
                return Some(Finding::good(
                    "reached",
                    format!("{host}:{port} answers this machine"),
                ));
            }
            Ok(Err(error)) => format!("{host}:{port} does not answer this machine: {error}"),
            Err(_) => format!("{host}:{port} does not answer this machine"),
        };
    Some(Finding::bad("reached", Health::Weak, found, cost))
}

fn encryption(config: &Config, now: Instant) -> Option<Finding> {
    match &config.tls.certificate {
        CertificateFrom::Nowhere => None,
        CertificateFrom::Files(files) => Some(certificate(files, now)),
        CertificateFrom::Acme(acme) => {
            let found = format!("for {} from {}", acme.domains.join(", "), acme.directory);
            Some(Finding::good("certificate", found))
        }
    }
}

fn certificate(files: &KeyFiles, now: Instant) -> Finding {
    let certificate = match Certificate::read(files) {
        Ok(certificate) => certificate,
        Err(error) => {
            let cost =
                "`marquee serve` does not start; a house that is being served goes on with the one it has.";
            return Finding::bad("certificate", Health::Missing, format!("{error:#}"), cost);
        }
    };
    let Some(trouble) = certificate.trouble(now) else {
        return Finding::good("certificate", certificate.describe());
    };
    let health = if trouble == Trouble::RunsOutSoon {
        Health::Weak
    } else {
        Health::Missing
    };
    let cost = "Put another in its place: it is taken over without a restart.";
    Finding::bad("certificate", health, trouble.sentence(&certificate), cost)
}

fn proxies(config: &Config) -> Finding {
    let trust = &config.site.trust;
    if !trust.proxies.is_empty() {
        let nets: Vec<String> = trust.proxies.iter().map(ToString::to_string).collect();
        return Finding::good("proxies", format!("{} are believed", nets.join(", ")));
    }
    let by_proxy = config.tls.certificate == CertificateFrom::Nowhere
        && config
            .site
            .public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"));
    if by_proxy {
        let cost =
            "All visitors seem to come from the proxy and share its limits. Name it in site.trusted_proxies.";
        return Finding::bad("proxies", Health::Weak, "none is believed", cost);
    }
    Finding::good("proxies", "none is believed")
}

async fn mail(house: &OpenHouse) -> Finding {
    let Some(mail) = &house.config.mail else {
        let cost = "Invitations and new passwords are links that you pass on yourself. Set [mail] to have them sent.";
        return Finding::bad("mail", Health::Weak, "none", cost);
    };
    match (connected(mail).await, house.catalogue.letters().waiting().await) {
        (Err(sentence), _) => {
            let cost =
                "Letters wait and are tried again for three days. `marquee doctor --mail ADDRESS` sends one.";
            Finding::bad("mail", Health::Weak, sentence, cost)
        }
        (Ok(()), Ok(letters)) if letters.given_up > 0 || letters.sentence.is_some() => {
            let found = format!(
                "{} letters wait, {} were given up",
                letters.waiting, letters.given_up
            );
            Finding::bad("mail", Health::Weak, found, letters.sentence.unwrap_or_default())
        }
        (Ok(()), _) => Finding::good("mail", format!("{mail:?}")),
    }
}

async fn connected(mail: &MailConfig) -> Result<(), String> {
    let smtp = Smtp::of(mail).map_err(|error| format!("{error:#}"))?;
    tokio::time::timeout(PATIENCE, smtp.greet())
        .await
        .unwrap_or_else(|_| Err(format!("{}:{} does not answer", mail.host, mail.port)))
}
