use std::ops::Range;

use media::time::FrameRate;

use super::SoundBy;
use super::protection::protect;
use super::segments::{aligned, list, template};
use super::xml::Element;
use crate::address::{TEXT, WHOLE, path_part};
use crate::seal::Sealed;
use crate::voices::{Voice, distinct, known, voices};
use crate::whole::Layout;
use crate::{Laid, PictureTrack, Presentation, SoundTrack, TextTrack};

/// Everything there is to choose from; pictures first.
pub(super) fn sets(presentation: &Presentation<'_>, sound: SoundBy) -> Vec<Element> {
    let laid = presentation.laid;
    let mut sets = picture_sets(&presentation.pictures_by_size(), laid);
    let sound = if presentation.sealed.is_some() {
        SoundBy::Number
    } else {
        sound
    };
    for voice in &voices(&presentation.sounds) {
        let encodes = voice.encodes.iter();
        sets.extend(encodes.map(|track| sound_set(voice, track, sound, laid)));
    }
    if let Some(sealed) = &presentation.sealed {
        sets = sets.into_iter().map(|set| protect(set, sealed)).collect();
    }
    let names = distinct(presentation.texts.iter().map(|track| track.name));
    sets.extend(
        presentation
            .texts
            .iter()
            .zip(&names)
            .map(|(track, name)| text_set(track, name, presentation.sealed.as_ref())),
    );
    sets
}

