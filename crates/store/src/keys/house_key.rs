//! The house's own key, in a file of its own beside the catalogue and never in it, nor in a backup: who holds one of
//! the two has no film's key.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use data_encoding::HEXLOWER;
use house::id::ReleaseId;
use house::release::Purpose;
use package::seal::{ContentKey, KeyId};
use zeroize::{Zeroize, Zeroizing};

use crate::StoreError;
use crate::catalogue::KeptKey;

const FILE: &str = "house.key";
/// Its user's alone.
const MODE: u32 = 0o600;
/// Of AES-GCM (NIST SP 800-38D, 8.2): random, a few hundred under one key at the most.
const NONCE: usize = 12;

/// What content keys are encrypted under (AES-256-GCM). Wiped from memory when it is dropped.
pub struct HouseKey {
    secret: Zeroizing<[u8; 32]>,
    /// Tells house keys apart and says nothing of them.
    name: String,
}

impl HouseKey {
    pub fn path(house: &Path) -> PathBuf {
        house.join(FILE)
    }

    /// The key of the house in a folder; made when there is none.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the file is none or others may read it.
    pub fn open_or_make(house: &Path) -> Result<Self, StoreError> {
        if let Some(key) = Self::open(house)? {
            return Ok(key);
        }
        make(house)?;
        Self::open(house)?.ok_or_else(|| {
            let path = Self::path(house);
            StoreError::io(&path, ErrorKind::NotFound.into())
        })
    }

    /// `None` when the house has none yet.
    ///
    /// # Errors
    /// As [`Self::open_or_make`].
    pub fn open(house: &Path) -> Result<Option<Self>, StoreError> {
        let path = Self::path(house);
        let text = match fs::read_to_string(&path) {
            Ok(text) => Zeroizing::new(text),
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(StoreError::io(&path, e)),
        };
        let mode = fs::metadata(&path).map_err(|e| StoreError::io(&path, e))?;
        if mode.permissions().mode() & 0o077 != 0 {
            let path = path.display();
            let sentence = format!("{path} may be read by others: 'chmod 600 {path}'");
            return Err(StoreError::Refused(sentence));
        }
        let mut bytes = HEXLOWER.decode(text.trim().as_bytes()).unwrap_or_default();
        let secret = <[u8; 32]>::try_from(bytes.as_slice());
        bytes.zeroize();
        let secret = secret.map_err(|_| {
            let path = path.display();
            StoreError::Refused(format!(
                "{path} is no house key: it has 64 hex digits. Put the right file back"
            ))
        })?;
        Ok(Some(Self::of(secret)))
    }

    fn of(secret: [u8; 32]) -> Self {
        let name = blake3::derive_key("marquee house key, its name 1", &secret);
        Self {
            secret: Zeroizing::new(secret),
            name: HEXLOWER.encode(name.get(..8).unwrap_or_default()),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// A new key for a release, encrypted.
    pub(super) fn new_key(&self, release: &ReleaseId, purpose: Purpose) -> Result<KeptKey, StoreError> {
        let id = KeyId::new(rand::random());
        let secret = Zeroizing::new(rand::random::<[u8; 16]>());
        let nonce = rand::random::<[u8; NONCE]>();
        let bound = bound(id, release, purpose);
        let payload = Payload {
            msg: secret.as_slice(),
            aad: &bound,
        };
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::Refused("a content key cannot be encrypted".into()))?;
        Ok(KeptKey {
            id,
            release: release.clone(),
            purpose,
            house_key: self.name.clone(),
            secret: [&nonce[..], &sealed].concat(),
        })
    }

    /// `None` when it was not encrypted under this key, or was tampered with.
    pub(super) fn read(&self, kept: &KeptKey) -> Option<ContentKey> {
        let (nonce, sealed) = kept.secret.split_first_chunk::<NONCE>()?;
        let bound = bound(kept.id, &kept.release, kept.purpose);
        let payload = Payload {
            msg: sealed,
            aad: &bound,
        };
        let secret = self.cipher().decrypt(&Nonce::from(*nonce), payload).ok()?;
        let secret = Zeroizing::new(secret);
        Some(ContentKey::new(
            kept.id,
            <[u8; 16]>::try_from(secret.as_slice()).ok()?,
        ))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&(*self.secret).into())
    }
}

/// What a kept key is bound to, so that none can be put in another's place.
fn bound(id: KeyId, release: &ReleaseId, purpose: Purpose) -> Vec<u8> {
    format!("{id} {release} {}", purpose.as_str()).into_bytes()
}

/// Written whole before it has its name: two programs that make one at once agree on the first.
fn make(house: &Path) -> Result<(), StoreError> {
    let path = HouseKey::path(house);
    let own = HEXLOWER.encode(&rand::random::<[u8; 8]>());
    let unnamed = house.join(format!("{FILE}.{own}"));
    let written = write_new(&unnamed).and_then(|()| match fs::hard_link(&unnamed, &path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(StoreError::io(&path, e)),
        _ => Ok(()),
    });
    let _ = fs::remove_file(&unnamed);
    written?;
    let folder = File::open(house).map_err(|e| StoreError::io(house, e))?;
    folder.sync_all().map_err(|e| StoreError::io(house, e))
}

fn write_new(path: &Path) -> Result<(), StoreError> {
    let secret = Zeroizing::new(rand::random::<[u8; 32]>());
    let text = Zeroizing::new(format!("{}\n", HEXLOWER.encode(secret.as_slice())));
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
    written.map_err(|e| StoreError::io(path, e))
}
