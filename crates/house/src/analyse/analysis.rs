use media::time::{FrameNo, FrameRate, MediaTime};
use serde::{Deserialize, Serialize};

use super::picture::distance;
use super::sound::{Curve, Hearing};
use super::{Finding, FindingKind, Shot, Span};

/// All that one pass over a tape found, as kept in the vault. The words are not here: they come from elsewhere too, and
/// are corrected by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// Of the tape's time line.
    pub length: MediaTime,
    pub picture: Option<PictureAnalysis>,
    pub hearing: Option<Hearing>,
    /// Of picture and sound, in order of time.
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureAnalysis {
    /// Of the grid that shots are counted on; that of the tape's masters.
    pub rate: FrameRate,
    /// Shown size.
    pub width: u32,
    pub height: u32,
    pub shots: Vec<Shot>,
    /// In order of their frames; one for each shot that is long enough to have one, and more for long shots.
    pub stills: Vec<Still>,
    /// Size of all stills.
    pub still_width: u32,
    pub still_height: u32,
    /// Mean luma in hundredths of a level (16 black, 235 white).
    pub brightness: Curve,
    /// In hundredths of the picture's width a second.
    pub motion: Curve,
}

/// A small picture of the tape: a range of the object that [`super::Analysed::stills`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Still {
    pub frame: FrameNo,
    pub start: u64,
    pub bytes: u32,
}

impl Analysis {
    pub fn findings_of_picture(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !finding.kind.is_of_sound())
    }

    /// Where nothing can be read it may be the sound that is missing: that is told of both.
    pub fn findings_of_sound(&self) -> impl Iterator<Item = &Finding> {
        let tells = |kind: FindingKind| kind.is_of_sound() || kind == FindingKind::Unreadable;
        self.findings.iter().filter(move |finding| tells(finding.kind))
    }
}

impl PictureAnalysis {
    /// When a shot is seen.
    pub fn span_of(&self, shot: &Shot) -> Span {
        Span {
            start: self.time_of(shot.first),
            end: self.time_of(FrameNo(shot.first.0.saturating_add(shot.frames))),
        }
    }

    /// The still that shows a shot best: of those within it, the one next to its keyframe. Out of a transition if there is
    /// one.
    pub fn still_of(&self, shot: &Shot) -> Option<&Still> {
        let end = shot.first.0.saturating_add(shot.frames);
        let of_shot = self.stills_within(shot.first.0, end);
        of_shot.iter().min_by_key(|still| distance(still.frame, shot))
    }

    /// The last still up to a frame, or the first of all.
    pub fn still_at(&self, frame: FrameNo) -> Option<&Still> {
        let after = self.stills.partition_point(|still| still.frame <= frame);
        self.stills.get(after.saturating_sub(1))
    }

    /// When a frame is shown.
    pub fn time_of(&self, frame: FrameNo) -> MediaTime {
        self.rate.time_of(frame).unwrap_or(MediaTime::ZERO)
    }

    fn stills_within(&self, first: u64, end: u64) -> &[Still] {
        let from = self.stills.partition_point(|still| still.frame.0 < first);
        let to = self.stills.partition_point(|still| still.frame.0 < end);
        self.stills.get(from..to).unwrap_or_default()
    }
}
