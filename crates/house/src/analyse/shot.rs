use media::time::FrameNo;
use serde::{Deserialize, Serialize};

/// A run of frames between two transitions. The shots of a film cover all of its frames, without gap or overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shot {
    /// On the grid of frames that masters of the asset are made on.
    pub first: FrameNo,
    /// At least 1.
    pub frames: u64,
    pub transition_in: Transition,
    /// Frames at the shot's beginning in which it comes in; 0 for a cut. Of a fade through a colour, both halves.
    pub transition_frames: u64,
    /// The frame that stands for the shot: sharp, and not in a transition.
    pub keyframe: FrameNo,
}

/// How a shot comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transition {
    /// The film begins.
    Start,
    Cut,
    Dissolve,
    /// Through black, white or another single colour, or from it.
    Fade,
}

impl Transition {
    /// As written in commands, the database and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Cut => "cut",
            Self::Dissolve => "dissolve",
            Self::Fade => "fade",
        }
    }
}
