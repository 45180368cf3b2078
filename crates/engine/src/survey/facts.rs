use media::facts::{FieldOrder, MediaFacts, PictureStream, SoundStream, TextStream, Transfer};
use media::time::{FrameRate, MediaTime};

use super::probed::{Probed, Stream};
use super::walk::Bases;
use crate::EngineError;

/// Below this ffmpeg itself speaks of a guess: most often noise taken for MP3.
const SUREST_GUESS: i32 = 12;

/// Facts, and the time base of each stream.
pub(super) fn read(json: &[u8]) -> Result<(MediaFacts, Bases), EngineError> {
    let probed: Probed = serde_json::from_slice(json)
        .map_err(|error| EngineError::Process(std::io::Error::other(format!("ffprobe's answer: {error}"))))?;
    if probed.format.probe_score <= SUREST_GUESS {
        return Err(EngineError::refused(
            "No film, recording or picture could be found in this file: its kind is not known.",
        ));
    }
    let of = |kind: &'static str| {
        probed
            .streams
            .iter()
            .filter(move |stream| stream.codec_type.as_deref() == Some(kind))
    };
    let container = probed.format.format_name.clone();
    let facts = MediaFacts {
        still: container.ends_with("_pipe") || container == "apng",
        container,
        duration: probed.format.duration.as_deref().and_then(seconds),
        bit_rate: number(probed.format.bit_rate.as_deref()),
        pictures: of("video").map(picture).collect(),
        sounds: of("audio").map(sound).collect(),
        texts: of("subtitle").map(text).collect(),
    };
    if facts.pictures.is_empty() && facts.sounds.is_empty() {
        return Err(EngineError::refused(
            "There is no picture and no sound in this file.",
        ));
    }
    let base = |stream: &Stream| Some((stream.index, base_of(stream)?));
    Ok((facts, probed.streams.iter().filter_map(base).collect()))
}

fn base_of(stream: &Stream) -> Option<(u32, u32)> {
    fraction(stream.time_base.as_deref()?, '/')
}

fn picture(stream: &Stream) -> PictureStream {
    let pixel_format = stream.pix_fmt.clone().unwrap_or_default();
    PictureStream {
        index: stream.index,
        codec: stream.codec_name.clone().unwrap_or_else(|| "unknown".into()),
        width: stream.width,
        height: stream.height,
        sample_aspect: stream
            .sample_aspect_ratio
            .as_deref()
            .and_then(|text| fraction(text, ':'))
            .unwrap_or((1, 1)),
        rotation: stream
            .side_data_list
            .iter()
            .find_map(|data| data.rotation.as_ref())
            .map_or(0, clockwise),
        average_rate: stream.avg_frame_rate.as_deref().and_then(rate),
        base_rate: stream.r_frame_rate.as_deref().and_then(rate),
        field_order: match stream.field_order.as_deref() {
            Some("progressive") => Some(FieldOrder::Progressive),
            // The first letter is the order of coding, the second that of showing.
            Some("tt" | "bt") => Some(FieldOrder::TopFirst),
            Some("bb" | "tb") => Some(FieldOrder::BottomFirst),
            _ => None,
        },
        bit_depth: number(stream.bits_per_raw_sample.as_deref())
            .filter(|bits| *bits > 0)
            .unwrap_or_else(|| depth(&pixel_format)),
        transfer: match stream.color_transfer.as_deref() {
            Some("smpte2084") => Transfer::Pq,
            Some("arib-std-b67") => Transfer::Hlg,
            _ => Transfer::Sdr,
        },
        primaries: known(stream.color_primaries.as_deref()),
        matrix: known(stream.color_space.as_deref()),
        full_range: stream.color_range.as_deref() == Some("pc") || pixel_format.starts_with("yuvj"),
        pixel_format,
        start: time(stream, stream.start_pts),
        duration: time(stream, stream.duration_ts),
        frames: number(stream.nb_frames.as_deref()),
        attached_picture: disposed(stream, "attached_pic") || disposed(stream, "timed_thumbnails"),
        default: disposed(stream, "default"),
        language: language(stream),
    }
}

fn sound(stream: &Stream) -> SoundStream {
    SoundStream {
        index: stream.index,
        codec: stream.codec_name.clone().unwrap_or_else(|| "unknown".into()),
        channels: stream.channels,
        layout: known(stream.channel_layout.as_deref()),
        sample_rate: number(stream.sample_rate.as_deref()).unwrap_or(0),
        start: time(stream, stream.start_pts),
        duration: time(stream, stream.duration_ts),
        language: language(stream),
        title: title(stream),
        default: disposed(stream, "default"),
    }
}

