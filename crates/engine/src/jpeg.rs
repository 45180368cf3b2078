//! JPEG pictures: one that goes into ffmpeg, and those that come out of it in one stream, as `-f image2pipe` writes them.

/// Arguments by which ffmpeg takes the JPEG on its standard input.
pub(crate) const INPUT: [&str; 8] = [
    "-protocol_whitelist",
    "fd,pipe",
    "-f",
    "jpeg_pipe",
    "-i",
    "fd:",
    "-frames:v",
    "1",
];

/// Splits a row of JPEGs. Segments are walked by their lengths (ITU-T T.81, B.1.1), because what stands in them may
/// look like the end of a picture.
pub(crate) fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let mut pictures = Vec::new();
    let mut rest = bytes;
    while let Some(length) = length_of_first(rest) {
        let (picture, more) = rest.split_at(length);
        pictures.push(picture);
        rest = more;
    }
    pictures
}

fn length_of_first(bytes: &[u8]) -> Option<usize> {
    if bytes.get(..2)? != [0xff, 0xd8] {
        return None;
    }
    let mut at = 2;
    loop {
        match *bytes.get(at..at + 2)? {
            [0xff, 0xd9] => return Some(at + 2),
            [0xff, 0xda] => at = scan_end(bytes, at + 2 + segment_length(bytes, at + 2)?)?,
            [0xff, _] => at += 2 + segment_length(bytes, at + 2)?,
            _ => return None,
        }
    }
}

fn segment_length(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes.get(at..at + 2)?;
    Some(
        length
            .iter()
            .fold(0, |value, byte| value << 8 | usize::from(*byte)),
    )
}

/// Where the next marker stands that is neither a stuffed byte nor a restart.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let marker = |pair: &[u8]| matches!(pair, [0xff, code] if *code != 0 && *code != 0xff && !(0xd0..=0xd7).contains(code));
    rest.windows(2).position(marker).map(|position| from + position)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &[u8] =
        b"\xff\xd8\xff\xdb\x00\x06\xff\xd9\x00\x00\xff\xda\x00\x03\x01ab\xff\x00\xff\xd0c\xff\xd9";

    #[test]
    fn ends_inside_segments_are_no_ends() {
        let row = [ONE, ONE, ONE].concat();
        assert_eq!(split(&row), [ONE, ONE, ONE]);
        assert_eq!(split(&row[..row.len() - 1]), [ONE, ONE]);
        assert!(split(b"no picture").is_empty());
    }
}
