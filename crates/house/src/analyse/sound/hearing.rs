use media::time::MediaTime;
use serde::{Deserialize, Serialize};

use super::super::{Finding, Span};
use super::{Curve, Times};

/// All that was heard on one sound track. Times are on the time line of the samples, whose first is at 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    pub length: MediaTime,
    pub channels: u16,
    /// Of the samples that were heard, in hertz.
    pub sample_rate: u32,
    pub loudness: Loudness,
    pub level: Level,
    /// By start, then by class. Silence overlaps nothing; singing lies within music; speech, music and crowd may
    /// overlap each other: a speaker over music is both.
    pub spans: Vec<SoundSpan>,
    pub crowd: Crowd,
    /// How much the sound changes here, taken over some seconds before and after; thousandths, twice a second. Its peaks
    /// are the turns between songs, scenes and places.
    pub novelty: Curve,
    /// Where notes, beats and blows begin.
    pub onsets: Times,
    /// By start, without overlap; only where there is a pulse.
    pub tempi: Vec<Tempo>,
    /// Beats within the stretches of `tempi`.
    pub beats: Times,
    /// By start.
    pub findings: Vec<Finding>,
}

/// EBU R 128, Tech 3341 and 3342. `None`: too short or too quiet to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loudness {
    /// Hundredths of a LUFS, gated.
    pub integrated: Option<i16>,
    /// Hundredths of a LU.
    pub range: Option<i16>,
    pub momentary_max: Option<i16>,
    pub short_term_max: Option<i16>,
    /// Hundredths of a dBTP, the highest of all channels.
    pub true_peak: Option<i16>,
    /// Hundredths of a LUFS, ten values a second: value `k` is measured at `(k + 1) / 10` s, over the 400 ms before it.
    pub momentary: Curve,
    /// The same over the three seconds before.
    pub short_term: Curve,
}

/// For drawing a waveform: hundredths of a decibel relative to full scale, ten values a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The largest sample of all channels.
    pub peak: Curve,
    /// The mean power of all channels.
    pub rms: Curve,
}

/// What there is of an audience. Both curves have ten values a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowd {
    /// How sure it is that applause or a crowd is heard, in thousandths.
    pub strength: Curve,
    /// Power in the band where clapping and cheering are (500 Hz to 6 kHz), hundredths of a decibel relative to full
    /// scale: "the crowd rises 14 dB in 3 s".
    pub level: Curve,
}

/// A stretch in which one class of sound is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundSpan {
    pub span: Span,
    pub class: SoundClass,
    /// How sure, on average over the stretch, in percent.
    pub percent: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SoundClass {
    Silence,
    Speech,
    Music,
    Singing,
    /// Applause, cheering, the murmur of many.
    Crowd,
}

impl SoundClass {
    pub const ALL: [Self; 5] = [
        Self::Silence,
        Self::Speech,
        Self::Music,
        Self::Singing,
        Self::Crowd,
    ];

    /// As written in commands, the database and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Silence => "silence",
            Self::Speech => "speech",
            Self::Music => "music",
            Self::Singing => "singing",
            Self::Crowd => "crowd",
        }
    }
}

/// How fast the music goes in one stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tempo {
    pub span: Span,
    /// Hundredths of a beat a minute.
    pub centi_bpm: u32,
    /// How clear the pulse is, in percent.
    pub percent: u8,
}

impl Hearing {
    pub fn spans_of(&self, class: SoundClass) -> impl Iterator<Item = &SoundSpan> + '_ {
        self.spans.iter().filter(move |span| span.class == class)
    }
}
