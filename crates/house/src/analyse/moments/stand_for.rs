use media::time::FrameNo;

use super::super::picture::distance;
use super::super::{PictureAnalysis, Shot, Span};

/// The frame that shows a moment: of the shot that fills most of it the still that stands for it best, or its keyframe.
pub fn still_for(picture: &PictureAnalysis, span: Span) -> Option<FrameNo> {
    let within = |shot: &Shot| {
        let shown = picture.span_of(shot);
        let start = shown.start.micros().max(span.start.micros());
        shown.end.micros().min(span.end.micros()) - start
    };
    let from = picture
        .shots
        .partition_point(|shot| picture.span_of(shot).end <= span.start);
    let seen = picture.shots.get(from..).unwrap_or_default();
    let seen = seen
        .iter()
        .take_while(|shot| picture.time_of(shot.first) < span.end);
    // The first of those that fill as much.
    let shot = seen.min_by_key(|shot| std::cmp::Reverse(within(shot)))?;
    let is_inside = |frame: FrameNo| {
        let time = picture.time_of(frame);
        span.start <= time && time < span.end
    };
    let stills = picture.stills.iter().map(|still| still.frame);
    let best = stills
        .filter(|frame| is_inside(*frame))
        .min_by_key(|frame| (distance(*frame, shot), *frame));
    let middle = span.start.micros() + span.micros() / 2;
    let at_middle = || {
        let frame = picture
            .rate
            .frames_before(media::time::MediaTime::from_micros(middle));
        FrameNo(frame.saturating_sub(1))
    };
    Some(best.unwrap_or_else(|| {
        let keyframe = shot.keyframe;
        if is_inside(keyframe) {
            keyframe
        } else {
            at_middle()
        }
    }))
}
