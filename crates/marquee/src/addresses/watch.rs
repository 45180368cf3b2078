//! A certificate whose files are read again when they change. Whoever renews it need tell nobody.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use house::Clock;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate::Certificate;
use crate::config::KeyFiles;

/// How often the files are looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// The certificate of the moment; another takes its place without a connection noticing.
#[derive(Debug)]
pub struct Current(RwLock<Arc<CertifiedKey>>);

impl Current {
    pub fn new(certificate: &Certificate) -> Arc<Self> {
        Arc::new(Self(RwLock::new(Arc::clone(&certificate.key))))
    }

    fn replace(&self, certificate: &Certificate) {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::clone(&certificate.key);
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current))
    }
}

/// By which a change of a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    changed: Option<SystemTime>,
    len: u64,
    inode: u64,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        // Through links: renewal tools point a link at another file.
        let facts = std::fs::metadata(path).ok()?;
        Some(Self {
            changed: facts.modified().ok(),
            len: facts.len(),
            inode: facts.ino(),
        })
    }
}

/// A certificate with the stamps that its files had when it was read.
pub struct Watched {
    files: KeyFiles,
    seen: [Option<Stamp>; 2],
    current: Arc<Current>,
    clock: Arc<dyn Clock>,
}

impl Watched {
    /// # Errors
    /// A sentence when there is nothing to show.
    pub fn begin(files: &KeyFiles, clock: &Arc<dyn Clock>) -> anyhow::Result<(Self, Arc<Current>)> {
        let seen = stamps(files);
        let certificate = Certificate::read(files)?;
        complain(&certificate, clock);
        let current = Current::new(&certificate);
        let watched = Self {
            files: files.clone(),
            seen,
            current: Arc::clone(&current),
            clock: Arc::clone(clock),
        };
        Ok((watched, current))
    }

    /// Looks for as long as it is polled.
    pub async fn watch(mut self) {
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            let looked = tokio::task::spawn_blocking(move || {
                self.look();
                self
            });
            match looked.await {
                Ok(watched) => self = watched,
                Err(error) => return tracing::error!("the certificate is not looked at any more: {error}"),
            }
        }
    }

    /// Taken over whole or not at all: what visitors see stays until both files are right.
    fn look(&mut self) {
        let now = stamps(&self.files);
        if now == self.seen {
            return;
        }
        self.seen = now;
        match Certificate::read(&self.files) {
            Ok(certificate) => {
                self.current.replace(&certificate);
                tracing::info!("a new certificate is shown: {}", certificate.describe());
                complain(&certificate, &self.clock);
            }
            Err(error) => tracing::error!("the certificate stays as it was: {error:#}"),
        }
    }
}

fn stamps(files: &KeyFiles) -> [Option<Stamp>; 2] {
    [Stamp::of(&files.certificate), Stamp::of(&files.key)]
}

fn complain(certificate: &Certificate, clock: &Arc<dyn Clock>) {
    if let Some(trouble) = certificate.trouble(clock.now()) {
        tracing::warn!("{}", trouble.sentence(certificate));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a_new_certificate_is_taken_over_and_a_broken_one_is_not() {
        let desk = tempfile::tempdir().unwrap();
        let files = KeyFiles {
            certificate: desk.path().join("c.pem"),
            key: desk.path().join("k.pem"),
        };
        let made = || rcgen::generate_simple_self_signed(["films.example".to_owned()]).unwrap();
        let put = |certificate: &str, key: &str| {
            std::fs::write(&files.certificate, certificate).unwrap();
            std::fs::write(&files.key, key).unwrap();
        };
        let (first, second) = (made(), made());
        put(&first.cert.pem(), &first.key_pair.serialize_pem());
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (mut watched, current) = Watched::begin(&files, &clock).unwrap();
        let shown = || current.0.read().unwrap().cert[0].to_vec();
        let is = |made: &rcgen::CertifiedKey| shown() == made.cert.der().to_vec();
        assert!(is(&first));
        // Half of a renewal: the certificate is new already, its key is not.
        put(&second.cert.pem(), &first.key_pair.serialize_pem());
        watched.look();
        assert!(is(&first), "what does not belong together is not shown");
        put(&second.cert.pem(), "no key at all");
        watched.look();
        assert!(is(&first));
        std::fs::remove_file(&files.key).unwrap();
        watched.look();
        assert!(is(&first));
        put(&second.cert.pem(), &second.key_pair.serialize_pem());
        watched.look();
        assert!(is(&second));
    }
}
