use serde::{Deserialize, Serialize};

use crate::analyse::Span;
use crate::analyse::moments::{Moment, MomentKind};
use crate::id::{MasterId, PictureKey};
use media::time::MediaTime;

/// The moments of a film that its page leads to, as an editor put them there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownMoments {
    /// Whose time line they are on: under another film they would lead elsewhere.
    pub master: MasterId,
    /// In the order of the film.
    pub list: Vec<ShownMoment>,
}

/// Nothing of why it was chosen: that is the team's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownMoment {
    /// Of the film's time line.
    pub span: Span,
    pub kind: MomentKind,
    pub name: String,
    /// One of the title's pictures.
    pub still: Option<PictureKey>,
}

impl ShownMoments {
    /// What is found on a tape, as moments of a film of this length that is made of it. `ahead` is by how much the tape's
    /// time line begins before the film's; what lies outside the film is left out.
    pub fn of(found: &[Moment], master: MasterId, ahead: MediaTime, length: MediaTime) -> Self {
        let ahead = ahead.micros();
        let mut list: Vec<ShownMoment> = found
            .iter()
            .filter_map(|moment| {
                let start = moment.span.start.micros().saturating_sub(ahead).max(0);
                let end = moment.span.end.micros().saturating_sub(ahead);
                let span = Span::of_micros(start, end.min(length.micros()));
                (span.micros() > 0).then(|| ShownMoment {
                    span,
                    kind: moment.kind,
                    name: moment.title.clone(),
                    still: None,
                })
            })
            .collect();
        list.sort_by_key(|moment| (moment.span.start, moment.span.end));
        Self { master, list }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(start: i64, end: i64) -> Moment {
        Moment {
            span: Span::of_micros(start, end),
            kind: MomentKind::Quote,
            title: format!("at {start}"),
            score: 500,
            reasons: vec!["said twice".into()],
            still: None,
            pinned: false,
            renamed: false,
        }
    }

    #[test]
    fn they_lie_on_the_films_own_time_line_in_its_order() {
        let found = [moment(9_000, 12_000), moment(2_000, 5_000), moment(0, 900)];
        let master: MasterId = MasterId::random();
        let shown = ShownMoments::of(
            &found,
            master.clone(),
            MediaTime::from_micros(1_000),
            MediaTime::from_micros(10_000),
        );
        assert_eq!(shown.master, master);
        let spans: Vec<Span> = shown.list.iter().map(|moment| moment.span).collect();
        // The first of the tape is before the film; the last goes on after its end.
        assert_eq!(
            spans,
            [Span::of_micros(1_000, 4_000), Span::of_micros(8_000, 10_000)]
        );
        assert_eq!(shown.list[0].name, "at 2000");
    }
}
