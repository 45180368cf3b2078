use aes::Aes128;
use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};

use super::ContentKey;

pub(super) const BLOCK: usize = 16;

/// AES-128 with cipher block chaining (NIST SP 800-38A, 6.2), one block after the other in place.
pub(super) struct Chain {
    cipher: Aes128,
    start: [u8; BLOCK],
    last: [u8; BLOCK],
}

impl Chain {
    pub(super) fn new(key: &ContentKey, vector: [u8; BLOCK]) -> Self {
        Self {
            cipher: Aes128::new(&Array::from(*key.secret())),
            start: vector,
            last: vector,
        }
    }

    /// Begins anew with the vector.
    pub(super) fn restart(&mut self) {
        self.last = self.start;
    }

    /// Encrypts whole blocks; what is shorter than one stays as it is.
    pub(super) fn encrypt(&mut self, bytes: &mut [u8]) {
        for block in bytes.chunks_exact_mut(BLOCK) {
            for (byte, before) in block.iter_mut().zip(self.last) {
                *byte ^= before;
            }
            if let Ok(block) = <&mut Array<u8, _>>::try_from(block) {
                self.cipher.encrypt_block(block);
                self.last = (*block).into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;
    use crate::seal::KeyId;

    /// NIST SP 800-38A, F.2.1.
    #[test]
    fn the_standard_s_own_example() {
        let bytes = |hex: &str| HEXLOWER.decode(hex.as_bytes()).unwrap();
        let secret: [u8; 16] = bytes("2b7e151628aed2a6abf7158809cf4f3c").try_into().unwrap();
        let vector: [u8; 16] = bytes("000102030405060708090a0b0c0d0e0f").try_into().unwrap();
        let mut text = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51aabb");
        let mut chain = Chain::new(&ContentKey::new(KeyId::new([0; 16]), secret), vector);
        chain.encrypt(&mut text);
        assert_eq!(
            HEXLOWER.encode(&text),
            "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2aabb"
        );
    }
}
