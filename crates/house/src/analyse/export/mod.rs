//! Moments in the forms that other programs read. Each is text; times are those of the tape.

mod csv;
mod edl;
mod ffmetadata;
mod format;
mod otio;
#[cfg(test)]
mod tests;
mod timecode;
mod webvtt;
mod youtube;

pub use format::ExportFormat;

use media::time::{FrameRate, MediaTime};

use super::moments::Moment;
use crate::HouseError;

/// What is exported.
#[derive(Debug, Clone, Copy)]
pub struct Cuttings<'a> {
    /// What the tape or the title is called.
    pub name: &'a str,
    /// The file that an editor would take the moments from.
    pub file: &'a str,
    pub length: MediaTime,
    /// Of the picture; `None` where there is only sound.
    pub rate: Option<FrameRate>,
    /// By rank.
    pub moments: &'a [Moment],
}

/// The moments as a file of this form.
///
/// # Errors
/// [`HouseError::Refused`] where the form cannot hold them.
pub fn write(format: ExportFormat, cuttings: &Cuttings<'_>) -> Result<String, HouseError> {
    match format {
        ExportFormat::Webvtt => Ok(webvtt::write(cuttings)),
        ExportFormat::Ffmetadata => Ok(ffmetadata::write(cuttings)),
        ExportFormat::Youtube => youtube::write(cuttings),
        ExportFormat::Edl => edl::write(cuttings),
        ExportFormat::Otio => otio::write(cuttings),
        ExportFormat::Csv => Ok(csv::write(cuttings)),
    }
}

impl Cuttings<'_> {
    fn in_order(&self) -> Vec<&Moment> {
        let mut moments: Vec<&Moment> = self.moments.iter().collect();
        moments.sort_by_key(|moment| (moment.span.start, moment.span.end));
        moments
    }

    /// Where there is no picture, editors count in 25 frames a second.
    fn frame_rate(&self) -> Result<FrameRate, HouseError> {
        match self.rate {
            Some(rate) => Ok(rate),
            None => Ok(FrameRate::new(25, 1)?),
        }
    }
}

/// One line: whatever breaks lines becomes a space.
fn one_line(text: &str) -> String {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let words = text.split(|letter: char| breaks(letter) || letter.is_whitespace());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
