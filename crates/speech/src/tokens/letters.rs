//! Byte-level vocabularies write each byte as a letter that can be seen (Radford et al. 2019, GPT-2).

/// The byte that a letter stands for.
pub(super) fn byte_of(letter: char) -> Option<u8> {
    let code = u32::from(letter);
    if let Ok(byte) = u8::try_from(code)
        && shows(byte)
    {
        return Some(byte);
    }
    // Those that cannot be seen are counted on from 256, in their order.
    let place = code.checked_sub(256)?;
    let hidden = (0..=255_u8).filter(|byte| !shows(*byte));
    hidden.take(68).nth(usize::try_from(place).ok()?)
}

fn shows(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff)
}

/// The bytes of a piece of the vocabulary; `None` when it has letters that stand for nothing.
pub(super) fn bytes_of(piece: &str) -> Option<Vec<u8>> {
    piece.chars().map(byte_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_for_bytes() {
        assert_eq!(bytes_of("Ġask"), Some(b" ask".to_vec()));
        assert_eq!(bytes_of("Ċ"), Some(b"\n".to_vec()));
        assert_eq!(bytes_of("Ã¼"), Some("ü".as_bytes().to_vec()));
        assert_eq!(bytes_of("Ġâĺ"), Some(vec![b' ', 0xe2, 0x98]));
        assert_eq!(byte_of('Ń'), Some(0xad), "the last of the hidden ones");
        assert_eq!(byte_of('ń'), None);
        assert_eq!(bytes_of("日"), None);
    }

    #[test]
    fn every_byte_has_one_letter() {
        let mut seen: Vec<u8> = (0..0x200)
            .filter_map(char::from_u32)
            .filter_map(byte_of)
            .collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..=255).collect::<Vec<u8>>());
    }
}
