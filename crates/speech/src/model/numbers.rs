//! Numbers as weights are kept: shortened floats and scaled integers, little-endian.

/// How a tensor's values lie in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    F32,
    F16,
    Bf16,
    /// Value of a row, times the row's scale.
    I8,
    I16,
}

impl Number {
    pub(crate) fn bytes(self) -> u64 {
        match self {
            Self::F32 => 4,
            Self::F16 | Self::Bf16 | Self::I16 => 2,
            Self::I8 => 1,
        }
    }

    /// Integers stand for fractions of their row's scale.
    pub(crate) fn is_scaled(self) -> bool {
        matches!(self, Self::I8 | Self::I16)
    }

    /// Adds the values in `bytes` to `out`; what is left over at the end is no value.
    pub(crate) fn read(self, bytes: &[u8], out: &mut Vec<f32>) {
        let pairs = || bytes.as_chunks::<2>().0.iter();
        match self {
            Self::F32 => out.extend(
                bytes
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .map(|four| f32::from_le_bytes(*four)),
            ),
            Self::F16 => out.extend(pairs().map(|two| half(u16::from_le_bytes(*two)))),
            Self::Bf16 => {
                out.extend(pairs().map(|two| f32::from_bits(u32::from(u16::from_le_bytes(*two)) << 16)));
            }
            Self::I16 => out.extend(pairs().map(|two| f32::from(i16::from_le_bytes(*two)))),
            Self::I8 => out.extend(bytes.iter().map(|byte| f32::from(byte.cast_signed()))),
        }
    }
}

/// IEEE 754-2008 binary16.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10) & 0x1f;
    let fraction = u32::from(bits) & 0x3ff;
    let value = match (exponent, fraction) {
        (0, _) => {
            // Below the smallest normal number: the fraction counts in 2^-24.
            let small = f32::from(bits & 0x3ff) * 2.0_f32.powi(-24);
            return if sign == 0 { small } else { -small };
        }
        (0x1f, fraction) => 0x7f80_0000 | (fraction << 13),
        (exponent, fraction) => ((exponent + 112) << 23) | (fraction << 13),
    };
    f32::from_bits(sign | value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_what_the_standard_says() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65_504.0),
            (0x0400, 2.0_f32.powi(-14)),
            (0x0001, 2.0_f32.powi(-24)),
            (0x83ff, -(1023.0 * 2.0_f32.powi(-24))),
            (0x3555, 0.333_251_95),
        ] {
            assert_eq!(half(bits), value, "{bits:#06x}");
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }

    #[test]
    fn every_kind_of_number_is_read() {
        let read = |kind: Number, bytes: &[u8]| {
            let mut out = Vec::new();
            kind.read(bytes, &mut out);
            out
        };
        assert_eq!(read(Number::F32, &1.5_f32.to_le_bytes()), [1.5]);
        assert_eq!(
            read(Number::F16, &[0x00, 0x3c, 0x00]),
            [1.0],
            "half a value is none"
        );
        assert_eq!(read(Number::Bf16, &[0x80, 0xbf]), [-1.0]);
        assert_eq!(read(Number::I16, &[0x18, 0xfc]), [-1000.0]);
        assert_eq!(read(Number::I8, &[0x80, 0x7f]), [-128.0, 127.0]);
    }
}
