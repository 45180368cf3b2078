//! What FFmpeg plays of a packaged film: every frame, in sync, by HLS and by DASH.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in test functions, not in what they share"
)]

mod film;
mod playing;
mod sealed_film;

use film::Film;
use playing::{clicks, decoded_pictures, flashes};
use sealed_film::{Dress, media_data, openly, packaged};

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
fn a_sound_without_a_picture_is_heard_as_it_is_with_one() {
    let Some(film) = Film::make() else { return };
    let with_picture = clicks(&film, "film.m3u8");
    for manifest in ["alone.m3u8", "alone.mpd"] {
        assert_eq!(clicks(&film, manifest), with_picture, "{manifest}");
        // It is one sound, not the same one twice.
        let streams = film.play(manifest, &["-map", "0", "-c", "copy", "-f", "streamhash", "-"]);
        assert_eq!(
            String::from_utf8(streams).unwrap().lines().count(),
            1,
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

#[test]
fn samples_are_sealed_as_shaka_packager_seals_them() {
    let Some(film) = Film::make() else { return };
    for dress in [Dress::picture(&film), Dress::sound(&film)] {
        as_the_packager(&film, &dress);
    }
    // Every field that a slice's header may have, as far as x264 writes it.
    for parameters in [
        "bframes=3:weightp=2:weightb=1:ref=4:b-pyramid=normal",
        "slices=2:cabac=0:bframes=0:deblock=1,1",
        "interlaced=1:bframes=2:direct=temporal",
        "no-deblock=1:8x8dct=0:weightp=0:open-gop=0",
    ] {
        let moving = film.encoded(parameters);
        as_the_packager(&film, &Dress::of_picture(&moving));
    }
}

fn as_the_packager(film: &Film, dress: &Dress<'_>) {
    let ours = dress.cbcs_file();
    let theirs = packaged(film, dress);
    let (sealed, reference) = (media_data(&ours), media_data(&theirs));
    assert!(
        sealed == reference,
        "{}: {} bytes sealed, {} by the packager; they differ from byte {:?}",
        dress.key,
        sealed.len(),
        reference.len(),
        sealed.iter().zip(&reference).position(|(a, b)| a != b)
    );
    assert_ne!(sealed, media_data(dress.file));
    assert_eq!(dress.boxes(&ours, b"tenc"), dress.boxes(&theirs, b"tenc"));
    assert_eq!(dress.boxes(&ours, b"senc"), dress.boxes(&theirs, b"senc"));
    assert!(
        dress
            .boxes(&theirs, b"pssh")
            .contains(&dress.boxes(&ours, b"pssh")[0])
    );
}

#[test]
fn damaged_bytes_are_refused_or_sealed_and_never_more() {
    let Some(film) = Film::make() else { return };
    for dress in [Dress::picture(&film), Dress::sound(&film)] {
        dress.damaged_everywhere();
    }
}

#[test]
fn ffmpeg_opens_sealed_samples_with_the_key_and_not_without() {
    let Some(film) = Film::make() else { return };
    for dress in [Dress::picture(&film), Dress::sound(&film)] {
        film.write("sealed.mp4", dress.cbcs_file());
        film.write("stored.mp4", dress.file);
        let stored = openly(&film, &["-i", "stored.mp4"]);
        let opened = openly(
            &film,
            &["-decryption_key", sealed_film::SECRET, "-i", "sealed.mp4"],
        );
        assert_eq!(opened, stored, "{}", dress.key);
        let shut = openly(&film, &["-i", "sealed.mp4"]);
        assert_ne!(shut, stored, "{}", dress.key);
    }
}

#[test]
fn ffmpeg_plays_the_sealed_playlists_as_it_does_the_others() {
    let Some(film) = Film::make() else { return };
    sealed_film::lay_out_hls(&film);
    let playlist = format!("hls/{}/playlist.m3u8", film.picture_key());
    let iframes = format!("hls/{}/iframes.m3u8", film.picture_key());
    let all = decoded_pictures(&film, &format!("{}/playlist.m3u8", film.picture_key()));
    assert_eq!(all.len(), 288);
    assert_eq!(decoded_pictures(&film, &playlist), all);
    let firsts: Vec<_> = all.iter().step_by(96).cloned().collect();
    assert_eq!(decoded_pictures(&film, &iframes), firsts);
    let (plain, sealed) = (clicks(&film, "film.m3u8"), clicks(&film, "hls/film.m3u8"));
    assert_eq!(plain.len(), 12);
    assert_eq!(sealed, plain);
}
