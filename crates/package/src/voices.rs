//! Sounds sorted into what a listener chooses by (voices) and what a device chooses by (classes).

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::SoundTrack;

/// One choice of sound: "English", "Director's commentary". Holds every encode of it.
#[derive(Debug)]
pub(crate) struct Voice<'p, 'a> {
    /// Unlike every other voice's name.
    pub(crate) name: String,
    pub(crate) language: Option<&'a str>,
    /// Plays when nothing was chosen; exactly one voice is.
    pub(crate) default: bool,
    /// May be chosen by language alone; at most one voice of a language is.
    pub(crate) by_language: bool,
    pub(crate) encodes: Vec<&'p SoundTrack<'a>>,
}

/// What a device can or cannot play. Ordered by channels: stereo comes before 5.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class<'a> {
    pub(crate) channels: u16,
    pub(crate) codec: &'a str,
}

impl<'a> Class<'a> {
    fn of(track: &SoundTrack<'a>) -> Self {
        Self {
            channels: track.channels,
            codec: track.codec,
        }
    }
}

impl<'p, 'a> Voice<'p, 'a> {
    /// The encode of `class`, or the one nearest to it: every group must offer every voice (RFC 8216bis, 4.4.6.1.1).
    pub(crate) fn nearest(&self, class: Class<'_>) -> Option<&'p SoundTrack<'a>> {
        let distance = |track: &SoundTrack<'_>| {
            (
                track.channels.abs_diff(class.channels),
                track.codec != class.codec,
            )
        };
        self.encodes
            .iter()
            .copied()
            .min_by_key(|track| (distance(track), Reverse(track.channels)))
    }
}

pub(crate) fn classes<'a>(sounds: &[SoundTrack<'a>]) -> Vec<Class<'a>> {
    let mut classes: Vec<_> = sounds.iter().map(Class::of).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

pub(crate) fn voices<'p, 'a>(sounds: &'p [SoundTrack<'a>]) -> Vec<Voice<'p, 'a>> {
    let mut voices: Vec<Voice<'p, 'a>> = Vec::new();
    for track in sounds {
        let language = known(track.language);
        let home = voices.iter_mut().find(|voice| {
            // A second encode of the same class is another sound that happens to have the same name.
            let same_class = |other: &&SoundTrack<'_>| Class::of(other) == Class::of(track);
            voice.language == language && voice.name == track.name && !voice.encodes.iter().any(same_class)
        });
        match home {
            Some(voice) => voice.encodes.push(track),
            None => voices.push(Voice {
                name: track.name.to_owned(),
                language,
                default: false,
                by_language: false,
                encodes: vec![track],
            }),
        }
    }
    let default = voices
        .iter()
        .position(|voice| voice.encodes.iter().any(|track| track.default))
        .unwrap_or(0);
    let spoken = voices.get(default).and_then(|voice| voice.language);
    let mut heard = HashSet::new();
    let names = distinct(voices.iter().map(|voice| voice.name.as_str()));
    for (at, (voice, name)) in voices.iter_mut().zip(names).enumerate() {
        voice.default = at == default;
        voice.by_language = voice.default || (voice.language != spoken && heard.insert(voice.language));
        voice.name = name;
    }
    voices
}

/// BCP 47, or `None` when nobody knows.
pub(crate) fn known(language: &str) -> Option<&str> {
    Some(language).filter(|language| !language.is_empty() && *language != "und")
}

/// The same names, with a number behind every repetition; "Track" for one without a name.
pub(crate) fn distinct<'s>(names: impl Iterator<Item = &'s str>) -> Vec<String> {
    let mut used = HashSet::new();
    let mut free = |name: &str| {
        let base = if name.trim().is_empty() {
            "Track"
        } else {
            name.trim()
        };
        let mut candidate = base.to_owned();
        let mut number = 1;
        while !used.insert(candidate.clone()) {
            number += 1;
            candidate = format!("{base} {number}");
        }
        candidate
    };
    names.map(&mut free).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presentation::tests::{sound, table};

    #[test]
    fn encodes_of_one_sound_are_one_voice() {
        let table = table(48_000, 0, &[(192_000, 1)]);
        let sounds = [
            sound("a", 2, "en", "English", &table),
            sound("b", 6, "en", "English", &table),
            sound("c", 2, "en", "Commentary", &table),
            sound("d", 2, "de", "Deutsch", &table),
            sound("e", 2, "de", "Deutsch", &table),
        ];
        let voices = voices(&sounds);
        let summary: Vec<_> = voices
            .iter()
            .map(|v| (v.name.as_str(), v.encodes.len(), v.default, v.by_language))
            .collect();
        assert_eq!(
            summary,
            [
                ("English", 2, true, true),
                ("Commentary", 1, false, false),
                ("Deutsch", 1, false, true),
                ("Deutsch 2", 1, false, false),
            ]
        );
        let surround = classes(&sounds)[1];
        assert_eq!(surround.channels, 6);
        assert_eq!(voices[0].nearest(surround).map(|t| t.key), Some("b"));
        assert_eq!(voices[1].nearest(surround).map(|t| t.key), Some("c"));
    }

    #[test]
    fn names_become_distinct() {
        assert_eq!(
            distinct(["A", "A", "A 2", "", ""].into_iter()),
            ["A", "A 2", "A 2 2", "Track", "Track 2"]
        );
    }
}
