//! Passwords are kept as Argon2id hashes (RFC 9106) in the form that all programs write them in.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use house::team::Password;
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// The memory, passes and lanes that OWASP's Password Storage Cheat Sheet names first for Argon2id: 19 MiB, 2, 1.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// Hashes at once: each takes its memory for some tens of milliseconds; more wait their turn.
const AT_ONCE: usize = 2;
/// Who would wait behind so many others is told to come back: a crowd at the door must not pile up.
const WAITING: usize = 32;

/// What a hash was made with is read from it, but never more than this: a damaged catalogue must not take the machine.
const MOST_MEMORY_KIB: u32 = 256 * 1_024;
const MOST_PASSES: u32 = 16;

pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }
}

impl Passwords {
    /// The hash to keep.
    pub(crate) async fn hash(&self, password: &Password) -> Result<String, Problem> {
        let password = password.as_str().to_owned();
        let hashed = self.in_turn(move || Hashed::of(&password)).await?;
        hashed.map(|hashed| hashed.written()).map_err(Problem::internal)
    }

    /// Is it the password of this hash? Takes as long when there is none.
    pub(crate) async fn is_right(&self, given: &str, kept: Option<String>) -> Result<bool, Problem> {
        let given = given.to_owned();
        self.in_turn(move || match kept.as_deref().and_then(Hashed::read) {
            Some(kept) => kept.is_of(&given),
            None => {
                let _ = Hashed::of(&given);
                false
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let too_many = |_| Problem::TooOften { seconds: 5 };
        let _place = Arc::clone(&self.places).try_acquire_owned().map_err(too_many)?;
        // Held by the work itself: a visitor who hangs up does not free the memory.
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(Problem::internal)?;
        let working = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        working.await.map_err(Problem::internal)
    }
}

struct Hashed {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Hashed {
    fn of(password: &str) -> Result<Self, argon2::Error> {
        let salt: [u8; SALT_BYTES] = rand::random();
        let mut hashed = Self {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: salt.to_vec(),
            hash: vec![0; HASH_BYTES],
        };
        hashed.hash = hashed.made_from(password)?;
        Ok(hashed)
    }

    fn made_from(&self, password: &str) -> Result<Vec<u8>, argon2::Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(self.hash.len()))?;
        let mut hash = vec![0; self.hash.len()];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
            password.as_bytes(),
            &self.salt,
            &mut hash,
        )?;
        Ok(hash)
    }

    /// Takes as long for every wrong password: BLAKE3's hashes are compared in constant time.
    fn is_of(&self, password: &str) -> bool {
        let made = self.made_from(password);
        made.is_ok_and(|made| blake3::hash(&made) == blake3::hash(&self.hash))
    }

    fn written(&self) -> String {
        let (salt, hash) = (BASE64_NOPAD.encode(&self.salt), BASE64_NOPAD.encode(&self.hash));
        let (memory, passes, lanes) = (self.memory_kib, self.passes, self.lanes);
        format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}")
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut costs = parts.next()?.split(',');
        let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let hashed = Self {
            memory_kib: cost("m=")?,
            passes: cost("t=")?,
            lanes: cost("p=")?,
            salt: BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?,
            hash: BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?,
        };
        let bearable = hashed.memory_kib <= MOST_MEMORY_KIB && hashed.passes <= MOST_PASSES;
        (bearable && parts.next().is_none()).then_some(hashed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Password {
        Password::chosen(text, "", "").unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash() {
        let passwords = Passwords::default();
        let kept = passwords.hash(&chosen("three wet dogs")).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(!kept.contains("dogs"));
        assert!(
            passwords
                .is_right("three wet dogs", Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right("three wet cats", Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(!passwords.is_right("three wet dogs", None).await.unwrap());
        let again = passwords.hash(&chosen("three wet dogs")).await.unwrap();
        assert_ne!(kept, again, "each has a salt of its own");
    }

    #[test]
    fn what_is_kept_is_read_with_care() {
        let kept = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$NHtWSaZCQCY";
        assert!(Hashed::read(kept).is_some());
        let huge = "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$NHtWSaZCQCY";
        assert!(Hashed::read(huge).is_none());
        assert!(Hashed::read("$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$NHtWSaZCQCY").is_none());
        assert!(Hashed::read("").is_none());
    }
}
