//! A certificate and its key, from two files to something that can be shown to visitors.

use std::path::Path;
use std::sync::Arc;

use house::Instant;
use rustls::crypto::ring;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error as TlsError, InconsistentKeys};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::cli::problem::Advised;
use crate::config::KeyFiles;

/// No file of keys is larger.
const LARGEST: u64 = 1 << 20;

/// A certificate that can be shown.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub key: Arc<CertifiedKey>,
    pub names: Vec<String>,
    pub from: Instant,
    pub until: Instant,
}

/// What is wrong with a certificate at a moment, although it can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    NotYet,
    RanOut,
    RunsOutSoon,
}

/// Below this an authority should have given another long ago.
const SOON_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

impl Certificate {
    /// Reads and checks both files.
    ///
    /// # Errors
    /// A sentence that names the file: unreadable, no PEM, no certificate, no key, a key under a passphrase, a key of
    /// another certificate.
    pub fn read(files: &KeyFiles) -> anyhow::Result<Self> {
        read(files)
    }

    pub fn trouble(&self, now: Instant) -> Option<Trouble> {
        if now < self.from {
            Some(Trouble::NotYet)
        } else if now >= self.until {
            Some(Trouble::RanOut)
        } else if now.plus_millis(SOON_MS) >= self.until {
            Some(Trouble::RunsOutSoon)
        } else {
            None
        }
    }

    /// "films.example.org, valid until 2027-01-31".
    pub fn describe(&self) -> String {
        let names = match self.names.as_slice() {
            [] => "a certificate without a name".to_owned(),
            names => names.join(", "),
        };
        format!("{names}, valid until {}", day(self.until))
    }
}

impl Trouble {
    pub fn sentence(self, certificate: &Certificate) -> String {
        match self {
            Self::NotYet => format!("the certificate is valid only from {} on", day(certificate.from)),
            Self::RanOut => format!(
                "the certificate ran out on {}: browsers refuse it",
                day(certificate.until)
            ),
            Self::RunsOutSoon => format!("the certificate runs out on {}", day(certificate.until)),
        }
    }
}

fn day(instant: Instant) -> String {
    let day = instant
        .timestamp()
        .map(|time| time.strftime("%Y-%m-%d").to_string());
    day.unwrap_or_else(|_| "a day that cannot be written".into())
}

fn read(files: &KeyFiles) -> anyhow::Result<Certificate> {
    let chain = chain(&files.certificate)?;
    let key = private_key(&files.key)?;
    let signing = ring::sign::any_supported_type(&key).map_err(|_| {
        Advised::new(
            format!(
                "the key in {} is of a kind that TLS does not use",
                files.key.display()
            ),
            "make an ECDSA (P-256, P-384), Ed25519 or RSA key of 2048 bits or more",
        )
    })?;
    let (names, from, until) = said_by(&chain, &files.certificate)?;
    let key = CertifiedKey::new(chain, signing);
    match key.keys_match() {
        Ok(()) | Err(TlsError::InconsistentKeys(InconsistentKeys::Unknown)) => {}
        Err(_) => {
            let (key, certificate) = (files.key.display(), files.certificate.display());
            return Err(Advised::new(
                format!("the key in {key} is not the one of the certificate in {certificate}"),
                "name the two files that belong together; the house's own certificate comes first in its file",
            )
            .into());
        }
    }
    Ok(Certificate {
        key: Arc::new(key),
        names,
        from,
        until,
    })
}

fn chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let text = text(path, "certificate", "tls.certificate")?;
    let chain: Result<Vec<_>, PemError> = CertificateDer::pem_slice_iter(&text).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => Err(Advised::new(
            format!("there is no certificate in {}", path.display()),
            "it must be PEM: text that begins with -----BEGIN CERTIFICATE-----",
        )
        .into()),
    }
}

fn private_key(path: &Path) -> anyhow::Result<PrivateKeyDer<'static>> {
    let text = text(path, "key", "tls.key")?;
    let locked = text.windows(b"ENCRYPTED".len()).any(|word| word == b"ENCRYPTED");
    PrivateKeyDer::from_pem_slice(&text).map_err(|_| {
        let (what, advice) = if locked {
            let advice = "take the passphrase off with `openssl pkey -in KEY -out KEY.open`, and keep that file to the \
                          house's user";
            ("the key is under a passphrase", advice)
        } else {
            let advice = "it must be PEM: text that begins with -----BEGIN PRIVATE KEY-----";
            ("there is no private key", advice)
        };
        Advised::new(format!("{what} in {}", path.display()), advice).into()
    })
}

