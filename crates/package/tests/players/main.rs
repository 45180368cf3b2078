//! What FFmpeg plays of a packaged film: every frame, in sync, by HLS and by DASH.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in test functions, not in what they share"
)]

mod film;
mod playing;

use film::Film;
use playing::{clicks, decoded_pictures, flashes};

/// Within this, in seconds.
const IN_SYNC: f64 = 0.010;

#[test]
fn a_flash_and_click_film_is_in_sync_to_its_end() {
    let Some(film) = Film::make() else { return };
    for manifest in ["film.m3u8", "film.mpd"] {
        let (flashes, clicks) = (flashes(&film, manifest), clicks(&film, manifest));
        assert_eq!(flashes.len(), 12, "{manifest}: {flashes:?}");
        assert_eq!(flashes.len(), clicks.len(), "{manifest}: {clicks:?}");
        for (flash, click) in flashes.iter().zip(&clicks) {
            assert!(
                (flash - click).abs() < IN_SYNC,
                "{manifest}: flash at {flash}, click at {click}"
            );
        }
        // The first is at the very start: neither is picture cut off, nor the encoder's delay played.
        assert!(
            flashes[0].abs() < 0.001 && clicks[0].abs() < IN_SYNC,
            "{manifest}"
        );
    }
}

#[test]
fn the_iframe_playlist_plays_the_first_picture_of_every_segment() {
    let Some(film) = Film::make() else { return };
    let all = decoded_pictures(&film, &format!("{}/playlist.m3u8", film.picture_key()));
    let iframes = decoded_pictures(&film, &format!("{}/iframes.m3u8", film.picture_key()));
    let firsts: Vec<_> = all.iter().step_by(96).cloned().collect();
    assert_eq!(all.len(), 288);
    assert_eq!(iframes, firsts);
}
