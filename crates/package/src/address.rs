//! Names of media resources, relative to `/media/{release key}/`.

pub const MULTIVARIANT: &str = "film.m3u8";
pub const MANIFEST: &str = "film.mpd";
pub const STILLS: &str = "stills.vtt";
/// Within a rendition.
pub const PLAYLIST: &str = "playlist.m3u8";
pub const IFRAME_PLAYLIST: &str = "iframes.m3u8";
pub const INIT: &str = "init.mp4";
pub const TEXT: &str = "text.vtt";

/// One resource of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    Playlist,
    IframePlaylist,
    Init,
    /// Segment number, from 1.
    Segment(u32),
    /// Number of the segment whose first picture it holds, from 1.
    Iframe(u32),
    Text,
}

impl Resource {
    /// `None` for anything but the exact spelling: no leading zeros, no signs.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            PLAYLIST => return Some(Self::Playlist),
            IFRAME_PLAYLIST => return Some(Self::IframePlaylist),
            INIT => return Some(Self::Init),
            TEXT => return Some(Self::Text),
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
        }
    }
}

fn number(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

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
