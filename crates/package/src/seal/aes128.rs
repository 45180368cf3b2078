//! Whole resources as HLS has them (`METHOD=AES-128`; RFC 8216bis, 4.4.4.4): CBC with PKCS #7 padding.

use super::chain::{BLOCK, Chain};
use super::{ContentKey, KeyId, vector};
use crate::address::Resource;

/// Bytes of a sealed resource that has `len` unsealed: always padded, by a whole block where it would fit.
pub fn sealed_len(len: u64) -> u64 {
    let block = BLOCK as u64;
    (len / block).saturating_add(1).saturating_mul(block)
}

/// The vector that stands in the playlist before a resource.
pub fn vector(key: KeyId, rendition: &str, resource: Resource) -> [u8; 16] {
    vector::of_resource(key, rendition, &resource.to_string())
}

pub(super) fn seal(key: &ContentKey, vector: [u8; 16], plain: Vec<u8>) -> Vec<u8> {
    let mut bytes = plain;
    let padding = BLOCK - bytes.len() % BLOCK;
    // 1 to 16.
    bytes.resize(bytes.len() + padding, padding.to_le_bytes()[0]);
    Chain::new(key, vector).encrypt(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_known_beforehand_and_padded() {
        let key = ContentKey::new(KeyId::new([1; 16]), [2; 16]);
        for len in 0..50_u8 {
            let sealed = seal(&key, [3; 16], vec![len; usize::from(len)]);
            assert_eq!(sealed.len() as u64, sealed_len(len.into()));
            assert_eq!(sealed, seal(&key, [3; 16], vec![len; usize::from(len)]));
        }
        assert_eq!((sealed_len(0), sealed_len(15), sealed_len(16)), (16, 16, 32));
    }
}
