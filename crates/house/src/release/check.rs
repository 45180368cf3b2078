//! The check before release: what was found in each rendition, and whether a title may be released with it.

use serde::{Deserialize, Serialize};

use crate::encode::{Ladder, Rendition, Stage, Track};
use crate::id::{MasterId, RenditionId};
use crate::{HouseError, Instant};

/// One thing that is wrong: where, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// "segment 12, 00:00:44.000", "init", "end".
    pub place: String,
    pub sentence: String,
}

impl Finding {
    /// The time that its place names, in milliseconds: "segment 12, 00:00:44.000".
    pub fn at_ms(&self) -> Option<u64> {
        self.place.split([' ', ',']).rev().find_map(millis_of)
    }
}

fn millis_of(text: &str) -> Option<u64> {
    let (clock, millis) = text.split_once('.')?;
    let mut seconds: u64 = 0;
    let mut parts = 0;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
        parts += 1;
    }
    let millis: u64 = (millis.len() == 3).then(|| millis.parse().ok())??;
    (parts == 3)
        .then(|| seconds.checked_mul(1_000)?.checked_add(millis))
        .flatten()
}

/// What the check looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Rendition(RenditionId),
    /// All renditions of the master together: identical boundaries, equal lengths.
    Together,
}

impl Subject {
    /// Its name in the catalogue.
    pub fn name(&self) -> String {
        match self {
            Self::Rendition(id) => format!("rendition {id}"),
            Self::Together => "together".into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub master: MasterId,
    pub subject: Subject,
    /// For people: "1280 x 720", "English, 5.1".
    pub label: String,
    /// Empty when all is well.
    pub findings: Vec<Finding>,
    /// What was looked at and found right, a line each: "158 segments, no gap", "3 790 frames decoded".
    pub lines: Vec<String>,
    pub checked: Instant,
}

impl Report {
    pub fn passed(&self) -> bool {
        self.findings.is_empty()
    }

    /// The stage that a checked rendition is in.
    pub fn stage(&self) -> Stage {
        if self.passed() {
            Stage::Checked
        } else {
            Stage::Failed
        }
    }
}

/// May a title be released with what its master has now? The smallest picture (where there is something to see), every
/// sound and every text must have passed, and nothing may have failed; larger pictures may still be on their way.
///
/// # Errors
/// [`HouseError::Refused`] with what is missing or where it breaks.
pub fn may_release(
    renditions: &[Rendition],
    ladder: &Ladder,
    texts_planned: usize,
) -> Result<(), HouseError> {
    let refuse = |sentence: String| Err(HouseError::Refused(sentence));
    if let Some(failed) = renditions
        .iter()
        .find(|rendition| rendition.stage == Stage::Failed)
    {
        return refuse(format!(
            "{} did not pass the check; `marquee check` says where it breaks.",
            label(&failed.track)
        ));
    }
    let passed = |wanted: fn(&Track) -> bool| {
        let of_kind = renditions.iter().filter(|rendition| wanted(&rendition.track));
        of_kind
            .filter(|rendition| rendition.stage == Stage::Checked)
            .count()
    };
    if !ladder.pictures.is_empty() && passed(|track| matches!(track, Track::Picture { .. })) == 0 {
        return refuse("No picture has been encoded and checked yet.".into());
    }
    let sounds = passed(|track| matches!(track, Track::Sound { .. }));
    let sounds_planned = ladder.sounds.len();
    if sounds < sounds_planned {
        return refuse(format!(
            "{sounds} of {sounds_planned} sounds have been encoded and checked so far."
        ));
    }
    let texts = passed(|track| matches!(track, Track::Text { .. }));
    if texts < texts_planned {
        return refuse(format!(
            "{texts} of {texts_planned} subtitles have been converted and checked so far."
        ));
    }
    Ok(())
}

/// A rendition's name for people.
pub fn label(track: &Track) -> String {
    match track {
        Track::Picture { width, height, .. } => format!("Picture {width} x {height}"),
        Track::Sound {
            channels, language, ..
        } => {
            let shape = match channels {
                1 => "mono",
                2 => "stereo",
                6 => "5.1",
                _ => "sound",
            };
            format!("Sound {} {shape}", crate::language::name(language))
        }
        Track::Text { language, .. } => format!("Subtitles {}", crate::language::name(language)),
    }
}

#[cfg(test)]
mod tests {
    use media::time::FrameRate;

    use super::*;
    use crate::Digest;
    use crate::encode::{Codec, PicturePlan, SoundPlan};
    use crate::id::RenditionKey;

    fn ladder(pictures: usize, sounds: usize) -> Ladder {
        let picture = PicturePlan {
            width: 426,
            height: 240,
            crf: 24,
            max_rate: 500_000,
            buffer: 1_000_000,
            profile: "main".into(),
            preset: "medium".into(),
        };
        let sound = SoundPlan {
            sound: 0,
            channels: 6,
            sample_rate: 48_000,
            bit_rate: 384_000,
        };
        Ladder {
            pictures: vec![picture; pictures],
            sounds: vec![sound; sounds],
            gop_frames: 50,
            segment_gops: 2,
            piece_segments: 15,
        }
    }

    fn rendition(track: Track, stage: Stage) -> Rendition {
        Rendition {
            id: RenditionId::random(),
            key: RenditionKey::random(),
            master: MasterId::random(),
            track,
            digest: Digest::of(b""),
            bytes: 0,
            segments: None,
            stage,
            made: Instant::from_micros(0),
        }
    }

    fn picture(stage: Stage) -> Rendition {
        let track = Track::Picture {
            width: 426,
            height: 240,
            rate: FrameRate::new(25, 1).unwrap(),
            codec: Codec("avc1.4d4015".into()),
        };
        rendition(track, stage)
    }

    fn sound(stage: Stage) -> Rendition {
        let track = Track::Sound {
            channels: 6,
            sample_rate: 48_000,
            codec: Codec("mp4a.40.2".into()),
            language: "de".into(),
            title: None,
            default: true,
        };
        rendition(track, stage)
    }

    #[test]
    fn the_smallest_picture_and_all_sounds_are_enough() {
        let ready = [
            picture(Stage::Checked),
            sound(Stage::Checked),
            picture(Stage::Made),
        ];
        assert!(may_release(&ready, &ladder(1, 1), 0).is_ok());
        assert!(may_release(&[picture(Stage::Checked)], &ladder(1, 0), 0).is_ok());
    }

    #[test]
    fn a_song_needs_no_picture() {
        assert!(may_release(&[sound(Stage::Checked)], &ladder(0, 1), 0).is_ok());
        assert!(may_release(&[sound(Stage::Made)], &ladder(0, 1), 0).is_err());
    }

    #[test]
    fn what_is_missing_is_said() {
        let said = |renditions: &[Rendition], sounds, texts| {
            may_release(renditions, &ladder(1, sounds), texts)
                .unwrap_err()
                .to_string()
        };
        assert!(said(&[], 0, 0).contains("No picture"));
        assert!(said(&[picture(Stage::Made)], 0, 0).contains("No picture"));
        assert!(said(&[picture(Stage::Checked), sound(Stage::Made)], 1, 0).contains("0 of 1 sounds"));
        assert!(said(&[picture(Stage::Checked)], 0, 2).contains("0 of 2 subtitles"));
        let broken = [picture(Stage::Checked), sound(Stage::Failed)];
        assert!(said(&broken, 1, 0).contains("Sound Deutsch 5.1 did not pass"));
    }

    #[test]
    fn a_findings_place_is_a_time() {
        let at = |place: &str| {
            let finding = Finding {
                place: place.into(),
                sentence: String::new(),
            };
            finding.at_ms()
        };
        assert_eq!(at("segment 12, 00:00:44.000"), Some(44_000));
        assert_eq!(at("segment 900, 01:02:03.450"), Some(3_723_450));
        assert_eq!(at("01:02:03.450"), Some(3_723_450));
        assert_eq!(at("init"), None);
        assert_eq!(at("segment 12"), None);
        assert_eq!(at("segment 4, x:y:z.1"), None);
    }
}
