//! Colours: every picture that leaves the house is BT.709 with 8 bits, and the tags say so.

use media::facts::{PictureStream, Transfer};

use super::Reading;

/// What the frames become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// BT.709, limited range: what players expect of H.264.
    Film,
    /// BT.601, full range: what JPEG is (ITU-T T.871).
    Jpeg,
    /// As the film, made small with the least work: each pixel the mean of those it stands for, and its colours as they
    /// are coded where a picture can be looked at so ([`LookColours`]).
    Look,
}

/// How the numbers of a look's frames become colours. Another matrix would take swscale through RGB, which costs as much as
/// a third of decoding a small picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LookColours {
    /// BT.601, limited range.
    Bt601,
    /// BT.709, limited range.
    #[default]
    Bt709,
}

impl LookColours {
    pub(crate) fn of(reading: &Reading, stream: &PictureStream) -> Self {
        let is_plain = reading.tone_map.is_none() && !is_wide(stream) && !is_rgb(stream);
        match is_plain && matrix(stream) == "bt601" {
            true => Self::Bt601,
            false => Self::Bt709,
        }
    }

    /// swscale's name of the matrix.
    pub(crate) fn matrix(self) -> &'static str {
        match self {
            Self::Bt601 => "bt601",
            Self::Bt709 => "bt709",
        }
    }
}

/// Peak of the mastering display, in cd/m2, that highlights are brought down from.
const PEAK: u32 = 1000;
/// HDR reference white (ITU-R BT.2408): becomes white of SDR before highlights are rolled off.
const WHITE: u32 = 203;

/// Filters to `width` x `height` square pixels in the target's colours.
pub(crate) fn convert(
    reading: &Reading,
    stream: &PictureStream,
    (width, height): (u32, u32),
    target: Target,
) -> Vec<String> {
    let flags = match target {
        Target::Film | Target::Jpeg => "lanczos+accurate_rnd+full_chroma_int+bitexact",
        Target::Look => "area+bitexact",
    };
    let scale = format!("scale={width}:{height}:flags={flags}");
    let mut filters = match reading.tone_map {
        Some(transfer @ (Transfer::Pq | Transfer::Hlg)) => tone_map(stream, transfer, &scale),
        _ if is_wide(stream) => to_709(stream, &scale),
        _ => vec![format!("{scale}:{}", from(stream))],
    };
    if let Some(last) = filters.last_mut() {
        let (matrix, range) = match target {
            Target::Film => ("bt709", "tv"),
            Target::Look => (LookColours::of(reading, stream).matrix(), "tv"),
            Target::Jpeg => ("bt601", "pc"),
        };
        last.push_str(&format!(":out_color_matrix={matrix}:out_range={range}"));
    }
    filters.extend(["format=yuv420p".to_owned(), "setsar=1".to_owned()]);
    filters
}

/// The last filter of all: frames that filters add (black ones) come without tags, and an encoder takes its tags from
/// the first frame it sees.
pub(crate) fn tags(target: Target) -> String {
    match target {
        Target::Film | Target::Look => {
            "setparams=field_mode=prog:range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709".into()
        }
        Target::Jpeg => "setparams=field_mode=prog:range=pc:colorspace=bt470bg".into(),
    }
}

/// How the source's numbers are to be read.
fn from(stream: &PictureStream) -> String {
    let range = if stream.full_range { "pc" } else { "tv" };
    if is_rgb(stream) {
        return format!("in_range={range}");
    }
    format!("in_color_matrix={}:in_range={range}", matrix(stream))
}

/// More colours than BT.709 has.
fn is_wide(stream: &PictureStream) -> bool {
    matches!(
        stream.primaries.as_deref(),
        Some("bt2020" | "smpte431" | "smpte432")
    )
}

fn is_rgb(stream: &PictureStream) -> bool {
    [
        "rgb", "bgr", "gbr", "argb", "abgr", "pal8", "0rgb", "0bgr", "x2rgb", "x2bgr",
    ]
    .iter()
    .any(|start| stream.pixel_format.starts_with(start))
}

/// A file that does not say is taken as players take it: small pictures BT.601, large ones BT.709.
fn matrix(stream: &PictureStream) -> &'static str {
    match stream.matrix.as_deref() {
        Some("bt709") => "bt709",
        Some("smpte170m" | "bt470bg") => "bt601",
        Some("smpte240m") => "smpte240m",
        Some("fcc") => "fcc",
        Some(name) if name.starts_with("bt2020") => "bt2020",
        _ if stream.pixel_format.starts_with("yuvj") => "bt601",
        _ if stream.height >= 720 || stream.width >= 1280 => "bt709",
        _ => "bt601",
    }
}

/// The same numbers as zscale names them; it converts nothing when anything is left unsaid.
fn zscale_from(stream: &PictureStream, transfer: &str) -> String {
    let primaries = match stream.primaries.as_deref() {
        Some("smpte431") => "smpte431",
        Some("smpte432") => "smpte432",
        Some("bt709") => "709",
        _ => "2020",
    };
    let matrix = match (is_rgb(stream), matrix(stream)) {
        (true, _) => "gbr",
        (_, "bt601") => "170m",
        (_, "bt709") if stream.matrix.is_some() => "709",
        // Wide colours without a word about their matrix.
        _ => "2020_ncl",
    };
    let range = if stream.full_range { "full" } else { "limited" };
    format!("tin={transfer}:pin={primaries}:min={matrix}:rin={range}")
}

/// Scaled first, because light is worked on with 32 bits a sample.
fn tone_map(stream: &PictureStream, transfer: Transfer, scale: &str) -> Vec<String> {
    let curve = match transfer {
        Transfer::Hlg => "arib-std-b67",
        Transfer::Pq | Transfer::Sdr => "smpte2084",
    };
    let range = if stream.full_range { "pc" } else { "tv" };
    vec![
        format!("{scale}:in_range={range}:out_range={range}"),
        format!("zscale={}:t=linear:npl={WHITE}", zscale_from(stream, curve)),
        "format=gbrpf32le".into(),
        "zscale=p=709".into(),
        // Leaves everything up to a third of white alone and rolls off what is above.
        format!("tonemap=tonemap=mobius:param=0.3:desat=0:peak={PEAK}/{WHITE}"),
        "zscale=t=709:m=709:r=limited:d=ordered".into(),
        "format=yuv420p".into(),
        // What was mastered brighter than the peak is white, not more than white.
        "limiter=max=235:planes=1".into(),
        "scale=flags=accurate_rnd+full_chroma_int+bitexact:in_color_matrix=bt709:in_range=tv".into(),
    ]
}

/// SDR with wider primaries: cameras and phones with BT.2020 or P3.
fn to_709(stream: &PictureStream, scale: &str) -> Vec<String> {
    let range = if stream.full_range { "pc" } else { "tv" };
    vec![
        format!("{scale}:in_range={range}:out_range={range}"),
        format!("zscale={}:t=linear", zscale_from(stream, "709")),
        "format=gbrpf32le".into(),
        "zscale=p=709".into(),
        "zscale=t=709:m=709:r=limited:d=ordered".into(),
        "format=yuv420p".into(),
        "scale=flags=accurate_rnd+full_chroma_int+bitexact:in_color_matrix=bt709:in_range=tv".into(),
    ]
}
