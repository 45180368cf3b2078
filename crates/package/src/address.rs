//! Names of media resources, relative to `/media/{release key}/`.

pub const MULTIVARIANT: &str = "film.m3u8";
pub const MANIFEST: &str = "film.mpd";
/// The manifest of the house's own player.
pub const PLAYER_MANIFEST: &str = "player.mpd";
pub const STILLS: &str = "stills.vtt";
/// Within a rendition.
pub const PLAYLIST: &str = "playlist.m3u8";
pub const IFRAME_PLAYLIST: &str = "iframes.m3u8";
pub const INIT: &str = "init.mp4";
pub const TEXT: &str = "text.vtt";
pub const WHOLE: &str = "whole.mp4";
/// A rendition's own file, where players read byte ranges of it ([`crate::Laid::InFiles`]).
pub const FILE: &str = "film.mp4";

/// One resource of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    Playlist,
    IframePlaylist,
    Init,
    /// Segment number, from 1.
    Segment(u32),
    /// Number of the segment whose first picture it holds, from 1.
    Iframe(u32),
    Text,
    /// A sound rendition with its index, as DASH has it.
    Whole,
}

impl Resource {
    /// `None` for anything but the exact spelling: no leading zeros, no signs.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            PLAYLIST => return Some(Self::Playlist),
            IFRAME_PLAYLIST => return Some(Self::IframePlaylist),
            INIT => return Some(Self::Init),
            TEXT => return Some(Self::Text),
            WHOLE => return Some(Self::Whole),
            _ => {}
        }
        let stem = name.strip_suffix(".m4s")?;
        match stem.strip_prefix('i') {
            Some(digits) => number(digits).map(Self::Iframe),
            None => number(stem).map(Self::Segment),
        }
    }
}

impl std::fmt::Display for Resource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Playlist => f.write_str(PLAYLIST),
            Self::IframePlaylist => f.write_str(IFRAME_PLAYLIST),
            Self::Init => f.write_str(INIT),
            Self::Segment(n) => write!(f, "{n}.m4s"),
            Self::Iframe(n) => write!(f, "i{n}.m4s"),
            Self::Text => f.write_str(TEXT),
            Self::Whole => f.write_str(WHOLE),
        }
    }
}

/// A rendition's key as one part of an address: what is not unreserved (RFC 3986, 2.3) is percent-encoded.
pub(crate) fn path_part(key: &str) -> String {
    use std::fmt::Write as _;
    let mut part = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_' | b'~')
            || (byte == b'.' && !part.is_empty())
        {
            part.push(char::from(byte));
        } else {
            let _ = write!(part, "%{byte:02X}");
        }
    }
    part
}

fn number(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_one_part_of_the_address() {
        assert_eq!(path_part("k5rux"), "k5rux");
        assert_eq!(path_part("../a b\"$"), "%2E.%2Fa%20b%22%24");
    }

    #[test]
    fn names_read_back_as_themselves_and_nothing_else() {
        for resource in [
            Resource::Playlist,
            Resource::IframePlaylist,
            Resource::Init,
            Resource::Segment(1),
            Resource::Segment(u32::MAX),
            Resource::Iframe(70),
            Resource::Text,
            Resource::Whole,
        ] {
            assert_eq!(Resource::parse(&resource.to_string()), Some(resource));
        }
        for name in [
            "",
            ".m4s",
            "0.m4s",
            "01.m4s",
            "+1.m4s",
            "-1.m4s",
            "i.m4s",
            "ii1.m4s",
            "4294967296.m4s",
            "1.M4S",
            "../1.m4s",
        ] {
            assert_eq!(Resource::parse(name), None, "{name}");
        }
    }
}
