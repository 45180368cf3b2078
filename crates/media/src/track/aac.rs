//! `esds`: the descriptors of ISO/IEC 14496-1, 7.2.6, down to the AudioSpecificConfig of ISO/IEC 14496-3, 1.6.2.1.

use crate::MediaError;
use crate::boxes::{BoxView, Fields};

const ES: u8 = 0x03;
const DECODER_CONFIG: u8 = 0x04;
const DECODER_SPECIFIC: u8 = 0x05;
/// ISO/IEC 14496-3 audio.
const MPEG4_AUDIO: u8 = 0x40;

const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

#[derive(Debug, PartialEq, Eq)]
pub(super) struct SoundConfig {
    pub(super) codec: String,
    /// `None` when the configuration leaves it to the sample entry.
    pub(super) channels: Option<u16>,
    pub(super) sample_rate: Option<u32>,
}

pub(super) fn config(esds: &BoxView<'_>) -> Result<SoundConfig, MediaError> {
    let mut fields = esds.fields();
    fields.version_and_flags()?;
    enter(&mut fields, ES)?;
    fields.u16()?;
    let flags = fields.u8()?;
    if flags & 0x80 != 0 {
        fields.u16()?;
    }
    if flags & 0x40 != 0 {
        let len = fields.u8()?;
        fields.take(usize::from(len))?;
    }
    if flags & 0x20 != 0 {
        fields.u16()?;
    }
    enter(&mut fields, DECODER_CONFIG)?;
    let object_type = fields.u8()?;
    // Stream type, buffer size, peak and average bit rate.
    fields.take(1 + 3 + 4 + 4)?;
    if object_type != MPEG4_AUDIO {
        return Ok(SoundConfig {
            codec: format!("mp4a.{object_type:02x}"),
            channels: None,
            sample_rate: None,
        });
    }
    let len = enter(&mut fields, DECODER_SPECIFIC)?;
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    let place = fields.clone();
    let specific = fields.take(len)?;
    specific_config(specific).ok_or_else(|| place.malformed("an audio configuration that ends early"))
}

/// Goes into the descriptor that must come next; its length.
fn enter(fields: &mut Fields<'_>, tag: u8) -> Result<u32, MediaError> {
    let found = fields.u8()?;
    if found != tag {
        return Err(fields.malformed(format!("descriptor {found:#04x} where {tag:#04x} must be")));
    }
    let mut len = 0u32;
    for _ in 0..4 {
        let byte = fields.u8()?;
        len = len << 7 | u32::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Ok(len);
        }
    }
    Err(fields.malformed("a descriptor length of more than four bytes"))
}

fn specific_config(bytes: &[u8]) -> Option<SoundConfig> {
    let mut bits = Bits { bytes, at: 0 };
    let mut object_type = bits.read(5)?;
    if object_type == 31 {
        object_type = 32 + bits.read(6)?;
    }
    let sample_rate = match bits.read(4)? {
        15 => Some(bits.read(24)?),
        index => RATES.get(usize::try_from(index).ok()?).copied(),
    };
    let channels = match bits.read(4)? {
        0 => None,
        7 => Some(8),
        channels => u16::try_from(channels).ok(),
    };
    Some(SoundConfig {
        codec: format!("mp4a.40.{object_type}"),
        channels,
        sample_rate,
    })
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// Up to 32 bits, the first the most significant.
    fn read(&mut self, count: u32) -> Option<u32> {
        let mut value = 0u32;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_type_rate_and_channels_are_read_from_the_configuration() {
        let config = |bytes: &[u8]| {
            let config = specific_config(bytes)?;
            Some((config.codec, config.sample_rate, config.channels))
        };
        assert_eq!(
            config(&[0x11, 0x90]),
            Some(("mp4a.40.2".into(), Some(48_000), Some(2)))
        );
        assert_eq!(
            config(&[0x12, 0x30]),
            Some(("mp4a.40.2".into(), Some(44_100), Some(6)))
        );
        // Object type by escape (36), rate by value (48001), channels left to the entry.
        assert_eq!(
            config(&[0xf8, 0x9e, 0x01, 0x77, 0x02, 0x00]),
            Some(("mp4a.40.36".into(), Some(48_001), None))
        );
        assert_eq!(config(&[0x11]), None);
        assert_eq!(config(&[]), None);
    }
}