/// One set per kind of codec: players switch within a set.
fn picture_sets(all: &[&PictureTrack<'_>], laid: Laid) -> Vec<Element> {
    let mut kinds: Vec<&str> = Vec::new();
    for track in all {
        if !kinds.contains(&kind(track.codec)) {
            kinds.push(kind(track.codec));
        }
    }
    let of = |wanted| {
        all.iter()
            .copied()
            .filter(|track| kind(track.codec) == wanted)
            .collect()
    };
    kinds
        .into_iter()
        .map(|kind| picture_set(of(kind), laid))
        .collect()
}

fn picture_set(tracks: Vec<&PictureTrack<'_>>, laid: Laid) -> Element {
    let tables: Vec<_> = tracks.iter().map(|track| track.table).collect();
    let shared = aligned(&tables);
    let mut set = set("video", "video/mp4", None)
        .with("segmentAlignment", if shared { "true" } else { "false" })
        .with("startWithSAP", "1");
    if let Some(largest) = tracks.last() {
        set = set
            .number("maxWidth", u64::from(largest.width))
            .number("maxHeight", u64::from(largest.height))
            .with("maxFrameRate", &frame_rate(largest.rate))
            .with("par", &ratio(largest.width, largest.height));
    }
    set = set.child(role("main"));
    if let (true, Laid::Served, Some(table)) = (shared, laid, tables.first()) {
        set = set.child(template(table));
    }
    set.children(tracks.into_iter().map(|track| {
        let representation = representation(track.key, track.codec, track.table.peak_bandwidth())
            .number("width", u64::from(track.width))
            .number("height", u64::from(track.height))
            .with("frameRate", &frame_rate(track.rate))
            .with("sar", "1:1");
        match laid {
            Laid::InFiles => representation.children(list(track.key, track.table)),
            Laid::Served if shared => representation,
            Laid::Served => representation.child(template(track.table)),
        }
    }))
}

/// One set per encode: a player chooses among them for its listener, it never switches by itself.
fn sound_set(voice: &Voice<'_, '_>, track: &SoundTrack<'_>, by: SoundBy, laid: Laid) -> Element {
    let layout = Layout::of(track.table).filter(|_| by == SoundBy::Index && laid == Laid::Served);
    let (alignment, access) = match layout {
        Some(_) => ("subsegmentAlignment", "subsegmentStartsWithSAP"),
        None => ("segmentAlignment", "startWithSAP"),
    };
    let set = set("audio", "audio/mp4", voice.language)
        .with(alignment, "true")
        .with(access, "1")
        .child(
            Element::new("AudioChannelConfiguration")
                .with(
                    "schemeIdUri",
                    "urn:mpeg:dash:23003:3:audio_channel_configuration:2011",
                )
                .number("value", u64::from(track.channels)),
        )
        .child(Element::new("Label").text(&voice.name))
        .child(role(if voice.default { "main" } else { "alternate" }));
    let representation = representation(track.key, track.codec, track.table.peak_bandwidth())
        .number("audioSamplingRate", u64::from(track.sample_rate));
    match (layout, laid) {
        (_, Laid::InFiles) => set.child(representation.children(list(track.key, track.table))),
        (Some(layout), Laid::Served) => set.child(representation.children(one_resource(track, &layout))),
        (None, Laid::Served) => set.child(template(track.table)).child(representation),
    }
}

fn one_resource(track: &SoundTrack<'_>, layout: &Layout) -> [Element; 2] {
    let (init, index) = layout.init_and_index();
    let range = |range: Range<u64>| format!("{}-{}", range.start, range.end.saturating_sub(1));
    [
        Element::new("BaseURL").text(&format!("{}/{WHOLE}", path_part(track.key))),
        Element::new("SegmentBase")
            .number("timescale", u64::from(track.table.timescale.get()))
            .with("indexRange", &range(index))
            .child(Element::new("Initialization").with("range", &range(init))),
    ]
}

/// Sealed texts are asked for through the gate: no browser opens a sealed one by itself.
fn text_set(track: &TextTrack<'_>, name: &str, sealed: Option<&Sealed<'_>>) -> Element {
    let own = format!("{}/{TEXT}", path_part(track.key));
    let address = match sealed {
        Some(sealed) => format!("{}/{own}", sealed.media),
        None => own,
    };
    let kind = match (track.forced, track.hearing_impaired) {
        (true, _) => "forced-subtitle",
        (false, true) => "caption",
        (false, false) => "subtitle",
    };
    let mut set = set("text", "text/vtt", known(track.language))
        .child(Element::new("Label").text(name))
        .child(role(kind));
    if track.default {
        set = set.child(role("main"));
    }
    set.child(
        Element::new("Representation")
            .with("id", track.key)
            .number("bandwidth", text_bandwidth(track))
            .child(Element::new("BaseURL").text(&address)),
    )
}

/// Bits per second, rounded up.
fn text_bandwidth(track: &TextTrack<'_>) -> u64 {
    let micros = u128::try_from(track.duration.micros()).unwrap_or(0).max(1);
    let bits = u128::from(track.bytes) * 8 * 1_000_000;
    u64::try_from(bits.div_ceil(micros)).unwrap_or(u64::MAX).max(1)
}

fn set(content: &str, mime: &str, language: Option<&str>) -> Element {
    Element::new("AdaptationSet")
        .with("contentType", content)
        .with("mimeType", mime)
        .with_some("lang", language)
}

fn representation(key: &str, codec: &str, bandwidth: u64) -> Element {
    Element::new("Representation")
        .with("id", key)
        .with("codecs", codec)
        .number("bandwidth", bandwidth.max(1))
}

fn role(value: &str) -> Element {
    Element::new("Role")
        .with("schemeIdUri", "urn:mpeg:dash:role:2011")
        .with("value", value)
}

/// "avc1" of "avc1.64001f".
fn kind(codec: &str) -> &str {
    codec.split('.').next().unwrap_or(codec)
}

fn frame_rate(rate: FrameRate) -> String {
    match rate.denominator() {
        1 => rate.numerator().to_string(),
        denominator => format!("{}/{denominator}", rate.numerator()),
    }
}

/// "16:9".
fn ratio(width: u32, height: u32) -> String {
    let (mut a, mut b) = (width, height);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let divisor = a.max(1);
    format!("{}:{}", width / divisor, height / divisor)
}