fn text(path: &Path, what: &str, setting: &str) -> anyhow::Result<Vec<u8>> {
    use std::io::Read;
    let read = || {
        let mut text = Vec::new();
        std::fs::File::open(path)?.take(LARGEST).read_to_end(&mut text)?;
        Ok::<_, std::io::Error>(text)
    };
    read().map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "is not there".to_owned(),
            std::io::ErrorKind::PermissionDenied => "may not be read by this user".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        let sentence = format!("the {what} {} {why}", path.display());
        Advised::new(
            sentence,
            format!("correct {setting}, or let the house's user read the file"),
        )
        .into()
    })
}

/// Names and dates of the house's own certificate, the first of the chain.
fn said_by(chain: &[CertificateDer<'_>], path: &Path) -> anyhow::Result<(Vec<String>, Instant, Instant)> {
    let unreadable = || {
        Advised::new(
            format!("the certificate in {} cannot be understood", path.display()),
            "ask whoever gave it for another",
        )
    };
    let first = chain.first().ok_or_else(unreadable)?;
    let (_, certificate) = X509Certificate::from_der(first).map_err(|_| unreadable())?;
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.map_or_else(Vec::new, |names| {
        let names = names.value.general_names.iter();
        names
            .filter_map(|name| match name {
                x509_parser::prelude::GeneralName::DNSName(name) => Some((*name).to_owned()),
                _ => None,
            })
            .collect()
    });
    let instant = |seconds: i64| Instant::from_micros(seconds.saturating_mul(1_000_000));
    let validity = certificate.validity();
    Ok((
        names,
        instant(validity.not_before.timestamp()),
        instant(validity.not_after.timestamp()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Desk(tempfile::TempDir);

    impl Desk {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.0.path().join(name), text).unwrap();
        }

        fn files(&self, certificate: &str, key: &str) -> KeyFiles {
            KeyFiles {
                certificate: self.0.path().join(certificate),
                key: self.0.path().join(key),
            }
        }

        fn refusal(&self, certificate: &str, key: &str) -> String {
            format!("{:#}", read(&self.files(certificate, key)).unwrap_err())
        }
    }

    /// A certificate for `name` and its key, as PEM.
    fn made(name: &str) -> (String, String) {
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2027, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    #[test]
    fn a_certificate_says_for_whom_and_how_long_it_is() {
        let desk = Desk::new();
        let (certificate, key) = made("films.example");
        desk.write("c.pem", &certificate);
        desk.write("k.pem", &key);
        let read = read(&desk.files("c.pem", "k.pem")).unwrap();
        assert_eq!(read.describe(), "films.example, valid until 2027-01-01");
        let day = 24 * 60 * 60 * 1_000;
        assert_eq!(read.trouble(read.from.plus_millis(-1)), Some(Trouble::NotYet));
        assert_eq!(read.trouble(read.from), None);
        assert_eq!(
            read.trouble(read.until.plus_millis(-3 * day)),
            Some(Trouble::RunsOutSoon)
        );
        assert_eq!(read.trouble(read.until), Some(Trouble::RanOut));
        assert!(Trouble::RanOut.sentence(&read).contains("ran out on 2027-01-01"));
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_file() {
        let desk = Desk::new();
        let (certificate, key) = made("films.example");
        let (_, other) = made("films.example");
        desk.write("c.pem", &certificate);
        desk.write("k.pem", &key);
        desk.write("other.pem", &other);
        desk.write("text.pem", "hello");
        let halved: String = certificate.lines().take(3).collect();
        desk.write("halved.pem", &halved);
        let locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        desk.write("locked.pem", locked);
        for (certificate, key, said) in [
            ("none.pem", "k.pem", "none.pem is not there"),
            ("c.pem", "none.pem", "none.pem is not there"),
            ("text.pem", "k.pem", "no certificate in"),
            ("halved.pem", "k.pem", "no certificate in"),
            ("k.pem", "k.pem", "no certificate in"),
            ("c.pem", "c.pem", "no private key in"),
            ("c.pem", "locked.pem", "under a passphrase"),
            ("c.pem", "other.pem", "is not the one of the certificate"),
            (".", "k.pem", "cannot be read"),
        ] {
            let sentence = desk.refusal(certificate, key);
            assert!(sentence.contains(said), "{certificate} {key}: {sentence}");
        }
        assert!(read(&desk.files("c.pem", "k.pem")).is_ok());
    }
}
