//! What may be opened at all, and plain sentences for what may not.

use std::path::Path;

use crate::EngineError;
use crate::child::head;

/// Demuxers of files that hold what they show. Not here: whatever reads other files or addresses (`concat`, `hls`,
/// `dash`, `imf`, `image2`, `sdp`, `rtsp`, `lavfi`) and whatever takes any text or bytes for media (`tty`, `rawvideo`).
pub(crate) const DEMUXERS: &str = "mov,matroska,webm,mpegts,mpeg,mpegvideo,avi,ogg,asf,flv,mxf,gxf,wtv,dv,nut,rm,\
    h264,hevc,vvc,m4v,av1,obu,ivf,vc1,dirac,yuv4mpegpipe,\
    wav,w64,aiff,au,caf,flac,mp3,aac,ac3,eac3,dts,truehd,ape,wv,tta,tak,mpc,mpc8,amr,amrnb,amrwb,dsf,\
    gif,apng,png_pipe,jpeg_pipe,jpegls_pipe,jpegxl_pipe,j2k_pipe,tiff_pipe,webp_pipe,bmp_pipe,dpx_pipe,exr_pipe,\
    pbm_pipe,pgm_pipe,ppm_pipe,pam_pipe,qoi_pipe,psd_pipe";

/// Opening a pipe or a device could wait for ever, so the kind is looked at first.
pub(super) fn regular_and_not_empty(file: &Path) -> Result<(), EngineError> {
    let about = std::fs::metadata(file).map_err(EngineError::file(file))?;
    if !about.is_file() {
        return Err(EngineError::refused(
            "This is not a regular file; give the film's file itself.",
        ));
    }
    if about.len() == 0 {
        return Err(EngineError::refused(
            "The file is empty (0 bytes). It was probably never copied to its end; bring it again.",
        ));
    }
    Ok(())
}

/// A playlist names other files or addresses and would make the house read them.
pub(super) fn no_playlist(head: &[u8]) -> Result<(), EngineError> {
    let Some(kind) = playlist(head) else {
        return Ok(());
    };
    Err(EngineError::refused(format!(
        "This is {kind}: it holds no film but names other files or addresses, which the house does not follow. \
         Give the films themselves."
    )))
}

fn playlist(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let start: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let begins = |what: &str| start.starts_with(what);
    if begins("#extm3u") || begins("#ext-x-") {
        Some("an M3U playlist")
    } else if begins("ffconcat") || begins("file '") || begins("file \"") {
        Some("a list of files (concat)")
    } else if begins("[playlist]") {
        Some("a PLS playlist")
    } else if begins("[reference]") || begins("<asx") {
        Some("an ASX playlist")
    } else if begins("v=0\n") || begins("v=0\r") {
        Some("a stream description (SDP)")
    } else if begins("<") && start.contains("<mpd") {
        Some("a DASH manifest")
    } else if begins("<") && (start.contains("<smil") || start.contains("<compositionplaylist")) {
        Some("a playlist in XML")
    } else if begins("rtsp://") || begins("http://") || begins("https://") {
        Some("an address")
    } else {
        None
    }
}

/// The sentence for a file that ffprobe could not open.
pub(super) fn why_unreadable(file: &Path, tail: &str) -> Result<String, EngineError> {
    let head = head(file, 4096)?;
    let sentence = if matches!(head.get(4..8), Some(b"styp" | b"moof" | b"sidx")) {
        "This is one segment of a stream and cannot be played without the rest of it. Give the whole film."
    } else if tail.contains("moov atom not found") {
        "The file is cut short: its index (moov), which such files carry at their end, is missing, and without it \
         nothing can be read. Copy the file again from the card or the camera."
    } else if looks_like_text(&head) {
        "This is a text, not a film, a recording or a picture, whatever its name says."
    } else if tail.contains("not on whitelist") {
        "Files of this kind are not taken: they can name other files or addresses, or hold anything at all. \
         Give a film, a recording or a picture."
    } else if head.iter().all(|byte| *byte == 0) {
        "The file begins with nothing but zeros; it was probably never copied to its end. Bring it again."
    } else {
        "No film, recording or picture could be found in this file: its kind is not known, or its beginning is damaged."
    };
    Ok(sentence.to_owned())
}

fn looks_like_text(head: &[u8]) -> bool {
    let odd = head
        .iter()
        .filter(|byte| **byte < 9 || (14..32).contains(*byte))
        .count();
    !head.is_empty() && odd == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playlists_are_known_by_their_first_words() {
        assert_eq!(
            playlist(b"\xef\xbb\xbf#EXTM3U\n/etc/passwd"),
            Some("an M3U playlist")
        );
        assert_eq!(
            playlist(b"  ffconcat version 1.0\n"),
            Some("a list of files (concat)")
        );
        assert_eq!(
            playlist(b"file '/etc/passwd'\n"),
            Some("a list of files (concat)")
        );
        assert_eq!(playlist(b"<?xml version='1.0'?><MPD>"), Some("a DASH manifest"));
        assert_eq!(playlist(b"v=0\r\no=- 0 0"), Some("a stream description (SDP)"));
        assert_eq!(playlist(b"\0\0\0\x20ftypisom"), None);
        assert_eq!(playlist(b"RIFF....WAVE"), None);
    }

    #[test]
    fn text_is_told_from_bytes() {
        assert!(looks_like_text("Grüße,\n\tA film".as_bytes()));
        assert!(!looks_like_text(b"\0\0\0\x20ftyp"));
        assert!(!looks_like_text(b""));
    }
}
