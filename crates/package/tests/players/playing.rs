use crate::film::Film;

/// Seconds at which the picture turns white.
pub(crate) fn flashes(film: &Film, manifest: &str) -> Vec<f64> {
    // One byte of light a frame, and when each is shown.
    let light = film.play(
        manifest,
        &[
            "-map",
            "0:v",
            "-fps_mode",
            "passthrough",
            "-vf",
            "scale=1:1,format=gray",
            "-f",
            "rawvideo",
            "-",
        ],
    );
    let times = film.play(
        manifest,
        &[
            "-map",
            "0:v",
            "-fps_mode",
            "passthrough",
            "-copyts",
            "-enc_time_base",
            "1/1000000",
            "-f",
            "framecrc",
            "-",
        ],
    );
    let times: Vec<f64> = fields(&times)
        .map(|fields| fields[2].parse::<f64>().unwrap() / 1e6)
        .collect();
    assert_eq!(light.len(), times.len());
    times
        .into_iter()
        .zip(light)
        .filter(|(_, light)| *light > 128)
        .map(|(time, _)| time)
        .collect()
}

/// Seconds at which it clicks.
pub(crate) fn clicks(film: &Film, manifest: &str) -> Vec<f64> {
    // What is played before 0 is left out, what is missing is silence: sample n is heard at n / 48000.
    let bytes = film.ffmpeg(&[
        "-copyts",
        "-allowed_extensions",
        "ALL",
        "-i",
        manifest,
        "-map",
        "0:a",
        "-af",
        "aresample=async=1:first_pts=0",
        "-ac",
        "1",
        "-ar",
        "48000",
        "-f",
        "s16le",
        "-",
    ]);
    let samples = bytes
        .chunks_exact(2)
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
    let mut clicks: Vec<f64> = Vec::new();
    for (at, sample) in samples.enumerate() {
        let time = at as f64 / 48_000.0;
        let fresh = clicks.last().is_none_or(|last| time - last > 0.5);
        if sample.unsigned_abs() > 8_000 && fresh {
            clicks.push(time);
        }
    }
    clicks
}

/// Digests of the pictures of a playlist, in order.
pub(crate) fn decoded_pictures(film: &Film, playlist: &str) -> Vec<String> {
    let text = film.play(
        playlist,
        &["-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"],
    );
    fields(&text)
        .filter_map(|fields| fields.last().cloned())
        .collect()
}

fn fields(text: &[u8]) -> impl Iterator<Item = Vec<String>> {
    let text = String::from_utf8(text.to_vec()).unwrap();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    lines
        .into_iter()
        .map(|line| line.split(',').map(|field| field.trim().to_owned()).collect())
}
