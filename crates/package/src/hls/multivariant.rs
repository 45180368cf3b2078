use std::fmt::Write as _;

use super::VERSION;
use super::attributes::Tag;
use super::bandwidth::Bandwidth;
use crate::address::{IFRAME_PLAYLIST, PLAYLIST, path_part};
use crate::voices::{Class, Voice, classes, distinct, known, voices};
use crate::{Laid, PictureTrack, Presentation, SoundTrack, TextTrack, iframe};

const TEXTS: &str = "texts";
/// Variant that players start with when they know nothing of the line: the best below this many bits per second.
const START_BELOW: u64 = 2_500_000;
const TRANSCRIBES: &str =
    "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound";

/// Sound in one class, every voice of it.
struct SoundGroup<'p, 'a> {
    id: String,
    members: Vec<(&'p Voice<'p, 'a>, &'p SoundTrack<'a>)>,
    bandwidth: Bandwidth,
}

/// `film.m3u8`: what there is to choose from.
pub fn multivariant(presentation: &Presentation<'_>) -> String {
    let voices = voices(&presentation.sounds);
    let groups: Vec<_> = classes(&presentation.sounds)
        .into_iter()
        .map(|class| sound_group(class, &voices))
        .collect();
    let mut text = format!("#EXTM3U\n#EXT-X-VERSION:{VERSION}\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    let pictures = pictures(presentation);
    for group in &groups {
        sound_tags(&mut text, group, pictures.is_empty());
    }
    text_tags(&mut text, &presentation.texts);
    let has_texts = !presentation.texts.is_empty();
    if pictures.is_empty() {
        sound_variants(&mut text, &groups, has_texts);
        return text;
    }
    let silent = [None];
    let with_sound: Vec<_> = groups.iter().map(Some).collect();
    for group in if groups.is_empty() {
        &silent[..]
    } else {
        &with_sound[..]
    } {
        for (track, bandwidth) in &pictures {
            picture_variant(&mut text, track, *bandwidth, *group, has_texts);
        }
    }
    // An I-frame resource is made when it is asked for; in files there is none.
    if presentation.laid == Laid::Served {
        for track in presentation.pictures_by_size() {
            iframe_variant(&mut text, track);
        }
    }
    text
}

/// From the smallest to the largest, but the one to start with in front.
fn pictures<'p, 'a>(presentation: &'p Presentation<'a>) -> Vec<(&'p PictureTrack<'a>, Bandwidth)> {
    let measured = |track: &'p PictureTrack<'a>| (track, Bandwidth::of(track.table));
    let mut pictures: Vec<_> = presentation
        .pictures_by_size()
        .into_iter()
        .map(measured)
        .collect();
    if let Some(start) = pictures
        .iter()
        .rposition(|(_, bandwidth)| bandwidth.peak <= START_BELOW)
    {
        pictures[..=start].rotate_right(1);
    }
    pictures
}

fn sound_group<'p, 'a>(class: Class<'a>, voices: &'p [Voice<'p, 'a>]) -> SoundGroup<'p, 'a> {
    let members: Vec<_> = voices
        .iter()
        .filter_map(|voice| voice.nearest(class).map(|track| (voice, track)))
        .collect();
    let bandwidth = members
        .iter()
        .map(|(_, track)| Bandwidth::of(track.table))
        .fold(Bandwidth::default(), Bandwidth::max);
    SoundGroup {
        id: format!("sound-{}-{}", class.codec, class.channels),
        members,
        bandwidth,
    }
}

/// Where the variant itself is the sound (`alone`), its voice has no address of its own (RFC 8216bis, 4.4.6.2.1): with
/// one, a player would fetch the same sound twice.
fn sound_tags(text: &mut String, group: &SoundGroup<'_, '_>, alone: bool) {
    for (voice, track) in &group.members {
        let tag = Tag::new(text, "#EXT-X-MEDIA")
            .plain("TYPE", "AUDIO")
            .quoted("GROUP-ID", &group.id);
        let tag = language(tag, voice.language)
            .quoted("NAME", &voice.name)
            .yes_or_no("DEFAULT", voice.default)
            .yes_or_no("AUTOSELECT", voice.by_language)
            .quoted("CHANNELS", &track.channels.to_string());
        match alone && voice.default {
            true => tag.end(),
            false => tag.quoted("URI", &playlist_address(track.key)).end(),
        }
    }
}

fn text_tags(text: &mut String, tracks: &[TextTrack<'_>]) {
    let names = distinct(tracks.iter().map(|track| track.name));
    let default = tracks.iter().position(|track| track.default);
    // The default first, so that it is the one of its kind that is chosen by language.
    let kind = |track: &TextTrack<'_>| (track.language.to_owned(), track.forced, track.hearing_impaired);
    let default_kind = default.and_then(|at| tracks.get(at)).map(kind);
    let mut seen = Vec::new();
    for (at, (track, name)) in tracks.iter().zip(&names).enumerate() {
        let is_default = default == Some(at);
        let own = kind(track);
        let by_language = is_default || (default_kind.as_ref() != Some(&own) && !seen.contains(&own));
        seen.push(own);
        let tag = Tag::new(text, "#EXT-X-MEDIA")
            .plain("TYPE", "SUBTITLES")
            .quoted("GROUP-ID", TEXTS);
        let mut tag = language(tag, known(track.language))
            .quoted("NAME", name)
            .yes_or_no("DEFAULT", is_default)
            .yes_or_no("AUTOSELECT", by_language)
            .yes_or_no("FORCED", track.forced);
        if track.hearing_impaired {
            tag = tag.quoted("CHARACTERISTICS", TRANSCRIBES);
        }
        tag.quoted("URI", &playlist_address(track.key)).end();
    }
}

fn picture_variant(
    text: &mut String,
    track: &PictureTrack<'_>,
    own: Bandwidth,
    group: Option<&SoundGroup<'_, '_>>,
    has_texts: bool,
) {
    let total = own.plus(group.map_or(Bandwidth::default(), |group| group.bandwidth));
    let sound_codecs = group.iter().flat_map(|group| codecs_of(group));
    let tag = rates(Tag::new(text, "#EXT-X-STREAM-INF"), total).quoted(
        "CODECS",
        &codecs(std::iter::once(track.codec).chain(sound_codecs)),
    );
    let tag = shape(tag, track).plain("FRAME-RATE", frame_rate(track));
    variant_end(tag, group, has_texts);
    let _ = writeln!(text, "{}", playlist_address(track.key));
}

/// A release without picture: each class of sound is a variant, addressed by the voice that plays by itself.
fn sound_variants(text: &mut String, groups: &[SoundGroup<'_, '_>], has_texts: bool) {
    for group in groups {
        let Some((_, track)) = group.members.iter().find(|(voice, _)| voice.default) else {
            continue;
        };
        let tag = rates(Tag::new(text, "#EXT-X-STREAM-INF"), group.bandwidth)
            .quoted("CODECS", &codecs(codecs_of(group)));
        variant_end(tag, Some(group), has_texts);
        let _ = writeln!(text, "{}", playlist_address(track.key));
    }
}

fn iframe_variant(text: &mut String, track: &PictureTrack<'_>) {
    let tag = rates(
        Tag::new(text, "#EXT-X-I-FRAME-STREAM-INF"),
        Bandwidth::of(&iframe::table(track.table)),
    );
    shape(tag.quoted("CODECS", track.codec), track)
        .quoted("URI", &format!("{}/{IFRAME_PLAYLIST}", path_part(track.key)))
        .end();
}

fn variant_end(mut tag: Tag<'_>, group: Option<&SoundGroup<'_, '_>>, has_texts: bool) {
    if let Some(group) = group {
        tag = tag.quoted("AUDIO", &group.id);
    }
    if has_texts {
        tag = tag.quoted("SUBTITLES", TEXTS);
    }
    tag.plain("CLOSED-CAPTIONS", "NONE").end();
}

fn rates(tag: Tag<'_>, bandwidth: Bandwidth) -> Tag<'_> {
    tag.plain("BANDWIDTH", bandwidth.peak)
        .plain("AVERAGE-BANDWIDTH", bandwidth.average)
}

/// The house encodes every picture in SDR (wider ones are tone-mapped).
fn shape<'t>(tag: Tag<'t>, track: &PictureTrack<'_>) -> Tag<'t> {
    tag.plain("RESOLUTION", format_args!("{}x{}", track.width, track.height))
        .plain("VIDEO-RANGE", "SDR")
}

/// Decimal, to three places (RFC 8216bis, 4.4.6.2).
fn frame_rate(track: &PictureTrack<'_>) -> String {
    let (numerator, denominator) = (
        u64::from(track.rate.numerator()),
        u64::from(track.rate.denominator()),
    );
    let thousandths = (numerator * 1_000 + denominator / 2) / denominator;
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

fn language<'t>(tag: Tag<'t>, language: Option<&str>) -> Tag<'t> {
    match language {
        Some(language) => tag.quoted("LANGUAGE", language),
        None => tag,
    }
}

fn codecs_of<'a>(group: &SoundGroup<'_, 'a>) -> impl Iterator<Item = &'a str> {
    group.members.iter().map(|(_, track)| track.codec)
}

/// Comma-separated, each once.
fn codecs<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let mut list: Vec<&str> = Vec::new();
    for codec in all {
        if !list.contains(&codec) {
            list.push(codec);
        }
    }
    list.join(",")
}

fn playlist_address(key: &str) -> String {
    format!("{}/{PLAYLIST}", path_part(key))
}
