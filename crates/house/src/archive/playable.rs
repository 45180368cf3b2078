use media::facts::MediaFacts;

/// As what a browser can play this file as it came; `None` when it cannot, or not everywhere.
///
/// Chromium, Firefox and Safari have H.264, AAC, MP3, FLAC and PCM in common, and VP8, VP9 and Opus by now.
pub fn playable_as(facts: &MediaFacts) -> Option<&'static str> {
    let moving = || facts.pictures.iter().filter(|picture| !picture.attached_picture);
    let pictures = |known: &[&str]| {
        moving().all(|picture| {
            known.contains(&picture.codec.as_str()) && picture.pixel_format.ends_with("yuv420p")
        })
    };
    let sounds = |known: &[&str]| {
        let plays = |codec: &str| known.iter().any(|known| codec.starts_with(known));
        facts.sounds.first().is_none_or(|sound| plays(&sound.codec))
    };
    let is_film = moving().next().is_some();
    let is_sound = !is_film && !facts.sounds.is_empty();
    let holds = |name: &str| facts.container.split(',').any(|known| known == name);
    if facts.still {
        return None;
    }
    match (is_film, is_sound) {
        (true, _) if holds("mp4") && pictures(&["h264"]) && sounds(&["aac", "mp3"]) => Some("video/mp4"),
        (true, _) if holds("webm") && pictures(&["vp8", "vp9"]) && sounds(&["opus", "vorbis"]) => {
            Some("video/webm")
        }
        (_, true) if holds("mp4") && sounds(&["aac"]) => Some("audio/mp4"),
        (_, true) if holds("wav") && sounds(&["pcm_s16", "pcm_s24", "pcm_u8"]) => Some("audio/wav"),
        (_, true) if holds("flac") => Some("audio/flac"),
        (_, true) if holds("mp3") => Some("audio/mpeg"),
        _ => None,
    }
}
