use std::fmt::Write;

use media::time::FrameNo;

use super::super::moments::MomentKind;
use super::timecode::Timecode;
use super::{Cuttings, one_line};
use crate::HouseError;

/// A list of events (CMX 3600) that lie in the record where they lie on the tape, each with a locator. The names are those
/// of the moments.
pub(super) fn write(cuttings: &Cuttings<'_>) -> Result<String, HouseError> {
    let timecode = Timecode::of(cuttings.frame_rate()?);
    let mode = if timecode.drops() {
        "DROP FRAME"
    } else {
        "NON-DROP FRAME"
    };
    let channel = if cuttings.rate.is_some() { "V" } else { "A" };
    let mut out = format!("TITLE: {}\nFCM: {mode}\n", one_line(cuttings.name));
    let mut free = FrameNo(0);
    for (number, moment) in (1_usize..).zip(cuttings.in_order()) {
        let start = timecode.frame_at(moment.span.start).max(free);
        let end = timecode
            .frame_at(moment.span.end)
            .max(FrameNo(start.0.saturating_add(1)));
        free = end;
        let (from, to) = (timecode.text(start), timecode.text(end));
        let (title, colour) = (one_line(&moment.title), colour(moment.kind));
        let reasons = one_line(&moment.reasons.join("; "));
        // Writing to a `String` cannot fail.
        let _ = write!(
            out,
            "\n{number:03}  AX       {channel}     C        {from} {to} {from} {to}\n* FROM CLIP NAME: {title}\n\
             * SOURCE FILE: {}\n* LOC: {from} {colour:7} {title}\n",
            one_line(cuttings.file)
        );
        if !reasons.is_empty() {
            let _ = writeln!(out, "* COMMENT: {reasons}");
        }
    }
    Ok(out)
}

/// Names that both edit decision lists and OpenTimelineIO know.
pub(super) fn colour(kind: MomentKind) -> &'static str {
    match kind {
        MomentKind::PerformancePeak => "RED",
        MomentKind::Crowd => "YELLOW",
        MomentKind::Quote => "GREEN",
        MomentKind::TurningPoint => "BLUE",
        MomentKind::Quiet => "WHITE",
        MomentKind::Montage => "CYAN",
        MomentKind::FirstAppearance => "MAGENTA",
        MomentKind::ArchiveFind => "BLACK",
    }
}
