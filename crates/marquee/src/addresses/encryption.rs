use std::sync::Arc;

use rustls::ServerConfig;
use site::{Challenges, tls_config};
use tokio::task::JoinHandle;

use super::acme::Authority;
use super::watch::Watched;
use crate::config::{CertificateFrom, Challenge};
use crate::open_house::OpenHouse;

/// How visitors' connections are encrypted here. Certificates are kept new until it is dropped.
pub struct Encryption {
    pub config: Arc<ServerConfig>,
    /// What an authority asks for on port 80.
    pub challenges: Option<Challenges>,
    keeping: JoinHandle<()>,
}

impl Encryption {
    /// What `[tls]` says; `None` when connections are plain.
    ///
    /// # Errors
    /// A sentence when there is no certificate to show.
    pub fn of(house: &OpenHouse) -> anyhow::Result<Option<Self>> {
        let encryption = match &house.config.tls.certificate {
            CertificateFrom::Nowhere => return Ok(None),
            CertificateFrom::Files(files) => {
                let (watched, current) = Watched::begin(files, &house.clock)?;
                Self {
                    config: tls_config(current)?,
                    challenges: None,
                    keeping: tokio::spawn(watched.watch()),
                }
            }
            CertificateFrom::Acme(acme) => {
                let authority = Authority::of(acme, &house.folder)?;
                let certificates = authority.certificates();
                let asked = Arc::clone(&certificates);
                let by_http: Challenges = Arc::new(move |token| asked.get_http_01_key_auth(token));
                Self {
                    config: tls_config(certificates)?,
                    challenges: (acme.challenge == Challenge::Http01).then_some(by_http),
                    keeping: tokio::spawn(authority.deal()),
                }
            }
        };
        Ok(Some(encryption))
    }
}

impl Drop for Encryption {
    fn drop(&mut self) {
        self.keeping.abort();
    }
}
