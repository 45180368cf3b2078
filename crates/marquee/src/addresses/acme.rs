//! Certificates from an authority that gives them by itself (RFC 8555). The account and the certificates are kept in
//! the house's folder, readable by its own user alone.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::StreamExt;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_acme::{
    AccountCache, AcmeConfig, AcmeState, CertCache, EventOk, ResolvesServerCertAcme, UseChallenge,
};

use crate::cli::problem::Advised;
use crate::config::{self, Challenge};

pub const FOLDER: &str = "acme";

/// An order for certificates, renewed for as long as [`Authority::deal`] is polled.
pub struct Authority {
    state: AcmeState<io::Error>,
}

impl Authority {
    /// # Errors
    /// A sentence when the roots cannot be read.
    pub fn of(acme: &config::AcmeConfig, house: &Path) -> anyhow::Result<Self> {
        let mut order = AcmeConfig::new(&acme.domains)
            .contact_push(&acme.contact)
            .directory(&acme.directory)
            .challenge_type(match acme.challenge {
                Challenge::TlsAlpn01 => UseChallenge::TlsAlpn01,
                Challenge::Http01 => UseChallenge::Http01,
            })
            .cache(Drawer(house.join(FOLDER)));
        if let Some(roots) = &acme.roots {
            order = order.client_tls_config(believing(roots)?);
        }
        Ok(Self { state: order.state() })
    }

    pub fn certificates(&self) -> Arc<ResolvesServerCertAcme> {
        self.state.resolver()
    }

    pub async fn deal(mut self) {
        while let Some(event) = self.state.next().await {
            match event {
                Ok(EventOk::DeployedNewCert) => tracing::info!("the authority gave a new certificate"),
                Ok(EventOk::DeployedCachedCert) => tracing::info!("the certificate of last time is shown"),
                Ok(_) => {}
                Err(error) => tracing::error!("no new certificate yet, it is tried again: {error}"),
            }
        }
    }
}

fn believing(roots: &Path) -> anyhow::Result<Arc<ClientConfig>> {
    let unusable = || {
        Advised::new(
            format!("there is no certificate in {}", roots.display()),
            "name a PEM file with the authority's own certificate in tls.acme_roots",
        )
    };
    let mut store = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(roots).map_err(|_| unusable())?;
    store.add_parsable_certificates(certificates.filter_map(Result::ok));
    if store.is_empty() {
        return Err(unusable().into());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(
        config.with_root_certificates(store).with_no_client_auth(),
    ))
}

/// Where the account's key and the certificates lie.
struct Drawer(PathBuf);

impl Drawer {
    /// Another directory or another list of names is another file, so that a trial with a staging directory leaves the
    /// real certificate alone.
    fn path(&self, kind: &str, list: &[String], directory: &str) -> PathBuf {
        let said = format!("{directory}\n{}", list.join("\n"));
        let digest = house::Digest::of(said.as_bytes()).to_string();
        self.0.join(format!("{kind}-{}.pem", &digest[..16]))
    }

    async fn load(&self, path: PathBuf) -> io::Result<Option<Vec<u8>>> {
        match tokio::fs::read(path).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whole or not at all, and never readable by others, not even for a moment.
    async fn store(&self, path: PathBuf, bytes: &[u8]) -> io::Result<()> {
        let (folder, bytes) = (self.0.clone(), bytes.to_vec());
        let kept = tokio::task::spawn_blocking(move || {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&folder)?;
            // Made with mode 0600.
            let mut file = tempfile::NamedTempFile::new_in(&folder)?;
            io::Write::write_all(&mut file, &bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        });
        kept.await.map_err(io::Error::other)?
    }
}

#[async_trait]
impl CertCache for Drawer {
    type EC = io::Error;

    async fn load_cert(&self, domains: &[String], directory: &str) -> io::Result<Option<Vec<u8>>> {
        self.load(self.path("certificate", domains, directory)).await
    }

    async fn store_cert(&self, domains: &[String], directory: &str, pem: &[u8]) -> io::Result<()> {
        self.store(self.path("certificate", domains, directory), pem)
            .await
    }
}

#[async_trait]
impl AccountCache for Drawer {
    type EA = io::Error;

    async fn load_account(&self, contact: &[String], directory: &str) -> io::Result<Option<Vec<u8>>> {
        self.load(self.path("account", contact, directory)).await
    }

    async fn store_account(&self, contact: &[String], directory: &str, key: &[u8]) -> io::Result<()> {
        self.store(self.path("account", contact, directory), key).await
    }
}
