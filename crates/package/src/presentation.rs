use media::segments::SegmentTable;
use media::time::{FrameRate, MediaTime};

/// What a release shows now: every checked rendition of its master. Borrowed, so that it is made anew for each answer
/// from the records at hand.
#[derive(Debug, Clone, Default)]
pub struct Presentation<'a> {
    /// In any order.
    pub pictures: Vec<PictureTrack<'a>>,
    pub sounds: Vec<SoundTrack<'a>>,
    pub texts: Vec<TextTrack<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub struct PictureTrack<'a> {
    /// The rendition's name in addresses.
    pub key: &'a str,
    /// RFC 6381.
    pub codec: &'a str,
    pub width: u32,
    pub height: u32,
    pub rate: FrameRate,
    pub table: &'a SegmentTable,
}

#[derive(Debug, Clone, Copy)]
pub struct SoundTrack<'a> {
    pub key: &'a str,
    /// RFC 6381.
    pub codec: &'a str,
    pub channels: u16,
    pub sample_rate: u32,
    /// BCP 47; "und" when unknown.
    pub language: &'a str,
    /// What the listener chooses by: "Deutsch", "Director's commentary". Encodes of the same sound in several channel
    /// counts have the same language and name.
    pub name: &'a str,
    pub default: bool,
    pub table: &'a SegmentTable,
}

#[derive(Debug, Clone, Copy)]
pub struct TextTrack<'a> {
    pub key: &'a str,
    /// BCP 47; "und" when unknown.
    pub language: &'a str,
    pub name: &'a str,
    pub default: bool,
    /// Only what must be read by everybody: signs, foreign speech.
    pub forced: bool,
    /// For who cannot hear: also says what sounds.
    pub hearing_impaired: bool,
    /// Size of the WebVTT file.
    pub bytes: u64,
    /// Length of the film.
    pub duration: MediaTime,
}
