//! Initialisation vectors: derived from names, so that the same resource is sealed to the same bytes each time, and no
//! two resources under one key start alike. They are public; the key is what is secret.

use super::KeyId;

/// The contexts keep the two uses apart; changing one changes every sealed byte in every cache.
const RESOURCE: &str = "marquee sealed resource, initialisation vector 1";
const TRACK: &str = "marquee sealed track, constant initialisation vector 1";

/// For one resource of a rendition, sealed whole.
pub(super) fn of_resource(key: KeyId, rendition: &str, resource: &str) -> [u8; 16] {
    derive(RESOURCE, key, &[rendition, resource])
}

/// For all samples of a rendition (ISO/IEC 23001-7, 9.2: a constant one).
pub(super) fn of_track(key: KeyId, rendition: &str) -> [u8; 16] {
    derive(TRACK, key, &[rendition])
}

fn derive(context: &str, key: KeyId, names: &[&str]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    hasher.update(key.bytes());
    for name in names {
        hasher.update(&(name.len() as u64).to_be_bytes());
        hasher.update(name.as_bytes());
    }
    let mut vector = [0; 16];
    hasher.finalize_xof().fill(&mut vector);
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_its_own_vector_for_ever() {
        let key = KeyId::new([7; 16]);
        let first = of_resource(key, "picture", "1.m4s");
        assert_eq!(first, of_resource(key, "picture", "1.m4s"));
        let others = [
            of_resource(key, "picture", "2.m4s"),
            of_resource(key, "picture1", ".m4s"),
            of_resource(KeyId::new([8; 16]), "picture", "1.m4s"),
            of_track(key, "picture"),
        ];
        assert!(others.iter().all(|other| *other != first));
    }
}