fn text(stream: &Stream) -> TextStream {
    let codec = stream.codec_name.clone().unwrap_or_else(|| "unknown".into());
    TextStream {
        index: stream.index,
        bitmap: matches!(
            codec.as_str(),
            "dvd_subtitle" | "hdmv_pgs_subtitle" | "dvb_subtitle" | "xsub" | "unknown"
        ),
        codec,
        language: language(stream),
        title: title(stream),
        default: disposed(stream, "default"),
        forced: disposed(stream, "forced"),
        hearing_impaired: disposed(stream, "hearing_impaired"),
    }
}

fn disposed(stream: &Stream, how: &str) -> bool {
    stream.disposition.get(how).is_some_and(|value| *value != 0)
}

fn language(stream: &Stream) -> Option<String> {
    known(stream.tags.get("language").map(String::as_str)).filter(|language| language != "und")
}

/// A handler's name ("SoundHandler", "GPAC ISO Audio Handler") is a program's, not a title.
fn title(stream: &Stream) -> Option<String> {
    known(stream.tags.get("title").map(String::as_str))
}

fn known(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !matches!(*text, "" | "unknown" | "unspecified" | "reserved" | "N/A"))
        .map(str::to_owned)
}

fn number<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

/// "30000/1001", "16:15"; both parts above 0.
fn fraction(text: &str, sign: char) -> Option<(u32, u32)> {
    let (left, right) = text.split_once(sign)?;
    let (left, right) = (left.parse().ok()?, right.parse().ok()?);
    (left > 0 && right > 0).then_some((left, right))
}

fn rate(text: &str) -> Option<FrameRate> {
    let (numerator, denominator) = fraction(text, '/')?;
    FrameRate::new(numerator, denominator).ok()
}

fn time(stream: &Stream, units: Option<i64>) -> Option<MediaTime> {
    let (numerator, denominator) = base_of(stream)?;
    super::walk::in_base(units?, numerator, denominator)
}

/// "12.345678" without a float.
fn seconds(text: &str) -> Option<MediaTime> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let micros: String = rest.chars().chain("000000".chars()).take(6).collect();
    let whole: i64 = whole.parse().ok()?;
    let micros: i64 = micros.parse().ok()?;
    Some(MediaTime::from_micros(
        whole.checked_mul(1_000_000)?.checked_add(micros)?,
    ))
}

/// ffprobe tells the counter-clockwise turn of the stored picture; a quarter turn is all that cameras make.
fn clockwise(counter: &serde_json::Number) -> u16 {
    let text = counter.to_string();
    let whole = text
        .split('.')
        .next()
        .and_then(|text| text.parse::<i64>().ok())
        .unwrap_or(0);
    let degrees = (-whole).rem_euclid(360);
    match (degrees + 45) / 90 % 4 {
        1 => 90,
        2 => 180,
        3 => 270,
        _ => 0,
    }
}

/// "yuv420p10le", "gbrp12be", "p010le": the digits after the planes; 8 when there are none.
fn depth(pixel_format: &str) -> u8 {
    if let Some(packed) = pixel_format.strip_prefix("p0") {
        return packed
            .get(..2)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(8);
    }
    let plain = pixel_format.trim_end_matches("le").trim_end_matches("be");
    let Some((_, digits)) = plain.rsplit_once('p') else {
        return if plain.starts_with("gray") {
            plain.get(4..).and_then(|d| d.parse().ok()).unwrap_or(8)
        } else {
            8
        };
    };
    digits.parse().unwrap_or(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_by_pixel_format() {
        for (name, bits) in [
            ("yuv420p", 8),
            ("yuv420p10le", 10),
            ("gbrp12be", 12),
            ("p010le", 10),
            ("nv12", 8),
            ("gray10le", 10),
            ("rgb24", 8),
        ] {
            assert_eq!(depth(name), bits, "{name}");
        }
    }

    #[test]
    fn a_phone_held_upright_is_turned_clockwise() {
        let turned = |text: &str| clockwise(&serde_json::from_str(text).unwrap());
        assert_eq!(turned("-90"), 90);
        assert_eq!(turned("90"), 270);
        assert_eq!(turned("-180"), 180);
        assert_eq!(turned("180.0"), 180);
        assert_eq!(turned("1"), 0);
    }

    #[test]
    fn seconds_are_read_without_a_float() {
        assert_eq!(seconds("12.345678").map(|time| time.value), Some(12_345_678));
        assert_eq!(seconds("30").map(|time| time.value), Some(30_000_000));
        assert_eq!(seconds("N/A"), None);
    }

    #[test]
    fn a_guess_is_no_film() {
        let json = br#"{"streams":[{"index":0,"codec_type":"audio"}],"format":{"format_name":"mp3","probe_score":1}}"#;
        assert!(matches!(read(json), Err(EngineError::Refused { .. })));
    }
}
