use std::fmt::Write as _;

use media::segments::SegmentTable;

use super::attributes::Tag;
use super::{VERSION, rounded, target_duration};
use crate::address::{FILE, INIT, Resource};
use crate::seal::{Sealed, aes128};
use crate::{Laid, Presentation, TextTrack, timeline};

/// `playlist.m3u8` of the picture, sound or text rendition `key`; `None` when the presentation has no such.
pub fn playlist(presentation: &Presentation<'_>, key: &str) -> Option<String> {
    let pictures = presentation.pictures.iter().map(|track| (track.key, track.table));
    let sounds = presentation.sounds.iter().map(|track| (track.key, track.table));
    if let Some((_, table)) = pictures.chain(sounds).find(|(own, _)| *own == key) {
        let target = target_duration(presentation);
        return Some(match presentation.laid {
            Laid::Served => segments(table, target, false, seal(presentation, key)),
            Laid::InFiles => ranges(table, target),
        });
    }
    let track = presentation.texts.iter().find(|track| track.key == key)?;
    Some(text(track, seal(presentation, key)))
}

/// `iframes.m3u8` of the picture rendition `key`: one I-frame a segment, shown until the next.
pub fn iframe_playlist(presentation: &Presentation<'_>, key: &str) -> Option<String> {
    let track = presentation.pictures.iter().find(|track| track.key == key)?;
    let target = target_duration(presentation);
    Some(segments(track.table, target, true, seal(presentation, key)))
}

/// What a playlist says of how its resources are sealed.
#[derive(Clone, Copy)]
struct Seal<'a> {
    sealed: Sealed<'a>,
    rendition: &'a str,
}

fn seal<'a>(presentation: &Presentation<'a>, rendition: &'a str) -> Option<Seal<'a>> {
    presentation.sealed.map(|sealed| Seal { sealed, rendition })
}

impl Seal<'_> {
    /// Holds for what follows, the init too (RFC 8216bis, 4.4.4.4 and 4.4.4.5).
    fn key(&self, text: &mut String, resource: Resource) {
        let vector = aes128::vector(self.sealed.key, self.rendition, resource);
        Tag::new(text, "#EXT-X-KEY")
            .plain("METHOD", "AES-128")
            .quoted("URI", &format!("{}/{}.key", self.sealed.keys, self.sealed.key))
            .plain("IV", format_args!("0x{:032x}", u128::from_be_bytes(vector)))
            .end();
    }
}

fn segments(table: &SegmentTable, target: u64, iframes_only: bool, seal: Option<Seal<'_>>) -> String {
    // "#EXTINF:4.004,\n1234.m4s\n", a key where it is sealed, and a head: never grown.
    let each = if seal.is_some() { 192 } else { 28 };
    let mut text = String::with_capacity(512 + table.segments.len() * each);
    head(&mut text, target);
    if iframes_only {
        text.push_str("#EXT-X-I-FRAMES-ONLY\n");
    }
    if let Some(seal) = &seal {
        seal.key(&mut text, Resource::Init);
    }
    let _ = writeln!(text, "#EXT-X-MAP:URI=\"{INIT}\"");
    for (number, micros) in (1..).zip(timeline::lengths(table)) {
        let resource = if iframes_only {
            Resource::Iframe(number)
        } else {
            Resource::Segment(number)
        };
        if let Some(seal) = &seal {
            seal.key(&mut text, resource);
        }
        extinf(&mut text, micros);
        let _ = writeln!(text, "{resource}");
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

/// Byte ranges of one file (RFC 8216bis, 4.4.4.2).
fn ranges(table: &SegmentTable, target: u64) -> String {
    let mut text = String::with_capacity(256 + table.segments.len() * 64);
    head(&mut text, target);
    let _ = writeln!(
        text,
        "#EXT-X-MAP:URI=\"{FILE}\",BYTERANGE=\"{}@0\"",
        table.init_len
    );
    for (segment, micros) in table.segments.iter().zip(timeline::lengths(table)) {
        extinf(&mut text, micros);
        let _ = writeln!(
            text,
            "#EXT-X-BYTERANGE:{}@{}\n{FILE}",
            segment.len, segment.offset
        );
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

/// The whole text is one segment: it is small, and WebVTT's times count from the film's start as they are.
fn text(track: &TextTrack<'_>, seal: Option<Seal<'_>>) -> String {
    let micros = u64::try_from(track.duration.micros()).unwrap_or(0);
    let mut text = String::new();
    head(&mut text, rounded(micros));
    if let Some(seal) = seal {
        seal.key(&mut text, Resource::Text);
    }
    extinf(&mut text, micros);
    let _ = writeln!(text, "{}", Resource::Text);
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

fn head(text: &mut String, target: u64) {
    let _ = writeln!(
        text,
        "#EXTM3U\n#EXT-X-VERSION:{VERSION}\n#EXT-X-TARGETDURATION:{target}\n#EXT-X-PLAYLIST-TYPE:VOD"
    );
}

fn extinf(text: &mut String, micros: u64) {
    let _ = writeln!(text, "#EXTINF:{},", timeline::seconds(micros));
}
