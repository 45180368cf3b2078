use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::MediaError;

/// The text of a file in whatever charset, and the charset's name. A mark at the start is believed, then UTF-8 if it
/// fits, then what the letters look like.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static str), MediaError> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guess(bytes),
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    if text.contains('\0') {
        return Err(MediaError::Unsupported {
            what: "subtitles that are no text".into(),
        });
    }
    Ok((text.into_owned(), encoding.name()))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(wide) = wide(bytes) {
        return wide;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 without a mark: the digits and line ends of time stamps have a zero byte each, all on the same side.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut high_first, mut low_first) = (0usize, 0usize);
    let (units, _) = bytes.as_chunks::<2>();
    for [first, second] in units {
        high_first += usize::from(*first == 0 && *second != 0);
        low_first += usize::from(*first != 0 && *second == 0);
    }
    let enough = units.len() / 4;
    if low_first > enough && high_first == 0 {
        Some(UTF_16LE)
    } else if high_first > enough && low_first == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}
