use media::MediaError;

use super::malformed;

/// Reads the bits of a NAL unit, leaving out the bytes that only keep start codes from appearing (ITU-T H.264, 7.4.1.1).
#[derive(Debug)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// Bytes that were begun, those left out too.
    at: usize,
    byte: u8,
    left: u32,
    zeros: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            byte: 0,
            left: 0,
            zeros: 0,
        }
    }

    /// Bytes of the NAL unit that have been read, the last one maybe in part.
    pub(super) fn bytes_read(&self) -> usize {
        self.at
    }

    pub(super) fn flag(&mut self) -> Result<bool, MediaError> {
        if self.left == 0 {
            self.begin_byte()?;
        }
        self.left -= 1;
        Ok((self.byte >> self.left) & 1 == 1)
    }

    /// `u(n)` of at most 32 bits.
    pub(super) fn number(&mut self, bits: u32) -> Result<u32, MediaError> {
        let mut number = 0;
        for _ in 0..bits.min(32) {
            number = (number << 1) | u32::from(self.flag()?);
        }
        Ok(number)
    }

    pub(super) fn skip(&mut self, bits: u32) -> Result<(), MediaError> {
        (0..bits).try_for_each(|_| self.flag().map(drop))
    }

    /// `ue(v)` (9.1).
    pub(super) fn unsigned(&mut self) -> Result<u32, MediaError> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return Err(malformed("a number of more than 32 bits"));
            }
        }
        let rest = self.number(zeros)?;
        Ok(((1_u32 << zeros) - 1).saturating_add(rest))
    }

    /// `se(v)`, of which nothing is needed but its end and whether it is 0.
    pub(super) fn signed(&mut self) -> Result<i64, MediaError> {
        let code = i64::from(self.unsigned()?);
        Ok(if code % 2 == 0 { -(code / 2) } else { code / 2 + 1 })
    }

    fn begin_byte(&mut self) -> Result<(), MediaError> {
        let mut byte = self.next()?;
        if self.zeros >= 2 && byte == 3 {
            self.zeros = 0;
            byte = self.next()?;
        }
        self.zeros = if byte == 0 { self.zeros + 1 } else { 0 };
        self.byte = byte;
        self.left = 8;
        Ok(())
    }

    fn next(&mut self) -> Result<u8, MediaError> {
        let byte = self.bytes.get(self.at).copied();
        let byte = byte.ok_or_else(|| malformed("a NAL unit that ends inside its header"))?;
        self.at += 1;
        Ok(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_kind_are_read() {
        // 1 | 010 | 011 | 00100 | 00111: ue 0, 1, 2, 3, then se of code 6.
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0011, 0b1000_0000]);
        let first = [(); 4].map(|()| bits.unsigned().unwrap());
        assert_eq!(first, [0, 1, 2, 3]);
        assert_eq!(bits.signed().unwrap(), -3);
        assert_eq!(bits.bytes_read(), 3);
        assert!(Bits::new(&[0; 9]).unsigned().is_err());
        assert!(Bits::new(&[0xff]).number(9).is_err());
    }

    #[test]
    fn bytes_that_prevent_start_codes_are_not_bits() {
        let mut bits = Bits::new(&[0, 0, 3, 1, 0, 0, 3]);
        assert_eq!(bits.number(24).unwrap(), 1);
        assert_eq!(bits.bytes_read(), 4);
        assert_eq!(bits.number(16).unwrap(), 0);
        assert_eq!(bits.bytes_read(), 6);
        assert!(bits.flag().is_err());
    }
}
