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
                    name: name(moment).to_owned(),
                    still: None,
                })
            })
            .collect();
        list.sort_by_key(|moment| (moment.span.start, moment.span.end));
        Self { master, list }
    }
}

/// "The music peaks at 0:46" stands beside its time on a page: there it is called "The music peaks". An editor's words are
/// not touched.
fn name(moment: &Moment) -> &str {
    let is_clock = |end: &str| {
        let mut parts = end.split(':');
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit());
        end.contains(':') && parts.all(digits)
    };
    match moment.title.rsplit_once(" at ") {
        Some((name, end)) if !moment.renamed && is_clock(end) => name,
        _ => &moment.title,
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

    #[test]
    fn a_name_that_stands_beside_its_time_does_not_say_it_again() {
        let mut moment = moment(0, 1);
        for (title, short) in [
            ("The music peaks at 0:46", "The music peaks"),
            ("A solo at 1:02:03", "A solo"),
            ("We met at 7", "We met at 7"),
            ("They look at it", "They look at it"),
        ] {
            moment.title = title.into();
            assert_eq!(name(&moment), short);
        }
        moment.title = "The train at 9:15".into();
        moment.renamed = true;
        assert_eq!(name(&moment), "The train at 9:15");
    }
}
